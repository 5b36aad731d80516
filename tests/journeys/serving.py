"""The product itself, served in demonstration mode from a database of its own, as a person's browser meets it."""

import fcntl
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
STATIC, BUILT = ROOT / "var" / "static", ROOT / "static_build"
START_SECONDS, STOP_SECONDS = 90, 30
# What the web process must not hold: it refuses to start with the owner's address.
WITHHELD = ("DATABASE_OWNER_URL", "DATABASE_SEALER_URL", "DATABASE_BACKUP_URL", "PPS_TEST_ADMIN_URL", "PPS_ADMIN_URL")
PROGRAM = "pps_barnet.wsgi"
AT_A_TIME, CLOCK = "tests.journeys.at_a_time", "PPS_JOURNEY_CLOCK"  # the same, at the time that this file says
SLOWER = 100  # than the real time, so that a journey may take its own and no minute turns
GUNICORN = ("--worker-class", "pps_barnet.setup.worker.Worker", "--threads", "4", "--no-control-socket")
SHUFFLED = ("--config", "python:tests.shuffling") if os.environ.get("PPS_SHUFFLE") else ()  # read before all else


def said_in(file: Path) -> datetime:
    """The time that a journey says it is. It passes, if slowly: what is done one after another has each a time
    of its own, as in the product, where rows of one moment have no order that means anything."""
    says, since = map(datetime.fromisoformat, file.read_text().split())
    return says + (datetime.now(UTC) - since) / SLOWER


def environment(database: str) -> dict[str, str]:
    """Ours in demonstration mode, with the web's own login to this database."""
    kept = {name: value for name, value in os.environ.items() if name not in WITHHELD}
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    return kept | {"PPS_MODE": "demonstration", "DATABASE_URL": url}


def collect_static(database: str) -> None:
    """Static files under their hashed names, as people get them; anew when any of them was built since."""
    manifest = STATIC / "staticfiles.json"
    with (ROOT / "var" / "test-static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newest = max((path.stat().st_mtime for path in BUILT.rglob("*") if path.is_file()), default=0)
        if not manifest.exists() or manifest.stat().st_mtime < newest:
            command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--clear"]
            subprocess.run(command, cwd=ROOT, env=environment(database), check=True, capture_output=True)  # noqa: S603


class Server:
    """The product on a port of its own. The port is ours, so that a server that starts again answers where it did."""

    def __init__(self, database: str, log: Path, listening: socket.socket, program: str = PROGRAM) -> None:
        collect_static(database)
        self.database, self.log, self.listening, self.program = database, log, listening, program
        self.port = self.listening.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        """Serve, and come back once it answers."""
        where = f"fd://{self.listening.fileno()}"
        command = [sys.executable, "-m", "gunicorn", self.program, *GUNICORN, *SHUFFLED, "--bind", where]
        with self.log.open("a") as out:
            self.process = subprocess.Popen(  # noqa: S603 -- our own server
                command,
                cwd=ROOT,
                env=environment(self.database),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                pass_fds=[self.listening.fileno()],
            )
        try:
            wait_until_answering(self.port, self.process, self.log)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """As when the machine is restarted: nothing that was only in the process remains. It is given time to finish,
        and is ended whatever it does with it."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Stop, and serve again."""
        self.stop()
        self.start()


@contextmanager
def serving(database: str, log: Path, program: str = PROGRAM) -> Iterator[Server]:
    """Serve the product from ``database`` on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(database, log, listening, program)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def served(database: str, log: Path) -> Iterator[str]:
    """The same; gives its address."""
    with serving(database, log) as server:
        yield server.address


def wait_until_answering(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Ask for the sign-in page until it comes; what the server said is shown when it never does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asked.request("GET", "/sign-in/", headers={"Host": f"localhost:{port}"})
            if asked.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            asked.close()
    raise AssertionError(f"The server did not answer:\n{log.read_text()[-3000:]}")
