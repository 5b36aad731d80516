"""Tells two servers of one checkout apart: whoever holds var/server.lock serves, or is about to."""

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass
from typing import TextIO

from pps_barnet.setup import port
from pps_barnet.setup.environment import DEMONSTRATION, mode
from pps_barnet.setup.locks import open_lock, sign, try_lock
from pps_barnet.setup.places import VAR, prepare
from pps_barnet.setup.speech import SetUpError, say

LOCK = VAR / "server.lock"


class AlreadyServedError(Exception):
    """Another server of this checkout already does what was asked."""


@dataclass(frozen=True)
class Instance:
    """A server of this checkout."""

    process: int
    port: int
    ready: bool

    @property
    def address(self) -> str:
        """Where people find it."""
        return address(self.port)


def address(number: int) -> str:
    """Where people find a server. By name: a browser keeps passkeys by name, and takes none for a bare number."""
    return f"http://localhost:{number}"


def before_set_up(options: argparse.Namespace) -> None:
    """Everything that can refuse a start, asked before anything slow is done."""
    prepare()
    if options.reset_demo:
        require_demonstration()
    with open_lock(LOCK) as lock:
        claim(lock, options)
        port.require_free(options.port)


def require_demonstration() -> None:
    """A reset throws records away: only invented ones may go like that, and only from our own server."""
    if mode() != DEMONSTRATION:
        raise SetUpError(
            f"--reset-demo throws everything away, and this is not the demonstration (PPS_MODE is {mode()}).",
            "nothing was changed. Records of real people are removed by the product itself, never by a reset.",
        )


def claim(lock: TextIO, options: argparse.Namespace) -> None:
    """Takes the lock; while another start has it, waits for that one to serve, then says so and ends this one."""
    said = False
    while not try_lock(lock):
        other = read(lock)
        if other and options.reset_demo:
            raise in_the_way(other)
        if other and other.ready:
            raise already(other, options.port)
        if other and not said:
            say(f"Another start of this checkout (process {other.process}) is setting up; waiting for it.")
            said = True
        time.sleep(0.2)


def read(lock: TextIO) -> Instance | None:
    """Who holds the lock, or nothing while that is being written over what an earlier server left there."""
    lock.seek(0)
    try:
        found = Instance(**json.loads(lock.read()))
        os.kill(found.process, 0)
    except (ValueError, TypeError, ProcessLookupError):
        return None
    return found


def announce(lock: TextIO, number: int, *, ready: bool) -> None:
    """Tells other starts that this process has the lock, and whether it serves yet."""
    sign(lock, json.dumps(asdict(Instance(os.getpid(), number, ready))))


def in_the_way(other: Instance) -> SetUpError:
    """A reset under a running server would take its database away in the middle of a request."""
    return SetUpError(
        f"a server of this checkout is running or starting (process {other.process}, {other.address}).",
        f"stop it with Ctrl-C where it runs, or kill {other.process}; then --reset-demo again.",
    )


def already(other: Instance, wanted: int) -> Exception:
    """What was asked for is there already; or it is there, but on another port."""
    where = f"{other.address} (process {other.process})"
    if other.port == wanted:
        return AlreadyServedError(f"Parent Partnership Barnet is already running at {where}.")
    return SetUpError(
        f"this checkout is already being served at {where}, not on port {wanted}.",
        f"use that address; or stop it with Ctrl-C where it runs, or kill {other.process}, and start this again.",
    )
