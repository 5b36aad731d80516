"""Which PostgreSQL is used: the one that the environment names, otherwise the embedded one with its roles made."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2

from foundation.rowsecurity import roles
from pps_barnet.setup import passwords
from pps_barnet.setup.postgres import Server, shared_server
from pps_barnet.setup.speech import SetUpError

NAME = "pps_barnet"
# The environment's name for each login's URL.
VARIABLES = {
    roles.APP: "DATABASE_URL",
    roles.OWNER: "DATABASE_OWNER_URL",
    roles.SEALER: "DATABASE_SEALER_URL",
    roles.BACKUP: "DATABASE_BACKUP_URL",
}
ADMIN = "PPS_TEST_ADMIN_URL"


@dataclass(frozen=True)
class Databases:
    """The URLs of one database by variable name; `server` is the embedded server, or None for a named one."""

    urls: dict[str, str]
    server: Server | None

    def url(self, variable: str) -> str:
        """A URL that the caller cannot do without."""
        if not self.urls.get(variable):
            raise SetUpError(
                f"DATABASE_URL is set, and {variable} is not.",
                f"set {variable} as well (docs/set-up.md says for which login), or unset DATABASE_URL to use "
                "the embedded PostgreSQL.",
            )
        return self.urls[variable]


@contextmanager
def databases() -> Iterator[Databases]:
    """The databases for as long as the block lasts."""
    if os.environ.get("DATABASE_URL") and not embedded():
        yield Databases({name: os.environ.get(name, "") for name in (*VARIABLES.values(), ADMIN)}, None)
        return
    with shared_server() as server:
        ensure(server)
        yield Databases(urls(server), server)


def embedded() -> bool:
    """Whether DATABASE_URL is one that `env` printed: its port may have changed since, so it is not to be believed."""
    known = passwords.password_file(roles.APP)
    if not known.is_file():
        return False
    return f":{known.read_text(encoding='utf-8')}@127.0.0.1:" in os.environ.get("DATABASE_URL", "")


def urls(server: Server) -> dict[str, str]:
    """The embedded server's URLs."""
    named = {variable: server.url(login, login, NAME) for login, variable in VARIABLES.items()}
    return {**named, ADMIN: server.admin_url()}


def ensure(server: Server) -> None:
    """Roles and database as they should be; quick, and changes nothing, when they are."""
    with closing(connect(server.admin_url())) as connection:
        roles.create_roles(connection, {login: passwords.password(login) for login in roles.LOGINS})
        roles.close_maintenance_databases(connection)
        roles.create_database(connection, NAME)


def drop(server: Server) -> None:
    """Drops the demonstration's database."""
    with closing(connect(server.admin_url())) as connection:
        roles.drop_database(connection, NAME)


def migration_state(server: Server) -> str:
    """Which database this is and what has been applied to it."""
    with closing(connect(server.admin_url(NAME))) as connection:
        return roles.migration_state(connection)


def connect(url: str) -> Any:
    """A connection, or a failure that names the host and not the password."""
    try:
        return psycopg2.connect(url, connect_timeout=10)
    except psycopg2.OperationalError as failure:
        raise SetUpError(
            f"the database did not let us in: {str(failure).strip()}",
            "check the URL, the password and that the server is running.",
        ) from failure


def create_on_named_server() -> None:
    """Makes the roles and the database on the server that the environment names, as the superuser of PPS_ADMIN_URL."""
    admin = os.environ.get("PPS_ADMIN_URL")
    given = {login: os.environ.get(variable, "") for login, variable in VARIABLES.items()}
    if not admin or not all(given.values()):
        raise SetUpError(
            "making the roles needs PPS_ADMIN_URL (a superuser's) and the URLs of all four logins.",
            f"set PPS_ADMIN_URL, {', '.join(VARIABLES.values())}, then run this again.",
        )
    parts = {login: psycopg2.extensions.parse_dsn(url) for login, url in given.items()}
    with closing(connect(admin)) as connection:
        roles.create_roles(connection, {login: part["password"] for login, part in parts.items()})
        roles.create_database(connection, parts[roles.APP]["dbname"])
