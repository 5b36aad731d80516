# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""When something was written, done or taken back is the database's to say: raw SQL by a colleague with every right of
their own says 2001, and the row says now. Falls when the trigger of a table is dropped."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.about_people import INSERTS
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows
from tests.security.test_policies import POINT, SEARCH
from tests.security.test_raw_writes import CASE, CONTACT, PERSON, TASK

DENIED, CHECK = "42501", "23514"
LONG_AGO = "2001-01-01"
NOW = "{} > now() - interval '1 minute'"
ENDING = ("cases_address", "cases_contactpoint", "cases_formername", "cases_personlink", "cases_representative")
OF_THE_ROTA = ("safeguarding_rotaslot", "safeguarding_route")
ADDED = {
    "cases_case": CASE.format(access="'standard'").removesuffix(" RETURNING id"),
    "cases_person": PERSON.partition(" RETURNING")[0],
    "cases_contactpoint": POINT,
    "cases_contact": CONTACT.format(access="'standard'").partition(" RETURNING")[0],
    "cases_task": TASK,
    **{table: INSERTS[table] for table in ENDING if table in INSERTS},
}
# What a row that is new cannot say of itself.
NOT_NEW = {
    "edition": ("7", set(ADDED) - {"cases_formername"}),
    "edited_at": ("'2001-01-01'", set(ADDED) - {"cases_formername"}),
    "edited_by_id": ("%(worker)s", set(ADDED) - {"cases_formername"}),
    "retired_at": ("'2001-01-01'", set(ENDING)),
    "tries": ("3", {"cases_task"}),
    "tried_at": ("'2001-01-01'", {"cases_task"}),
}


@pytest.fixture
def ottoline(world: World) -> Iterator[Any]:
    """A cursor of the web's login that asks as her: she works on the case."""
    with asking(world.people["ottoline"].pk) as cursor:
        yield cursor


@pytest.fixture
def own(world: World) -> dict[str, Any]:
    """What a row in order says."""
    said = {name: str(world.ids[name]) for name in ("case", "team", "person", "task", "message")}
    return said | {"worker": str(world.people["ottoline"].pk), "recorded": LONG_AGO, "kind": "adult"}


def test_a_case_is_opened_and_a_search_kept_when_it_is(ottoline: Any, own: dict[str, Any]) -> None:
    born = ADDED["cases_case"].replace("'{}', now(),", f"'{{}}', '{LONG_AGO}',")
    assert LONG_AGO in born
    assert rows(ottoline, f"{born} RETURNING {NOW.format('opened_at')}", own) == [(True,)]
    kept = SEARCH.replace("now()", f"'{LONG_AGO}'")
    assert rows(ottoline, f"{kept} RETURNING {NOW.format('made_at')}", own) == [(True,)]


@pytest.mark.parametrize("table", [*ENDING, *OF_THE_ROTA])
def test_what_is_taken_back_is_so_from_now_and_stays_so(world: World, table: str) -> None:
    """By whoever may; saying another time later, or none, says nothing."""
    of_rota = table in OF_THE_ROTA
    column = "withdrawn_at" if of_rota else "retired_at"
    with asking(world.people["delphine" if of_rota else "ottoline"].pk) as cursor:
        counted = ", edition = edition + 1" if table in ADDED and table != "cases_formername" else ""
        take = f"UPDATE {table} SET {column} = '{LONG_AGO}'{counted} RETURNING {NOW.format(column)}"
        assert set(rows(cursor, take)) == {(True,)}
        for said in (f"'{LONG_AGO}'", "NULL"):
            again = f"UPDATE {table} SET {column} = {said} RETURNING coalesce({NOW.format(column)}, false)"
            assert set(rows(cursor, again)) == {(True,)}


def test_a_task_and_a_message_are_done_when_they_are(ottoline: Any, own: dict[str, Any]) -> None:
    tried = "UPDATE cases_message SET tries = tries + 1, tried_at = %s WHERE id = %s RETURNING " + NOW.format(
        "tried_at"
    )
    assert rows(ottoline, tried, [LONG_AGO, own["message"]]) == [(True,)]
    done = "UPDATE {} SET done_at = %s, done_by_id = %s, {} WHERE id = %s RETURNING " + NOW.format("done_at")
    for table, how, which in (
        ("cases_task", "state = 'done'", "task"),
        ("cases_message", "outcome = 'reached'", "message"),
    ):
        said = [LONG_AGO, own["worker"], own[which]]
        for _ in range(2):  # a second time it is done since the first
            assert rows(ottoline, done.format(table, how), said) == [(True,)]
        gone = f"UPDATE {table} SET done_at = NULL, done_by_id = NULL WHERE id = %s"
        assert refused_with(ottoline, gone, [own[which]]) == CHECK


@pytest.mark.parametrize(("table", "column"), [(each, name) for name in NOT_NEW for each in sorted(NOT_NEW[name][1])])
def test_what_is_new_was_never_changed_done_or_taken_back(
    ottoline: Any, own: dict[str, Any], table: str, column: str
) -> None:
    """Falls when the policy ``new_when_added`` (of a case, ``opened_open``) is dropped."""
    columns, values = ADDED[table].split(") VALUES (", 1)
    assert refused_with(ottoline, ADDED[table], own) == ""
    with_it = f"{columns.replace('(', f'({column}, ', 1)}) VALUES ({NOT_NEW[column][0]}, {values}"
    assert refused_with(ottoline, with_it, own) == DENIED


def test_no_task_is_written_down_as_done(ottoline: Any, own: dict[str, Any]) -> None:
    columns, values = TASK.split(") VALUES (", 1)
    said = f"'{LONG_AGO}', %(worker)s, " + values.replace("'open'", "'done'")
    done = f"{columns.replace('(', '(done_at, done_by_id, ', 1)}) VALUES ({said}"
    assert "'done'" in done
    assert refused_with(ottoline, done, own) == DENIED
