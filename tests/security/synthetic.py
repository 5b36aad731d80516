# ruff: noqa: S608 -- these tests spell SQL from the catalogue itself
"""Rows made from nothing but the catalogue, so that every policy of every table has something to let by or take away.

The superuser makes them in a transaction that is rolled back, with the table's triggers and check constraints off: what
is asked here is the policy's answer alone. What the triggers say is asked elsewhere.
"""

from typing import Any
from uuid import uuid4

from tests.security.raw import rows

COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, NULL),
           a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = '',
           EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'f'
                     AND k.confrelid = 'teams_user'::regclass AND a.attnum = ANY (k.conkey))
    FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
BY_TYPE: dict[str, Any] = {
    "boolean": False,
    "smallint": 0,
    "integer": 0,
    "timestamp with time zone": "2026-01-05 10:00+00",
    "date": "2026-01-05",
    "bytea": b"\x01",
}
AUTHOR = "recorded_by_id"  # somebody in all that people write, even where a trigger may write in nobody's name
BY_NAME = {"access_class": "standard", "status": "open", "state": "open", "kind": "adult"}


def bare(cursor: Any, table: str) -> None:
    """Turn off, for the transaction, whatever but a policy could refuse a row of the table."""
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    checks = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
    for (name,) in rows(cursor, checks, (table,)):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


_COLUMNS: dict[str, list[tuple[Any, ...]]] = {}  # the same in every database of a run


def columns_of(cursor: Any, table: str) -> list[tuple[Any, ...]]:
    """Name, type, whether it must be said and whether it is a person, for each column."""
    if table not in _COLUMNS:
        _COLUMNS[table] = rows(cursor, COLUMNS, (table,))
    return _COLUMNS[table]


def insert(cursor: Any, table: str, known: dict[str, str], author: str, **said: Any) -> tuple[str, dict[str, Any]]:
    """An insert of one row: ids from ``known`` by column name, people are ``author``, the rest by its type."""
    values: dict[str, Any] = {}
    for name, kind, needed, is_person in columns_of(cursor, table):
        if name in said:
            values[name] = said[name]
        elif name == "id" and "id" not in known:
            values[name] = str(uuid4())
        elif is_person and (needed or name == AUTHOR):
            values[name] = author
        elif name in known:
            values[name] = known[name]
        elif needed:
            values[name] = _plain(name, kind)
    columns = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f"%({name})s" for name in values)
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", values


def update(cursor: Any, table: str) -> tuple[str, dict[str, Any]]:
    """A change of every row that reads none of them, so that what may be read does not stand in for what may be
    changed."""
    found = columns_of(cursor, table)
    name, kind = next((name, kind) for name, kind, *_ in found if kind != "uuid" and name not in BY_NAME)
    return f'UPDATE {table} SET "{name}" = %(value)s', {"value": _plain(name, kind)}


def _plain(name: str, kind: str) -> Any:
    if kind == "uuid":
        return str(uuid4())
    if name == "reference":
        return uuid4().hex[:9]
    if kind.endswith("[]"):
        return "{}"
    return BY_TYPE.get(kind, BY_NAME.get(name, "x"))
