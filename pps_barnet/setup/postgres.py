"""Starts, shares and stops the embedded PostgreSQL: on 127.0.0.1 only, by password only, from the wheel's own programs.

Several processes of one checkout (a server, tests, a developer's shell) use one server. Each holds a shared lock on
var/postgres.users while it does; whoever can turn that lock into an exclusive one is the last and stops the server.
"""

import fcntl
import os
import shlex
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from pps_barnet.setup import cluster as clusters
from pps_barnet.setup import passwords
from pps_barnet.setup.cluster import SUPERUSER, Cluster
from pps_barnet.setup.locks import only_one, open_lock, try_lock
from pps_barnet.setup.places import LOGS, VAR
from pps_barnet.setup.speech import SetUpError, step

KEEP = VAR / "postgres.keep"
SETTINGS = """\
# Written at every start by pps_barnet/setup/postgres.py; changes made here are lost.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
hba_file = '{settings}/pg_hba.conf'
ident_file = '{settings}/pg_ident.conf'
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '{buffers}MB'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
# Nothing that anybody typed may reach the log: no statements, no parameters, and no ERROR lines, which quote values.
log_min_messages = 'log'
log_error_verbosity = 'terse'
log_statement = 'none'
log_min_error_statement = 'panic'
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_lock_waits = off
"""
HBA = "# One way in: this machine, any login, its password.\nhost all all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int

    def url(self, login: str, password_name: str, database: str) -> str:
        """The URL for one login."""
        return f"postgresql://{login}:{passwords.password(password_name)}@127.0.0.1:{self.port}/{database}"

    def admin_url(self, database: str = "postgres") -> str:
        """The URL for the superuser: for set-up and for making test databases, never for the product."""
        return self.url(SUPERUSER, passwords.SUPERUSER, database)


@contextmanager
def shared_server() -> Iterator[Server]:
    """The server of this checkout for as long as the block lasts."""
    with sharing():
        yield start()


@contextmanager
def sharing() -> Iterator[None]:
    """Nobody else stops the server during the block; after it, the last one out does."""
    with open_lock(VAR / "postgres.users") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            if try_lock(users) and not KEEP.exists():
                stop(clusters.of_checkout())


def start() -> Server:
    """The running server; started, and its data folder made, when need be."""
    with only_one(VAR / "postgres.lock", "start of the database server"):
        cluster = clusters.of_checkout()
        clusters.ensure(cluster)
        if server := running(cluster):
            return server
        write_settings(cluster)
        with step("Starting PostgreSQL"):
            return launch(cluster)


def running(cluster: Cluster) -> Server | None:
    """The server if it runs and is ours: only the server of this data folder knows this password."""
    port = port_in_use(cluster)
    if not port:
        return None
    try:
        connection: Any = psycopg2.connect(Server(port).admin_url(), connect_timeout=5)
    except psycopg2.OperationalError as failure:
        if "authentication failed" in str(failure) and pg_ctl(cluster, "status") == 0:
            raise wrong_password() from failure
        return None
    connection.close()
    return Server(port)


def wrong_password() -> SetUpError:
    """The passwords were replaced, or the data folder was."""
    return SetUpError(
        "PostgreSQL is running but does not take the password in var/secrets/database.",
        "put back the var/secrets that belongs to this data; or script/server --reset-demo to start afresh.",
    )


def port_in_use(cluster: Cluster) -> int:
    """The port in postmaster.pid (its fourth line), or 0."""
    try:
        # The checkout's own path is in there, in whatever letters.
        lines = (cluster.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        return int(lines[3])
    except (FileNotFoundError, IndexError, ValueError):
        return 0


def launch(cluster: Cluster) -> Server:
    """Starts on a free port; another program may take that port in between, so it is tried a few times."""
    for _ in range(3):
        options = f"-c config_file={shlex.quote(f'{cluster.settings}/postgresql.conf')} -p {free_port()}"
        if pg_ctl(cluster, "start", "-w", "-t", "90", "-o", options) == 0:
            break
    server = running(cluster)
    if server is None:
        tail = "".join(
            f"    {line}\n" for line in log().read_text(encoding="utf-8", errors="replace").splitlines()[-10:]
        )
        raise SetUpError(
            f"PostgreSQL did not start. The last lines of its log:\n{tail.rstrip()}",
            "read var/log/postgres.log; often the disk is full, or an old postgres process is still running.",
        )
    return server


def stop(cluster: Cluster) -> None:
    """Stops the server when it runs, ending open connections."""
    if port_in_use(cluster):
        pg_ctl(cluster, "stop", "-w", "-m", "fast")


def pg_ctl(cluster: Cluster, *arguments: str) -> int:
    """pg_ctl's exit code. The server inherits our open log, which its own user could not open."""
    with log().open("a", encoding="utf-8") as out:
        return cluster.run("pg_ctl", *arguments, "-D", str(cluster.data), output=out).returncode


def log() -> Path:
    """Where the server writes."""
    return LOGS / "postgres.log"


def memory() -> int:
    """How much memory this machine has, in MB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20


def buffers(megabytes: int) -> int:
    """How many MB of a machine's memory PostgreSQL keeps pages in: an eighth, between 128 and 2048. It takes them only
    as they are used; a million cases fit whole in none of them, but their indexes do."""
    return max(128, min(megabytes // 8, 2048))


def write_settings(cluster: Cluster) -> None:
    """Writes all settings afresh, so that a newer checkout's apply to an older data folder."""
    quoted = str(cluster.settings).replace("'", "''")
    said = SETTINGS.format(settings=quoted, buffers=buffers(memory()))
    files = {"postgresql.conf": said, "pg_hba.conf": HBA, "pg_ident.conf": ""}
    for name, text in files.items():
        path = cluster.settings / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def keep_running(*, keep: bool) -> None:
    """Whether the server outlives its last user, as a developer's shell needs."""
    if keep:
        KEEP.write_text(f"{time.ctime()}\n", encoding="ascii")
    else:
        KEEP.unlink(missing_ok=True)
