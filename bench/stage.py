"""One database per size, made, filled and dropped by the superuser; Django is pointed at it as ``pps_app``."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import psycopg2.extras
from django.core.management import call_command

from bench.filling import fill
from bench.shape import database, digest
from bench.telling import said
from foundation.rowsecurity.owner import as_owner
from foundation.rowsecurity.roles import create_database, drop_database
from tests.databases import pointed_at, superuser

MARK = "SELECT digest FROM bench.shape"


def address(variable: str, name: str) -> str:
    """One login's address, in another database."""
    return urlsplit(os.environ[variable])._replace(path=f"/{name}").geturl()


def connect(variable: str, name: str) -> Any:
    """A plain connection as one login, speaking UUIDs."""
    made = psycopg2.connect(address(variable, name))
    psycopg2.extras.register_uuid(conn_or_curs=made)
    return made


@contextmanager
def staged(cases: int, *, keep: bool) -> Iterator[str]:
    """The name of a database with so many cases; a kept one of the same shape is used again.

    Django's default connection is pointed at it for the block. Unless ``keep``, it is dropped afterwards.
    """
    name = database(cases)
    if not (keep and is_ready(name, cases)):
        make(name, cases)
    try:
        with pointed_at(name):
            yield name
    finally:
        if not keep:
            with superuser() as server:
                drop_database(server, name)


def is_ready(name: str, cases: int) -> bool:
    """Whether the database is there, whole, and what today's code would make."""
    try:
        with closing(connect("PPS_TEST_ADMIN_URL", name)) as inside, inside.cursor() as cursor:
            cursor.execute(MARK)  # unlogged like all that is large: after a crash both are empty
            return bool(cursor.fetchall() == [(digest(cases),)])
    except (psycopg2.OperationalError, psycopg2.errors.UndefinedTable):
        return False


def make(name: str, cases: int) -> None:
    """The database afresh: migrated by the owner, filled by the superuser."""
    with superuser() as server, said(f"making {name}"):
        drop_database(server, name)
        create_database(server, name)
    with pointed_at(name), as_owner():
        call_command("migrate", verbosity=0)
        call_command("install_context_key", stdout=StringIO())
    with closing(connect("PPS_TEST_ADMIN_URL", name)) as inside, closing(connect("DATABASE_OWNER_URL", name)) as owner:
        inside.autocommit = True
        fill(inside, owner, address("PPS_TEST_ADMIN_URL", name), cases)
        with inside.cursor() as cursor:
            cursor.execute("CREATE UNLOGGED TABLE bench.shape AS SELECT %s::text AS digest", [digest(cases)])
