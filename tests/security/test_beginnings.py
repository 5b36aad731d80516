"""Memberships begin and end at an instant, by the database's one clock: both gates in the same second."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.listing import Wanted, page_of
from cases.models import Case
from teams.models import Membership, Team, User
from teams.visibility import team_ids
from tests.conftest import BARNET, asking_as
from tests.security.conftest import World, build_world
from tests.security.raw import count, own_context, say, superuser_cursor

STARTS = datetime(2031, 3, 30, 0, 30, tzinfo=UTC)  # half an hour before the clocks go forward in London
ENDS = STARTS + timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def own(own_database: str) -> World:
    """A world for one test, whose clock the test sets; only the superuser can."""
    return build_world()


def set_clock(instant: datetime) -> None:
    """Replace the database's clock in this test's own database."""
    with superuser_cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
            f" AS $$SELECT '{instant.isoformat()}'::timestamptz$$"
        )


def give_from_until(who: User, since: datetime, until: datetime) -> None:
    """Move somebody's membership of Barnet, and its grants, to these dates."""
    with superuser_cursor() as cursor:
        for table in ("teams_teampermission", "teams_membership"):
            cursor.execute(f"UPDATE {table} SET since = %s, until = %s WHERE user_id = %s", [since, until, str(who.pk)])  # noqa: S608


def cases_in_each_gate(who: User) -> tuple[int, int]:
    """How many cases Python alone lets through, read as the superuser; and how many the policies alone do."""
    with asking_as(who):
        python = len(team_ids(who, "see_cases"))
        context = Case.objects.count()
    return python, context


@pytest.mark.parametrize(
    ("at", "seen"),
    [(STARTS - SECOND, 0), (STARTS, 1), (ENDS - SECOND, 1), (ENDS, 0)],
    ids=["a second before", "the second it starts", "its last second", "the second it ends"],
)
def test_a_membership_begins_and_ends_in_both_gates_in_the_same_second(own: World, at: datetime, seen: int) -> None:
    ottoline = own.people["ottoline"]
    give_from_until(ottoline, STARTS, ENDS)
    set_clock(at)
    assert cases_in_each_gate(ottoline) == (seen, seen)
    with asking_as(own.people["delphine"]):
        current = Membership.objects.now().filter(user=ottoline).count()
        at_work = User.objects.working_in(Team.objects.filter(name=BARNET)).filter(pk=ottoline.pk).count()
    assert (current, at_work) == (seen, seen)


def test_an_open_transaction_sees_the_beginning_and_the_end(own: World) -> None:
    """Nobody has to sign in again, and nothing has to run, for either to come about."""
    ottoline = own.people["ottoline"]
    give_from_until(ottoline, STARTS, ENDS)
    seen: list[int] = []
    with superuser_cursor() as cursor:
        cursor.connection.autocommit = False
        for at in (STARTS - SECOND, STARTS, ENDS):
            set_clock(at)
            say(cursor, own_context(cursor, ottoline.pk))
            cursor.execute("SET LOCAL ROLE pps_app")
            seen.append(count(cursor, "cases_case"))
            cursor.execute("RESET ROLE")
            cursor.connection.commit()
    assert seen == [0, 1, 0]


def test_a_verb_held_twice_shows_each_case_once(own: World) -> None:
    """As an acting manager holds what their own role brings a second time."""
    ottoline: Any = own.people["ottoline"]
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO teams_teampermission (id, user_id, content_object_id, permission_id)"
            " SELECT gen_random_uuid(), user_id, content_object_id, permission_id FROM teams_teampermission"
            " WHERE user_id = %s",
            [str(ottoline.pk)],
        )
    with asking_as(ottoline):
        assert [case.pk for case in page_of(ottoline, Wanted()).cases] == [own.barnet.pk]
        assert (Case.objects.visible_to(ottoline).count(), Case.objects.count()) == (1, 1)


def test_whoever_manages_now_is_whom_managers_work_goes_to(own: World) -> None:
    with asking_as(own.people["ottoline"]):
        team = Team.objects.get(name=BARNET)
        assert [str(who) for who in team.managers_now()] == ["Delphine Marrowby"]
    give_from_until(own.people["delphine"], STARTS, ENDS)
    with asking_as(own.people["ottoline"]):
        assert list(team.managers_now()) == []
