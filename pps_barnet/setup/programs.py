"""Runs other programs with their output kept in var/log, so that the screen stays readable and nothing is lost."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from pps_barnet.setup.places import LOGS, ROOT
from pps_barnet.setup.speech import SetUpError

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
    def no_network(self) -> bool:
        """Whether it failed for want of a connection."""
        return bool(NO_NETWORK.search(self.output))


def run_logged(command: Sequence[str | Path], log_name: str, env: Mapping[str, str] | None = None) -> None:
    """Runs a program in the checkout; raises `ProgramError` when it fails."""
    log = LOGS / f"{log_name}.log"
    with log.open("w", encoding="utf-8") as out:
        ended = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False
        )
    if ended.returncode:
        raise ProgramError(str(command[0]), log, log.read_text(encoding="utf-8", errors="replace"))


def unreachable(what: str, failure: ProgramError) -> SetUpError:
    """What to say when packages could not be fetched."""
    return SetUpError(
        f"the package registry for {what} could not be reached (full output: {failure.log}).",
        "check the network connection, proxy and firewall, then run this again: it goes on from here.",
    )


def failed(what: str, failure: ProgramError, otherwise: str = "") -> SetUpError:
    """What to say when a program failed for a reason of its own; `otherwise` is a way round, if there is one."""
    return SetUpError(
        f"{what} failed. The last lines it wrote:\n{failure.tail}",
        f"read {failure.log} for the whole output, put right what it names, and run this again.{otherwise}",
    )
