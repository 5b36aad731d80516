# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""A case's status, levels and workers cannot change without a row of history, nor can the row be without the change.

Asked in raw SQL by a colleague with rights of their own; each test says what it falls with.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows

DENIED, FOREIGN_KEY, CHECK = "42501", "23503", "23514"
HEAD = "(id, case_id, team_id, recorded_at, recorded_by_id, {columns}) VALUES (gen_random_uuid(), %(case)s, %(team)s, "
SAID = HEAD + "'2001-01-01', %(worker)s, {values})"
STATUS = "INSERT INTO cases_statuschange " + SAID.format(
    columns="status_from, status_to, reason, outcomes", values="%(was)s, %(now)s, %(reason)s, %(outcomes)s::text[]"
)
LEVEL = "INSERT INTO cases_levelchange " + SAID.format(columns="level_from, level_to", values="%(low)s, %(high)s")
ALLOCATION = "INSERT INTO cases_allocation " + SAID.format(
    columns="lead_from_id, lead_to_id, second_from_id, second_to_id", values="%(lead)s, %(heir)s, NULL, %(second)s"
)
REVIEW = "INSERT INTO cases_review " + SAID.format(columns="note, next_due", values="'\\x01', current_date")
TIME = "INSERT INTO cases_timeentry " + SAID.format(
    columns="day, minutes, kind", values="%(day)s, %(minutes)s, 'travel'"
)
EVERY = {"status": STATUS, "level": LEVEL, "allocation": ALLOCATION, "review": REVIEW, "time": TIME}


@pytest.fixture
def caspian(world: World) -> Iterator[Any]:
    """A cursor of the web's login that asks as him: a worker of the case's own team."""
    with asking(world.people["caspian"].pk) as cursor:
        yield cursor


@pytest.fixture
def own(world: World) -> dict[str, Any]:
    """What rows in order say of the case, which is open at level 1 and led by Ottoline; tests change one of it."""
    return {
        **{name: str(world.ids[name]) for name in ("case", "team")},
        "worker": str(world.people["caspian"].pk),
        "was": "open",
        "now": "inactive",
        "reason": "",
        "outcomes": "{}",
        "low": 1,
        "high": 3,
        "lead": str(world.people["ottoline"].pk),
        "heir": str(world.people["caspian"].pk),
        "second": None,
        "day": "2026-01-01",
        "minutes": 30,
    }


def stands(cursor: Any, case: str) -> tuple[Any, ...]:
    """Where the case stands, as the web's login reads it."""
    columns = "status, close_reason, closed_at IS NOT NULL, intervention_level, highest_level, lead_worker_id"
    return rows(cursor, f"SELECT {columns} FROM cases_case WHERE id = %s", [case])[0]


def test_rows_in_order_move_the_case_and_are_stamped(caspian: Any, own: dict[str, Any]) -> None:
    for statement in EVERY.values():
        assert refused_with(caspian, statement, own) == ""
    moved = ("inactive", "", False, 3, 3, UUID(own["heir"]))
    assert stands(caspian, own["case"]) == moved
    assert refused_with(caspian, LEVEL, own | {"low": 3, "high": 2}) == ""
    assert stands(caspian, own["case"])[3:5] == (2, 3)  # the highest stays
    for table in ("statuschange", "levelchange", "allocation", "review", "timeentry"):
        stamped = f"SELECT bool_and(recorded_at > now() - interval '1 minute') FROM cases_{table} WHERE case_id = %s"
        assert rows(caspian, stamped, [own["case"]]) == [(True,)]


@pytest.mark.parametrize(
    "change",
    [
        "status = 'inactive'",
        "status = 'closed', closed_at = now(), close_reason = 'completed'",
        "intervention_level = 2",
        "highest_level = 4",
        "lead_worker_id = %(worker)s",
        "second_worker_id = %(worker)s",
    ],
)
def test_the_case_itself_cannot_be_moved(caspian: Any, own: dict[str, Any], change: str) -> None:
    """Falls when the web's login is given the column again."""
    assert refused_with(caspian, f"UPDATE cases_case SET {change} WHERE id = %(case)s", own) == DENIED


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        (STATUS, {"was": "inactive", "now": "open"}),  # it does not stand there
        (STATUS, {"now": "open"}),  # no such move
        (STATUS, {"was": "closed", "now": "inactive"}),  # no such move
        (STATUS, {"now": "closed"}),  # no reason
        (STATUS, {"reason": "completed"}),  # a reason for what is no closing
        (STATUS, {"outcomes": "{needs_met}"}),
        (LEVEL, {"low": 2}),
        (LEVEL, {"high": 5}),
        (LEVEL, {"high": 1}),
        (ALLOCATION, {"lead": None}),  # somebody leads it
        (ALLOCATION, {"heir": "lead"}),  # nothing changes
        (ALLOCATION, {"second": "heir"}),  # two workers are two people
        (TIME, {"minutes": 0}),
        (TIME, {"minutes": 1441}),
        (TIME, {"day": "2226-01-01"}),
    ],
)
def test_a_row_that_is_not_true_of_the_case_is_refused(
    caspian: Any, own: dict[str, Any], statement: str, wrong: dict[str, Any]
) -> None:
    said = own | {name: own.get(str(value), value) for name, value in wrong.items()}
    assert refused_with(caspian, statement, said) == CHECK


