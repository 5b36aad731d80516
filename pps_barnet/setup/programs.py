"""Runs other programs with their output kept in var/log, so that the screen stays readable and nothing is lost."""

import ctypes
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pps_barnet.setup.places import LOGS, ROOT
from pps_barnet.setup.speech import SetUpError

PR_SET_PDEATHSIG = 1
DISK_FULL = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded|could not (write|extend) file")
# What pip, npm and apt say when a connection could not be made, resolved, or kept.
NO_NETWORK = re.compile(
    r"ConnectionError|NewConnection|ConnectTimeout|ReadTimeout|Connection (refused|reset|aborted|broken|to .* timed)"
    r"|name resolution|Name or service not known|getaddrinfo|Network is unreachable|No route to host|ProxyError"
    r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|Could not connect"
    r"|Could not resolve|Temporary failure resolving|Failed to fetch|Unable to fetch|Retrying \(Retry",
)


class ProgramError(Exception):
    """A program that ended badly, with the end of what it said."""

    def __init__(self, name: str, log: Path, output: str) -> None:
        super().__init__(name)
        self.log = log.relative_to(ROOT)
        self.output = output

    @property
    def tail(self) -> str:
        """The last lines, indented, for a person to read."""
        return "\n".join(f"    {line}" for line in self.output.strip().splitlines()[-15:])

    @property
    def disk_full(self) -> bool:
        """Whether it failed for want of room."""
        return bool(DISK_FULL.search(self.output))

    @property
    def no_network(self) -> bool:
        """Whether it failed for want of a connection."""
        return bool(NO_NETWORK.search(self.output))


def run_logged(command: Sequence[str | Path], log_name: str, env: Mapping[str, str] | None = None) -> None:
    """Runs a program in the checkout; raises `ProgramError` when it fails."""
    log = LOGS / f"{log_name}.log"
    with log.open("w", encoding="utf-8") as out:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    if ended.returncode:
        raise ProgramError(str(command[0]), log, log.read_text(encoding="utf-8", errors="replace"))


def die_with_parent(number: int) -> Callable[[], None] | None:
    """On Linux, has the kernel end a child at once when its parent was killed. It would go on unseen: a server would
    keep the port, and pip or a migration would work on what the next start works on."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return lambda: library.prctl(PR_SET_PDEATHSIG, number)


def unreachable(what: str, failure: ProgramError) -> SetUpError:
    """What to say when packages could not be fetched."""
    return SetUpError(
        f"the package registry for {what} could not be reached (full output: {failure.log}).",
        "check the network connection, proxy and firewall, then run this again: it goes on from here.",
    )


def failed(what: str, failure: ProgramError, otherwise: str = "") -> SetUpError:
    """What to say when a program failed for a reason of its own; `otherwise` is a way round, if there is one."""
    if failure.disk_full:
        return no_room(f"{what} failed (full output: {failure.log})")
    return SetUpError(
        f"{what} failed. The last lines it wrote:\n{failure.tail}",
        f"read {failure.log} for the whole output, put right what it names, and run this again.{otherwise}",
    )


def no_room(what: str) -> SetUpError:
    """What to say when the disk is full. Everything takes about 0.8 GB, and pip half as much while it works."""
    return SetUpError(
        f"the disk is full: {what}.",
        "free some space (this set-up needs about 1.5 GB), then run this again: it goes on from here.",
    )
