"""A copy of the checkout to do harm in, with a stand-in for the product so that a start takes a second."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path("/var/lib/pps-barnet")
OURS = ("PPS_", "DATABASE_", "PYTEST_", "PYTHON", "VIRTUAL_ENV")

MANAGE = """
import os, pathlib, signal, sys, time
name = sys.argv[1]
with open("calls", "a") as calls:
    calls.write(name + " " + " ".join(sorted(k for k in os.environ if k.startswith("DATABASE_"))) + "\\n")
if name == "make_keys":
    key = pathlib.Path(os.environ["PPS_SECRETS"]) / "django.key"
    key.exists() or key.write_text(str(time.time_ns()))
if name == "collectstatic":
    pathlib.Path("var/static").mkdir(exist_ok=True)
if name == "worker":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    time.sleep(600)
"""
WSGI = """
def application(environ, start_response):
    start_response("204 No Content", [])
    return []
"""


@dataclass(frozen=True)
class Checkout:
    """The copy, and how to run its set-up."""

    root: Path
    started: "list[subprocess.Popen[str]]" = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        """Ours without anything that would tell the copy about the tests it is part of."""
        mine = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return {**mine, **more}

    def start(self, *command: str, **more: str) -> "subprocess.Popen[str]":
        """Starts a program in the copy, as a terminal would: in a process group of its own."""
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            cwd=self.root,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *command: str, **more: str) -> tuple[int, str]:
        """Runs a program in the copy to its end: exit code and everything it said."""
        process = self.start(*command, **more)
        said, _ = process.communicate(timeout=300)
        return process.returncode, said

    def setup(self, *arguments: str) -> tuple[str, ...]:
        """The command that asks the set-up for something, inside the virtual environment."""
        return (str(self.root / ".venv" / "bin" / "python"), "-m", "pps_barnet.setup", *arguments)

    def script(self, name: str) -> str:
        """One of script/."""
        return str(self.root / "script" / name)

    def log(self, name: str) -> str:
        """One of the logs."""
        return (self.root / "var" / "log" / f"{name}.log").read_text(encoding="utf-8")

    def ready(self, server: "subprocess.Popen[str]") -> bool:
        """Whether a server of the copy has told other starts that it serves; fails when it has ended."""
        lock = self.root / "var" / "server.lock"
        said = lock.read_text(encoding="utf-8") if lock.exists() else ""
        assert server.poll() is None, server.communicate()[0]
        return f'"process": {server.pid},' in said and '"ready": true' in said

    def wait_until_ready(self, server: "subprocess.Popen[str]") -> None:
        """Waits until a server serves."""
        wait_for(lambda: self.ready(server))

    def wait_for_call(self, name: str) -> None:
        """Waits until the stand-in's manage.py has been asked for something."""
        wait_for(lambda: any(call.split()[0] == name for call in self.calls()))

    def calls(self) -> list[str]:
        """What the stand-in's manage.py was asked for."""
        file = self.root / "calls"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    @property
    def outside(self) -> Path:
        """Where root's set-up keeps this copy's data."""
        return SHARED / hashlib.sha256(str(self.root.resolve()).encode()).hexdigest()[:12]

    @property
    def data(self) -> Path:
        """The data folder of this copy's PostgreSQL."""
        folder = self.outside if os.geteuid() == 0 else self.root / "var"
        return folder / "postgres" / "data"


def make(root: Path) -> Checkout:
    """The set-up's own files, the stand-in, and our virtual environment by a link."""
    (root / "foundation" / "rowsecurity").mkdir(parents=True)
    for name in ("script", "pps_barnet/setup"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements-dev.txt", "foundation/rowsecurity/roles.py"):
        shutil.copy(ROOT / name, root / name)
    for name in ("pps_barnet", "foundation", "foundation/rowsecurity"):
        (root / name / "__init__.py").touch()
    (root / "manage.py").write_text(MANAGE, encoding="utf-8")
    (root / "pps_barnet" / "wsgi.py").write_text(WSGI, encoding="utf-8")
    (root / ".venv").symlink_to(sys.prefix)
    return Checkout(root)


def remove(checkout: Checkout) -> None:
    """Ends what a test that failed left running, stops the copy's PostgreSQL, and removes what root's set-up put
    outside the copy."""
    for process in checkout.started:
        end(process)
    if (checkout.data / "postmaster.pid").exists():
        checkout.run(*checkout.setup("stop"))
    shutil.rmtree(checkout.outside, ignore_errors=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kill(process: "subprocess.Popen[str]", number: int = signal.SIGKILL) -> None:
    """Ends a process and everything in its group, as when the machine loses power."""
    os.killpg(process.pid, number)
    process.communicate(timeout=60)


def end(process: "subprocess.Popen[str]") -> None:
    """Ends a process and its group whatever state they are in, and closes what it spoke through."""
    with suppress(ProcessLookupError):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)
    if process.stdout:
        process.stdout.close()


def wait_for(true: Callable[[], bool], seconds: float = 120) -> None:
    """Waits until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.005)
