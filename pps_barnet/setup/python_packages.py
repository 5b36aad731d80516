"""The virtual environment, holding exactly what the locks name and nothing unverified."""

import os
import shutil
import subprocess
import sys
import venv

from pps_barnet.setup.places import PYTHON, ROOT, VENV
from pps_barnet.setup.programs import ProgramError, failed, run_logged, unreachable
from pps_barnet.setup.speech import SetUpError, say, step
from pps_barnet.setup.stamps import Stamp, fingerprint

LOCKS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
NODE_LOCK = ROOT / "requirements-node.txt"
# Inside the environment, so that they cannot outlive it.
MADE_STAMP = Stamp("made.stamp", VENV)
STAMP = Stamp("set-up.stamp", VENV)
NODE_STAMP = Stamp("set-up-node.stamp", VENV)


def install() -> None:
    """Makes or repairs the environment; does nothing when the stamp says that it is whole."""
    mark, made = fingerprint(LOCKS), MADE_STAMP.says(made_mark())
    if made and STAMP.says(mark):
        return
    # Without a stamp, an install was cut short in it: no telling which files of which package are missing.
    if not made or not STAMP.path.exists():
        make_venv()
    STAMP.clear()
    with step("Installing Python packages"):
        pip_install("Python packages", *(word for lock in LOCKS for word in ("-r", str(lock))))
    STAMP.write(mark)


def made_mark() -> str:
    """An environment works only with the Python that made it, and its programs only where it was made."""
    return fingerprint([], version_in_venv(), str(ROOT))


def version_in_venv() -> str:
    """The version of the environment's Python, or nothing when there is none or it does not start."""
    try:
        asked = subprocess.run(
            [PYTHON, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def make_venv() -> None:
    """A fresh environment; one without a stamp was left by a set-up that was cut short and is not trusted."""
    if VENV.exists():
        say("Making .venv again: its set-up did not finish, it was moved, or its Python has changed.")
        shutil.rmtree(VENV)
    with step(f"Making a virtual environment with Python {sys.version.split()[0]}"):
        try:
            venv.create(VENV, with_pip=True, symlinks=True)
        except (subprocess.CalledProcessError, OSError) as failure:
            raise SetUpError(
                f"the virtual environment could not be made ({failure}).",
                "on Debian or Ubuntu:  apt install python{}.{}-venv  – elsewhere, reinstall Python with ensurepip; "
                "and see that this folder can be written and the disk is not full.".format(*sys.version_info),
            ) from failure
    MADE_STAMP.write(made_mark())


def pip_install(what: str, *requirements: str) -> None:
    """Installs from a lock: every file must have the hash that was recorded when it was chosen."""
    options = ("--require-hashes", "--no-input", "--disable-pip-version-check", "--retries", "3")
    env = {**os.environ, "PIP_USER": "0"}
    try:
        run_logged([PYTHON, "-m", "pip", "install", *options, *requirements], "pip", env=env)
    except ProgramError as failure:
        raise unreachable(what, failure) if failure.no_network else failed(f"installing {what}", failure) from failure


def install_node() -> None:
    """npm as a wheel, for a machine that has no Node.js of its own."""
    mark = fingerprint([NODE_LOCK], version_in_venv())
    if NODE_STAMP.says(mark):
        return
    with step("Installing Node.js into .venv (this machine has none, or one older than 20)"):
        pip_install("Node.js", "-r", str(NODE_LOCK))
    NODE_STAMP.write(mark)
