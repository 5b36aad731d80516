"""The style sheet and scripts, built by npm from static_src/ into static_build/."""

import os
import shutil
import subprocess

from pps_barnet.setup import python_packages
from pps_barnet.setup.places import ROOT, VENV
from pps_barnet.setup.programs import ProgramError, failed, run_logged, unreachable
from pps_barnet.setup.speech import say, step
from pps_barnet.setup.stamps import Stamp, files_below, fingerprint

OLDEST_NODE = 20
PACKAGE = ROOT / "package.json"
LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
SOURCES = ROOT / "static_src"
BUILT = ROOT / "static_build"
MODULES_STAMP = Stamp("node-modules")
BUILT_STAMP = Stamp("front-end")


def build() -> None:
    """Builds when anything it is built from has changed since the last build that finished."""
    if not PACKAGE.is_file() or not LOCK.is_file():
        say("No front end to build: package.json or package-lock.json is not there.")
        return
    mark = fingerprint([PACKAGE, LOCK, *files_below(SOURCES)])
    if BUILT_STAMP.says(mark) and BUILT.is_dir() and any(BUILT.iterdir()):
        return
    env = environment_with_npm()
    install_modules(env)
    BUILT_STAMP.clear()
    with step("Building the style sheet and scripts"):
        npm("the front-end build", env, "run", "build")
    BUILT_STAMP.write(mark)


def install_modules(env: dict[str, str]) -> None:
    """Fetches what the lock names; npm checks each against its recorded hash, and no package runs a script."""
    mark = fingerprint([PACKAGE, LOCK])
    if MODULES_STAMP.says(mark) and MODULES.is_dir():
        return
    MODULES_STAMP.clear()
    retries = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
    with step("Installing npm packages"):
        npm("npm packages", env, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *retries)
    MODULES_STAMP.write(mark)


def npm(what: str, env: dict[str, str], *arguments: str) -> None:
    """Runs npm, turning its failures into something a person can act on."""
    program = shutil.which("npm", path=env["PATH"]) or "npm"
    try:
        run_logged([program, *arguments], f"npm-{arguments[0]}", env=env)
    except ProgramError as failure:
        raise unreachable(what, failure) if failure.no_network else failed(what, failure) from failure


def environment_with_npm() -> dict[str, str]:
    """The environment with a usable node and npm first on its PATH."""
    env = {**os.environ, "NO_UPDATE_NOTIFIER": "1", "npm_config_update_notifier": "false"}
    if not (shutil.which("npm") and node_version() >= OLDEST_NODE):
        python_packages.install_node()
        env["PATH"] = os.pathsep.join([str(VENV / "bin"), env.get("PATH", os.defpath)])
    return env


def node_version() -> int:
    """The machine's own Node.js, or 0 when there is none that runs."""
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
        return int(said.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0
