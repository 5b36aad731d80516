"""Databases to test in: a template made once per change of the migrations, and clones of it.

Every test runs as ``pps_app``, the login the web has. The superuser only makes and drops databases.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.core.management import call_command
from django.db import connection

from foundation.rowsecurity.owner import as_owner
from foundation.rowsecurity.roles import create_database, drop_database
from pps_barnet.demonstration.seed import found_cast

ROOT = Path(__file__).resolve().parent.parent
# Two checkouts that share one server test apart by saying different endings: PPS_TEST_SUFFIX=_mine
PREFIX = f"test_pps{os.environ.get('PPS_TEST_SUFFIX', '')}"
TEMPLATE = f"{PREFIX}_template"
SHAPING = (
    "*/migrations/*.py",
    "cases/code_lists.py",
    "teams/founding.py",
    "pps_barnet/demonstration/cast.py",
    "foundation/rowsecurity/*.py",
    "*/models/*.py",
    "*/models.py",
)


@contextmanager
def superuser(database: str = "") -> Iterator[Any]:
    """A connection that may make and drop databases, or do anything inside one; for tests alone."""
    url = urlsplit(os.environ["PPS_TEST_ADMIN_URL"])
    made = psycopg2.connect(url._replace(path=f"/{database}" if database else url.path).geturl())
    try:
        yield made
    finally:
        made.close()


def connect(login: str, database: str | None = None) -> Any:
    """A plain connection as one of the logins (APP, OWNER, BACKUP, SEALER), to the test's own database."""
    name = "DATABASE_URL" if login == "APP" else f"DATABASE_{login}_URL"
    url = urlsplit(os.environ[name])
    return psycopg2.connect(url._replace(path="/" + (database or connection.settings_dict["NAME"])).geturl())


def template() -> str:
    """The name of a database with every migration and the cast in it, made if what shapes it has changed."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SHAPING for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    name = f"{TEMPLATE}_{digest.hexdigest()[:12]}"
    with (ROOT / "var" / "test-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make(name)
    return name


def _make(name: str) -> None:
    with superuser() as server, server.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE}%"])
        there = {row[0] for row in cursor.fetchall()}
        server.commit()
        if name in there:
            return
        for old in there:
            drop_database(server, old)
        create_database(server, f"{name}_new")
        with pointed_at(f"{name}_new"), as_owner():
            call_command("migrate", verbosity=0)
            call_command("install_context_key", stdout=StringIO())
            found_cast()
        cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')


@contextmanager
def clone(name: str) -> Iterator[str]:
    """A database of one's own for the block, as the template has it; Django is pointed at it."""
    with superuser() as server:
        drop_database(server, name)
        create_database(server, name, template())
    with pointed_at(name):
        yield name
    with superuser() as server:
        drop_database(server, name)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Point Django's connection at another database for the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
