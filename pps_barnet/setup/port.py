"""Whether the port to serve on is free, and if not, who has it."""

import errno
import socket
from pathlib import Path

from pps_barnet.setup.speech import SetUpError

LISTENING = "0A"
HIGHEST = 65535


def require_free(port: int) -> None:
    """Stops, saying whom to stop or which option to give, when nobody could serve on this port."""
    if not 1 <= port <= HIGHEST:
        raise SetUpError(f"{port} is not a port.", "give --port a number from 1024 to 65535.")
    try:
        with socket.socket() as probe:
            # As gunicorn does: connections of a server that has just stopped are not in the way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            probe.listen()
    except OSError as refused:
        raise taken(port) if refused.errno == errno.EADDRINUSE else not_allowed(port, refused) from refused


def taken(port: int) -> SetUpError:
    """The port is in use."""
    process = holder(port)
    who = f"by process {process[0]} ({process[1]})" if process else "by another program"
    stop = f"stop it (kill {process[0]})" if process else "stop that program"
    return SetUpError(f"port {port} is taken {who}.", f"{stop}, or use another port:  script/server --port {port + 1}")


def not_allowed(port: int, refused: OSError) -> SetUpError:
    """Ports below 1024 are the system's on most machines."""
    return SetUpError(f"port {port} cannot be used ({refused.strerror}).", "choose one:  script/server --port 8000")


def holder(port: int) -> tuple[int, str] | None:
    """The process that listens on a port, as far as this user may know (Linux tells; elsewhere nothing is found)."""
    sockets = {f"socket:[{inode}]" for inode in listening_inodes(port)}
    for process in Path("/proc").glob("[0-9]*"):
        if sockets & open_files(process):
            return int(process.name), name_of(process)
    return None


def name_of(process: Path) -> str:
    """What a process is called; that it has gone, when it went while we looked."""
    try:
        return (process / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "which has just ended"


def listening_inodes(port: int) -> list[str]:
    """The sockets that listen on a port, by inode."""
    found: list[str] = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        lines = table.read_text(encoding="ascii").splitlines()[1:] if table.exists() else []
        rows = [line.split() for line in lines]
        found += [row[9] for row in rows if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port]
    return found


def open_files(process: Path) -> set[str]:
    """What a process has open; nothing when it has gone or is somebody else's."""
    try:
        return {str(link.readlink()) for link in (process / "fd").iterdir()}
    except OSError:
        return set()
