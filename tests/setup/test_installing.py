"""Installing for real: the virtual environment and the front end, in copies that share nothing with us. Minutes."""

import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.setup import checkout as copies
from tests.setup.checkout import ROOT, Checkout, free_port, kill, wait_for

pytestmark = pytest.mark.long
# Nothing listens on port 9: every connection is refused, as behind a firewall.
NOWHERE = "http://127.0.0.1:9/"
PYTHONS = ("/usr/bin/python3.13", "/usr/bin/python3.12", "/usr/bin/python3.11")  # root's own lies in its home
NO_PIP = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": NOWHERE,
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_NO_CACHE_DIR": "1",
}


@pytest.fixture
def bare(checkout: Checkout) -> Checkout:
    """A copy with no virtual environment: a fresh clone."""
    (checkout.root / ".venv").unlink()
    return checkout


def with_front_end(checkout: Checkout) -> Checkout:
    """Adds what npm builds from."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, checkout.root / name)
    shutil.copytree(ROOT / "static_src", checkout.root / "static_src")
    return checkout


def test_without_a_network_pip_is_explained_and_the_next_run_goes_on(bare: Checkout) -> None:
    code, said = bare.run(bare.script("bootstrap"), **NO_PIP)
    assert code == 1
    assert "the package registry for Python packages could not be reached" in said
    assert "run this again: it goes on from here" in said
    assert "Traceback" not in said


def test_without_a_network_npm_is_explained(checkout: Checkout, tmp_path: Path) -> None:
    with_front_end(checkout)
    build = (
        "from pps_barnet.setup import front_end, places, speech\n"
        "places.prepare()\n"
        "try: front_end.build()\n"
        "except speech.SetUpError as failure: print(failure)\n"
    )
    registry = {"npm_config_registry": NOWHERE, "npm_config_cache": str(tmp_path / "cache")}
    _, said = checkout.run(".venv/bin/python", "-c", build, **registry)
    assert "the package registry for npm packages could not be reached" in said


def test_killed_while_installing_it_begins_again_and_then_is_quick(bare: Checkout) -> None:
    with_front_end(bare)
    packages = bare.root / ".venv" / "lib"
    process = bare.start(bare.script("bootstrap"))
    wait_for(lambda: any(packages.glob("*/site-packages/django/*")), seconds=240)
    kill(process)
    code, said = bare.run(bare.script("bootstrap"))
    assert code == 0, said
    assert "Making .venv again: its set-up did not finish" in said
    assert (bare.root / "static_build").is_dir()
    began = time.monotonic()
    assert bare.run(bare.script("bootstrap")) == (0, "")
    assert time.monotonic() - began < 1


def test_two_set_ups_at_once_wait_for_each_other(bare: Checkout) -> None:
    both = [bare.start(bare.script("bootstrap"), **NO_PIP) for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    waiting = f"Another set-up of this checkout is under way (process {both[0].pid}); waiting for it."
    assert waiting in said[1] or waiting.replace(str(both[0].pid), str(both[1].pid)) in said[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs all the other tests")
def test_an_ordinary_user_serves_from_nothing() -> None:
    python = next((path for path in PYTHONS if Path(path).exists()), "")
    assert python, f"An ordinary user can reach no Python: install one of {', '.join(PYTHONS)}"
    nobody = pwd.getpwnam("nobody")
    root = Path("/tmp") / f"ordinary user {os.getpid()}"  # noqa: S108 - pytest's own is closed to other users
    root.mkdir(mode=0o755)
    try:
        copy = with_front_end(copies.make(root / "copy"))
        (copy.root / ".venv").unlink()
        for path in (root, *root.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        serve_as(copy, nobody, python)
    finally:
        shutil.rmtree(root)


def serve_as(copy: Checkout, user: pwd.struct_passwd, python: str) -> None:
    """Serves from nothing as another user, within three minutes, and stops."""
    env = {**copy.environment(HOME=str(copy.root.parent)), "PATH": "/usr/bin:/bin"}
    command = [python, str(copy.root / "script" / "bootstrap"), "serve", "--port", str(free_port())]
    server = subprocess.Popen(  # noqa: S603 - our own program
        command, cwd="/", env=env, user=user.pw_uid, group=user.pw_gid, extra_groups=[], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    wait_for(lambda: copy.ready(server), seconds=180)
    data = copy.root / "var" / "postgres" / "data"
    assert data.stat().st_uid == user.pw_uid
    kill(server, 15)
    assert not (data / "postmaster.pid").exists()
