"""script/server: makes everything ready, then runs the web server and the worker until Ctrl-C."""

import argparse
import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from pps_barnet.setup import instance, port, product, resetting
from pps_barnet.setup.databases import Databases, databases
from pps_barnet.setup.environment import DEMONSTRATION, environment, mode
from pps_barnet.setup.locks import open_lock
from pps_barnet.setup.places import LOGS, PYTHON, ROOT
from pps_barnet.setup.programs import die_with_parent
from pps_barnet.setup.speech import SetUpError, say, step

STOP_SECONDS = 15
START_SECONDS = 60
WEB = ("-m", "gunicorn", "pps_barnet.wsgi", "--workers", "2", "--worker-class", "pps_barnet.setup.worker.Worker")
# Its control socket would lie in the home directory, shared by every checkout.
WEB_MORE = ("--threads", "4", "--graceful-timeout", "10", "--no-control-socket")
WORKER = ("manage.py", "worker")
# How Django lists what its checks found, between a heading and a count.
FAULTS = re.compile(r"^ERRORS:\n(.*?)\n\nSystem check identified", re.MULTILINE | re.DOTALL)


def serve(options: argparse.Namespace) -> int:
    """Serves until it is told to stop or one of its processes ends."""
    # SIGINT as well: a shell that starts something in the background has it ignored, and Python would leave it so.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    with open_lock(instance.LOCK) as lock:
        instance.claim(lock, options)
        instance.announce(lock, options.port, ready=False)
        port.require_free(options.port)
        if options.reset_demo:
            resetting.reset()
        with databases() as found:
            try:
                product.prepare(found)
                run(found, options.port, lock)
            except KeyboardInterrupt:
                say("\nStopping …")
            finally:
                ignore_signals()
    say("Stopped.")
    return 0


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """A request to end is the same whether it comes from the keyboard or from another process."""
    raise KeyboardInterrupt


def ignore_signals() -> None:
    """A second Ctrl-C must not leave a server half stopped."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def run(found: Databases, number: int, lock: TextIO) -> None:
    """Runs both processes; the owner's URL is in neither's environment, the sealer's only in the worker's."""
    app = {"DATABASE_URL": found.url("DATABASE_URL")}
    sealer = {"DATABASE_SEALER_URL": found.urls.get("DATABASE_SEALER_URL", "")}
    site = {"PPS_SITE": os.environ.get("PPS_SITE", instance.address(number))} if mode() != "production" else {}
    web = [str(PYTHON), *WEB, *WEB_MORE, "--bind", f"127.0.0.1:{number}"]
    with child("web", web, app) as server, child("worker", [str(PYTHON), *WORKER], {**app, **sealer, **site}) as worker:
        with step("Starting the web server and the worker"):
            wait_until_answering(number, {"web": server, "worker": worker})
        say(f"Parent Partnership Barnet is at {instance.address(number)} – Ctrl-C stops it")
        instance.announce(lock, number, ready=True)
        while True:
            time.sleep(0.5)
            require_alive({"web": server, "worker": worker})


@contextmanager
def child(name: str, command: list[str], urls: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, in a group of its own so that the terminal's Ctrl-C reaches only us, and we stop it."""
    with (LOGS / f"{name}.log").open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(urls),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - this process has one thread
        )
    try:
        yield process
    finally:
        ignore_signals()
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Asks a process to end, letting it finish what it does; insists after a while."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_answering(number: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Waits for an answer to a request: gunicorn takes connections before the product has loaded."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(number):
        require_alive(processes)
        if time.monotonic() > deadline:
            raise SetUpError(f"the web server did not answer in {START_SECONDS} s.", "read var/log/web.log.")
        time.sleep(0.1)


def answers(number: int) -> bool:
    """Whether the web server answers at all."""
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=10)
    try:
        connection.request("HEAD", "/", headers={"Host": f"localhost:{number}"})
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def require_alive(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """One without the other is not the product: duties would pile up unseen."""
    for name, process in processes.items():
        if process.poll() is not None:
            said = (LOGS / f"{name}.log").read_text(encoding="utf-8", errors="replace")
            raise SetUpError(
                f"the {name} process ended (exit code {process.returncode}). {last_words(said)}",
                f"read var/log/{name}.log, put right what it names, and start again.{afresh()}",
            )


def last_words(said: str) -> str:
    """What a person can use of what a process wrote: what the start-up checks found wrong, or else the end of it."""
    found = FAULTS.findall(said)
    heading = "The checks that every start makes found:" if found else "The last lines it wrote:"
    lines = found[-1].strip().splitlines() if found else said.splitlines()[-40:]
    return "\n".join([heading, *(f"    {line.strip()}" for line in lines)])


def afresh() -> str:
    """Nothing in a demonstration is worth keeping when it cannot be served."""
    if mode() != DEMONSTRATION:
        return ""
    return "\n  For the demonstration, script/server --reset-demo begins afresh, with new keys and an empty database."
