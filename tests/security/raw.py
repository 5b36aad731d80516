# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""Plain connections for the tests of this folder: no Django between the test and the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psycopg2
from django.db import connection

from foundation.rowsecurity.context import signed_context
from tests import databases

FAMILY_TABLES = (
    *("cases_case", "cases_person", "cases_contactpoint", "cases_contact", "cases_task"),
    *("cases_statuschange", "cases_levelchange", "cases_allocation", "cases_review", "cases_timeentry"),
    *("cases_casepermission", "cases_savedsearch", "cases_message"),
    *("cases_casepermission", "cases_savedsearch", "cases_abilityrecord", "cases_address", "cases_formername"),
    *("cases_personlink", "cases_representative", "cases_wishes", "cases_draft"),
    *("cases_contactversion", "cases_contactaddendum"),
    *("consent_enquiry", "consent_arrival", "consent_quarantinedecision"),
    *("consent_informationrequest", "consent_requeststep"),
)
PEOPLE_TABLES = ("teams_user", "teams_team", "teams_membership", "teams_teampermission")
NOBODYS_TABLES = ("audit_logentry", *FAMILY_TABLES, *PEOPLE_TABLES)


@contextmanager
def superuser_cursor(database: str | None = None) -> Iterator[Any]:
    """The superuser in the test's own database, each statement committed: what an attacker never has."""
    url = urlsplit(os.environ["PPS_TEST_ADMIN_URL"])
    made = psycopg2.connect(url._replace(path="/" + (database or connection.settings_dict["NAME"])).geturl())
    made.autocommit = True
    try:
        with made.cursor() as cursor:
            yield cursor
    finally:
        made.close()


@contextmanager
def app_cursor(context: str | None = None, *, login: str = "APP") -> Iterator[Any]:
    """A transaction of the web's login, rolled back at the end; ``context`` is said to the database as it stands."""
    made = databases.connect(login)
    try:
        with made.cursor() as cursor:
            if context is not None:
                say(cursor, context)
            yield cursor
    finally:
        made.rollback()
        made.close()


def say(cursor: Any, context: str) -> None:
    """Tell the transaction who asks."""
    cursor.execute("SELECT set_config('gate.context', %s, true)", [context])


@contextmanager
def asking(person: UUID, *, login: str = "APP") -> Iterator[Any]:
    """A transaction in which the web's login asks on behalf of a person, with a context that is in order."""
    with app_cursor(login=login) as cursor:
        say(cursor, own_context(cursor, person))
        yield cursor


def own_context(cursor: Any, person: UUID, **more: Any) -> str:
    """A context in order for this connection."""
    return signed_context(person, cursor.connection.info.backend_pid, **more)


def rows(cursor: Any, statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    """Run one statement and return what it gave; none for statements that give nothing."""
    cursor.execute(statement, values)
    return cursor.fetchall() if cursor.description else []


def count(cursor: Any, table: str) -> int:
    """How many rows of a table are there for whoever asks."""
    return int(rows(cursor, f"SELECT count(*) FROM {table}")[0][0])


def refused_with(cursor: Any, statement: str, values: Any = None) -> str:
    """The error code a statement is refused with, leaving the transaction usable; empty when it went through."""
    cursor.execute("SAVEPOINT attempt")
    try:
        cursor.execute(statement, values)
    except psycopg2.Error as error:
        cursor.execute("ROLLBACK TO SAVEPOINT attempt")
        return str(error.pgcode)
    cursor.execute("RELEASE SAVEPOINT attempt")
    return ""


def checksum(cursor: Any) -> dict[str, str]:
    """A fingerprint of every row of every table of ours, and of who may what: what no attack may change."""
    tables = rows(
        cursor,
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace IN"
        " ('public'::regnamespace, 'vault'::regnamespace) ORDER BY 1",
    )
    rights = "SELECT md5(string_agg(relname || coalesce(relacl::text, ''), '|' ORDER BY oid)) FROM pg_class"
    return {"rights": rows(cursor, rights)[0][0]} | {
        table: rows(cursor, f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} AS t")[
            0
        ][0]
        for (table,) in tables
    }