def test_a_closing_from_level_two_says_an_outcome(caspian: Any, own: dict[str, Any]) -> None:
    """Even when the work is back at level 1: the highest level counts."""
    close = own | {"now": "closed", "reason": "completed"}
    for step in ({"high": 2}, {"low": 2, "high": 1}):
        assert refused_with(caspian, LEVEL, own | step) == ""
    assert refused_with(caspian, STATUS, close) == CHECK
    assert refused_with(caspian, STATUS, close | {"outcomes": "{needs_met}"}) == ""
    assert stands(caspian, own["case"])[:3] == ("closed", "completed", True)


@pytest.mark.parametrize("who", ["ignatius", "bartholomew", "ferdinand"])
def test_a_case_goes_only_to_who_works_in_its_team(world: World, caspian: Any, own: dict[str, Any], who: str) -> None:
    """An administrator, another service's worker, one who has left. Falls with the check of ``gate.held``."""
    assert refused_with(caspian, ALLOCATION, own | {"heir": str(world.people[who].pk)}) == DENIED
    assert refused_with(caspian, ALLOCATION, own | {"second": str(world.people[who].pk)}) == DENIED


@pytest.mark.parametrize("table", EVERY)
def test_a_row_in_another_name_or_team_is_refused(world: World, caspian: Any, own: dict[str, Any], table: str) -> None:
    """Falls when ``added_by_workers`` no longer compares the author, or with the composite key to the case's team."""
    assert refused_with(caspian, EVERY[table], own | {"worker": own["lead"]}) == DENIED
    assert refused_with(caspian, EVERY[table], own | {"case": str(world.fernhill.pk)}) == FOREIGN_KEY
    assert refused_with(caspian, EVERY[table], own | {"team": str(world.fernhill.team_id)}) == DENIED


@pytest.mark.parametrize("table", ["statuschange", "levelchange", "allocation", "review", "timeentry"])
def test_history_is_neither_rewritten_nor_deleted(caspian: Any, table: str) -> None:
    for statement in (f"UPDATE cases_{table} SET recorded_at = now()", f"DELETE FROM cases_{table}"):
        assert refused_with(caspian, statement) == DENIED


@pytest.mark.parametrize("who", ["bartholomew", "ignatius", "honoria", "ferdinand"])
def test_nobody_else_reads_history_or_adds_to_it(world: World, caspian: Any, own: dict[str, Any], who: str) -> None:
    with asking(world.people[who].pk) as cursor:
        for table, statement in EVERY.items():
            assert refused_with(cursor, statement, own | {"worker": str(world.people[who].pk)}) == DENIED, table
        for table in ("statuschange", "levelchange", "allocation", "review", "timeentry"):
            assert rows(cursor, f"SELECT count(*) FROM cases_{table} WHERE case_id = %s", [own["case"]]) == [(0,)]


def test_a_case_is_opened_open_and_at_one_level(caspian: Any, own: dict[str, Any]) -> None:
    """Falls with the policy ``opened_open``: a case born closed, or at a level it never reached, has no history."""
    born = (
        "INSERT INTO cases_case (id, team_id, reference, kind, status, access_class, intervention_level, highest_level,"
        " close_reason, closed_at, referral_source, issues, opened_at, opened_by_id, last_contact_at) VALUES"
        " (gen_random_uuid(), %(team)s, 'ZZZZZZZZZ', 'adult', %(status)s, 'standard', 2, %(top)s, %(reason)s,"
        " CASE WHEN %(reason)s <> '' THEN now() END, '', '{}', now(), %(worker)s, now())"
    )
    said = own | {"status": "open", "top": 2, "reason": ""}
    assert refused_with(caspian, born, said) == ""
    assert refused_with(caspian, born.replace("ZZZZZZZZZ", "YYYYYYYYY"), said | {"top": 4}) == DENIED
    closed = {"status": "closed", "reason": "completed"}
    assert refused_with(caspian, born.replace("ZZZZZZZZZ", "XXXXXXXXX"), said | closed) == DENIED
