# ruff: noqa: S608 -- of our own constants
"""What PPS_SHUFFLE does to answers: it changes places where a statement leaves the order open, and nowhere else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection as ours

from cases import keys
from cases.models import Case
from teams.models import User
from tests import databases, shuffling
from tests.conftest import asking_as

NUMBERS = "FROM generate_series(1, 5) AS n"
CASES = [
    (f"SELECT n {NUMBERS}", [5, 4, 3, 2, 1]),
    (f"SELECT n {NUMBERS} LIMIT 1", [5]),
    (f"SELECT n {NUMBERS} ORDER BY n", [1, 2, 3, 4, 5]),
    (f"SELECT n {NUMBERS} ORDER BY n % 2 LIMIT 3", [4, 2, 5]),
    (f"SELECT n FROM (SELECT n {NUMBERS} ORDER BY n) AS m", [5, 4, 3, 2, 1]),
    (f'SELECT n AS "ORDER BY" {NUMBERS} -- \' ORDER BY n', [5, 4, 3, 2, 1]),
    (f"SELECT DISTINCT n {NUMBERS} ORDER BY n;", [1, 2, 3, 4, 5]),
    (f"(SELECT n {NUMBERS} ORDER BY n) UNION ALL SELECT 6", [6, 5, 4, 3, 2, 1]),
    (f"WITH m AS (SELECT n {NUMBERS}) SELECT n FROM m ORDER BY n DESC FOR SHARE", [5, 4, 3, 2, 1]),
    (f"SET LOCAL work_mem = '4MB'; SELECT n {NUMBERS}", [1, 2, 3, 4, 5]),
    ("SELECT count(*) FROM pg_class WHERE false", [0]),
]


@pytest.fixture
def backwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(shuffling, "HOW", "reversed")
    monkeypatch.setattr(shuffling, "LAST", "row_number() OVER () DESC")
    shuffling.asked.cache_clear()
    yield
    shuffling.asked.cache_clear()


@pytest.fixture
def connection(django_db_setup: None, backwards: None) -> Iterator[Any]:
    made = databases.connect("APP")
    made.cursor_factory = shuffling.Cursor
    yield made
    made.close()


@pytest.mark.parametrize(("statement", "found"), CASES)
def test_rows_change_places_where_nothing_sorts_them(connection: Any, statement: str, found: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert [n for (n,) in cursor.fetchall()] == found


def test_kept_plans_and_rows_read_bit_by_bit_as_well(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE below AS SELECT n {NUMBERS} WHERE n < $1")
        cursor.execute("EXECUTE below(%s)", [5])
        assert (cursor.fetchone(), cursor.fetchmany(2), [*cursor], cursor.fetchone()) == (
            (4,),
            [(3,), (2,)],
            [(1,)],
            None,
        )
    with connection.cursor("on_the_server") as cursor:
        cursor.execute(f"SELECT n {NUMBERS}")
        assert (cursor.fetchmany(2), cursor.fetchall()) == ([(5,), (4,)], [(3,), (2,), (1,)])


def test_what_a_function_of_the_gate_gives_stays_in_its_order(
    case: Case, cast: dict[str, User], backwards: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking_as(cast["delphine"]):
        monkeypatch.setattr(ours.connection, "cursor_factory", shuffling.Cursor)
        looks = keys.open_with_looks(case, shown=[], before=None, most=20, page="cases:looks")
    times = [look.at for look in looks]
    assert len(times) > 2 and times == sorted(times, reverse=True)
