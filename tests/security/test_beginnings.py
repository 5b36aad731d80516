"""Memberships begin and end at an instant, by the database's one clock: both gates in the same second."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.listing import Wanted, page_of
from cases.models import Case
from teams.models import Membership, Team, User
from tests.conftest import BARNET, asking_as
from tests.security.conftest import World
from tests.security.stage import Stage, staged

STARTS = datetime(2031, 3, 30, 0, 30, tzinfo=UTC)  # half an hour before the clocks go forward in London
ENDS = STARTS + timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def on(world: World) -> Iterator[Stage]:
    """A stage on which the test sets the clock."""
    with staged(world) as stage:
        yield stage


def give_from_until(on: Stage, who: str) -> None:
    """Move somebody's membership of Barnet, and its grants, to the week that these tests are about."""
    on.behind("SET LOCAL session_replication_role = replica")  # the trigger that keeps history stands in the way
    for table in ("teams_teampermission", "teams_membership"):
        move = f"UPDATE {table} SET since = %s, until = %s WHERE user_id = %s"  # noqa: S608
        on.behind(move, STARTS, ENDS, on.world.people[who].pk)
    on.behind("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    ("at", "seen"),
    [(STARTS - SECOND, 0), (STARTS, 1), (ENDS - SECOND, 1), (ENDS, 0)],
    ids=["a second before", "the second it starts", "its last second", "the second it ends"],
)
def test_a_membership_begins_and_ends_in_both_gates_in_the_same_second(on: Stage, at: datetime, seen: int) -> None:
    """Nobody has to sign in again, and nothing has to run, for either to come about."""
    ottoline = on.world.people["ottoline"]
    give_from_until(on, "ottoline")
    on.at(at)
    assert on.cases("ottoline") == seen
    with asking_as(on.world.people["delphine"]):
        current = Membership.objects.now().filter(user=ottoline).count()
        at_work = User.objects.working_in(Team.objects.filter(name=BARNET)).filter(pk=ottoline.pk).count()
    assert (current, at_work) == (seen, seen)


def test_a_verb_held_twice_shows_each_case_once(on: Stage) -> None:
    """As an acting manager holds what their own role brings a second time."""
    ottoline: Any = on.world.people["ottoline"]
    on.behind(
        "INSERT INTO teams_teampermission (id, user_id, content_object_id, permission_id)"
        " SELECT gen_random_uuid(), user_id, content_object_id, permission_id FROM teams_teampermission"
        " WHERE user_id = %s",
        ottoline.pk,
    )
    with asking_as(ottoline):
        assert [case.pk for case in page_of(ottoline, Wanted()).cases] == [on.world.barnet.pk]
        assert (Case.objects.visible_to(ottoline).count(), Case.objects.count()) == (1, 1)


def test_whoever_manages_now_is_whom_managers_work_goes_to(on: Stage) -> None:
    with asking_as(on.world.people["ottoline"]):
        team = Team.objects.get(name=BARNET)
        assert [str(who) for who in team.managers_now()] == ["Delphine Marrowby"]
    give_from_until(on, "delphine")
    with asking_as(on.world.people["ottoline"]):
        assert list(team.managers_now()) == []
