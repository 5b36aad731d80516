"""A database that tests use one after another, each finding it exactly as the first did.

Cloning one for every test cost a second of the kernel's time: a thousand files are made, and ext4 looks for each past
all those that the last test's database left deleted. So what a test wrote is taken back instead: every table whose rows
are not what they were gets its rows again, every sequence its number. Whoever changed more than that (a policy, a
right, a table) leaves a database that is dropped, and the next test gets a new one.
"""

import copy
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from foundation.clock import LONDON
from foundation.rowsecurity.roles import create_database, drop_database
from tests import databases

MOST_AGE = 5 * 60  # seconds: what was just written when a world was made may be corrected for fifteen minutes
TABLES = """
    SELECT c.oid::regclass::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND a.attgenerated = '' AND c.relnamespace NOT IN
        (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')
    GROUP BY c.oid ORDER BY c.oid"""
SEQUENCES = "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'S' ORDER BY c.oid"
STUBBORN = "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger WHERE tgenabled = 'A'"
ROWS = "SELECT '{0}', count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM ONLY {0} t"
NUMBER = "SELECT '{0}', last_value || ' ' || is_called FROM {0}"
# Where everything but rows is written down. A row of most that was changed carries another transaction; of some we
# look at what they say, because ``_put_right`` says it anew.
SHAPE = "SELECT '{0}', sum(hashtextextended({1}, 0)) FROM pg_catalog.{0} c"
CATALOGUES = dict.fromkeys(
    (
        *("pg_attrdef", "pg_attribute", "pg_constraint", "pg_default_acl", "pg_event_trigger", "pg_index"),
        *("pg_namespace", "pg_policy", "pg_rewrite", "pg_type"),
    ),
    "concat(c.ctid, ' ', c.xmin)",
) | {
    "pg_class": "concat(oid, relname, relnamespace, relowner, relkind, relacl, relrowsecurity, relforcerowsecurity)",
    "pg_proc": "c::text",
    "pg_trigger": "c::text",
}
FUNCTIONS = """
    SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.prokind IN ('f', 'p')
    AND p.pronamespace NOT IN
        (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')"""
SECURED = "SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity ORDER BY 1"


class Snapshot:
    """What a database holds at one moment, and how to have it hold that again."""

    def __init__(self, cursor: Any) -> None:
        self.columns = dict(_read(cursor, TABLES))
        self.sequences = [name for (name,) in _read(cursor, SEQUENCES)]
        self.stubborn = _read(cursor, STUBBORN)
        self.functions = dict(_read(cursor, FUNCTIONS))
        self.secured = _read(cursor, SECURED)
        self.shape = _shape(cursor)
        self.prints = self._prints(cursor)
        self.rows = {name: self._copy_out(cursor, name) for name in self.columns}

    def bring_back(self, cursor: Any) -> bool:
        """Take back what was written since; False when more was changed than can be."""
        if _shape(cursor) != self.shape:
            self._put_right(cursor)
            if _shape(cursor) != self.shape:
                return False
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger has a say, no key is checked
        for name, found in self._prints(cursor).items():
            if found != self.prints[name]:
                self._restore_number(cursor, name) if name in self.sequences else self._restore(cursor, name)
        return True

    def _put_right(self, cursor: Any) -> None:
        """What tests change most: the body of a function, such as the clock, and row security switched off."""
        now = dict(_read(cursor, FUNCTIONS))
        for name, words in self.functions.items():
            if now.get(name) != words:
                cursor.execute(words)
        for (name,) in set(self.secured) - set(_read(cursor, SECURED)):
            cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")

    def _prints(self, cursor: Any) -> dict[str, str]:
        questions = [*map(ROWS.format, self.columns), *map(NUMBER.format, self.sequences)]
        return dict(_read(cursor, " UNION ALL ".join(questions)))

    def _copy_out(self, cursor: Any, name: str) -> str:
        if self.prints[name].startswith("0 "):
            return ""
        out = io.StringIO()
        cursor.copy_expert(f"COPY {name} ({self.columns[name]}) TO STDOUT", out)
        return out.getvalue()

    def _restore(self, cursor: Any, name: str) -> None:
        stubborn = [trigger for table, trigger in self.stubborn if table == name]  # the record refuses everybody
        for trigger in stubborn:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER {trigger}")
        cursor.execute(f"DELETE FROM ONLY {name}")  # noqa: S608 -- a name that PostgreSQL quoted
        if self.rows[name]:
            cursor.copy_expert(f"COPY {name} ({self.columns[name]}) FROM STDIN", io.StringIO(self.rows[name]))
        for trigger in stubborn:
            cursor.execute(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {trigger}")

    def _restore_number(self, cursor: Any, name: str) -> None:
        last, called = self.prints[name].split()
        cursor.execute("SELECT setval(%s, %s, %s)", [name, int(last), called == "true"])


def _read(cursor: Any, question: str) -> list[tuple[Any, ...]]:
    cursor.execute(question)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _shape(cursor: Any) -> list[tuple[Any, ...]]:
    return sorted(_read(cursor, " UNION ALL ".join(SHAPE.format(*each) for each in CATALOGUES.items())))


@dataclass
class Kept:
    """A database that is lent, what was made in it first, and what it held then."""

    made: Any
    snapshot: Snapshot
    at: float = field(default_factory=time.monotonic)
    day: date = field(default_factory=lambda: datetime.now(LONDON).date())

    def is_of_now(self) -> bool:
        """Whether what was made just now still was, and what was made for today is for today."""
        return time.monotonic() - self.at <= MOST_AGE and self.day == datetime.now(LONDON).date()


_kept: dict[str, Kept] = {}


@contextmanager
def lent(name: str, make: Callable[[], Any] = lambda: None) -> Iterator[Any]:
    """The database of this name for the block, as ``make`` left it; Django is pointed at it. Gives a copy of what
    ``make`` gave."""
    if name in _kept and not _kept[name].is_of_now():
        _drop(name)
    if name not in _kept:
        _kept[name] = _new(name, make)
    try:
        with databases.pointed_at(name):
            yield copy.deepcopy(_kept[name].made)
    finally:
        _take_back(name)


def of_worker(request: pytest.FixtureRequest, what: str) -> str:
    """The name of a database that one worker lends to its tests."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    return f"{databases.PREFIX}_{what}_{worker}"


def drop_all() -> None:
    """Nothing is lent any more."""
    for name in [*_kept]:
        _drop(name)


def _new(name: str, make: Callable[[], Any]) -> Kept:
    with databases.superuser() as server:
        drop_database(server, name)
        create_database(server, name, databases.template())
    with databases.pointed_at(name):
        made = make()
    with databases.superuser(name) as inside, inside.cursor() as cursor:
        return Kept(made, Snapshot(cursor))


def _take_back(name: str) -> None:
    with databases.superuser(name) as inside, inside.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        as_it_was = _kept[name].snapshot.bring_back(cursor)
        inside.commit()
    if not as_it_was:
        _drop(name)


def _drop(name: str) -> None:
    del _kept[name]
    with databases.superuser() as server:
        drop_database(server, name)
