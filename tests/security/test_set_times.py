"""Memberships for set times, changes of role and deputies: by raw SQL as each person, and seen from both gates.

The functions are called as the web's login, so ``teams.rules`` plays no part; what the rules say of the same acts is in
``tests/unit/teams``.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from cases.models import Case, Contact
from foundation.rowsecurity.context import WORKER, acting_as
from teams.models import Membership, Team, User
from tests.conftest import BARNET, asking_as
from tests.security.conftest import EVERYBODY, World
from tests.security.stage import Stage, staged

NOW = datetime.fromisoformat("2031-03-03T09:00:00+00:00")
DAY = timedelta(days=1)
ASK = "SELECT gate.ask_membership(%s, %s, %s, 'A reason', %s, %s, %s)"
CHANGE = "SELECT gate.change_membership(%s, %s, 'A reason', 'staff', %s, %s, NULL)"
DEPUTY = "SELECT gate.name_deputy(%s, %s, 'On leave', %s, %s)"
ANSWER = "SELECT gate.answer_membership(%s, true, '')"
END = "SELECT gate.end_membership(%s, 'A reason', %s)"
CLOSE = "SELECT gate.close_past_memberships()"
DENIED, WRONG_TIME, TAKEN = "42501", "22007", "23505"


@pytest.fixture
def on(world: World) -> Iterator[Stage]:
    """A stage whose clock stands at nine on a Monday."""
    with staged(world) as stage:
        stage.at(NOW)
        yield stage


def confirmed(on: Stage, asked: Any) -> UUID:
    assert isinstance(asked, UUID), asked
    assert on.do("delphine", ANSWER, asked) in (None, "")
    return asked


# Set times ----------------------------------------------------------------------------------------------------------
def test_a_membership_for_next_week_waits_for_it_and_ends_by_itself(on: Stage) -> None:
    team = on.world.ids["team"]
    asked = on.do("ignatius", ASK, team, "honoria", "worker", "agency", NOW + 7 * DAY, NOW + 14 * DAY)
    confirmed(on, asked)
    seen = []
    for at in (NOW, NOW + 7 * DAY, NOW + 14 * DAY):
        on.at(at)
        seen.append(on.cases("honoria"))
    assert seen == [0, 1, 0]
    assert on.membership(asked, "state, employment") == ("current", "agency")
    assert (on.do("worker", CLOSE), on.do("worker", CLOSE)) == (1, 0)  # running twice changes nothing
    assert on.membership(asked, "state, ended_at, end_reason") == ("ended", NOW + 14 * DAY, "Its time was over")


def test_one_confirmed_after_its_first_day_begins_when_it_is_confirmed(on: Stage) -> None:
    asked = on.do("ignatius", ASK, on.world.ids["team"], "honoria", "worker", "staff", NOW - 30 * DAY, None)
    confirmed(on, asked)
    assert on.membership(asked, "since") == NOW


def test_one_that_nobody_answered_in_its_time_cannot_be_confirmed_and_is_closed(on: Stage) -> None:
    asked = on.do("ignatius", ASK, on.world.ids["team"], "honoria", "worker", "staff", None, NOW + DAY)
    on.at(NOW + 2 * DAY)
    assert on.do("delphine", ANSWER, asked) == WRONG_TIME
    on.do("worker", CLOSE)
    assert (on.membership(asked), on.cases("honoria")) == ("ended", 0)


@pytest.mark.parametrize("until", [-DAY, timedelta(0)])
def test_an_end_before_the_beginning_or_now_is_refused(on: Stage, until: timedelta) -> None:
    team = on.world.ids["team"]
    assert on.do("ignatius", ASK, team, "honoria", "worker", "staff", None, NOW + until) == WRONG_TIME
    later = NOW + 5 * DAY
    assert on.do("ignatius", ASK, team, "honoria", "worker", "staff", later, later + until) == WRONG_TIME


def test_an_end_to_come_shuts_both_gates_by_itself_and_is_only_brought_forward(on: Stage) -> None:
    caspian = on.current("caspian")
    assert on.do("ignatius", END, caspian, NOW + 3 * DAY) in (None, "")
    assert on.do("ignatius", END, caspian, NOW + 4 * DAY) == WRONG_TIME  # nobody's time is lengthened
    assert on.do("ignatius", END, caspian, NOW + 2 * DAY) in (None, "")
    on.world.client("caspian")
    assert (on.membership(caspian), on.cases("caspian")) == ("current", 1)
    on.at(NOW + 2 * DAY)
    assert on.cases("caspian") == 0
    on.do("worker", CLOSE)
    assert on.membership(caspian, "state, ended_at, end_reason") == ("ended", NOW + 2 * DAY, "A reason")
    assert on.sessions("caspian") == 0


def test_no_two_memberships_of_one_person_overlap(on: Stage) -> None:
    team, caspian = on.world.ids["team"], on.current("caspian")
    assert on.do("ignatius", ASK, team, "caspian", "worker", "staff", NOW + 9 * DAY, None) == TAKEN
    on.do("ignatius", END, caspian, NOW + 5 * DAY)
    assert on.do("ignatius", ASK, team, "caspian", "worker", "staff", NOW + 4 * DAY, None) == TAKEN
    confirmed(on, on.do("ignatius", ASK, team, "caspian", "worker", "staff", NOW + 5 * DAY, None))
    again = "INSERT INTO teams_membership (id, user_id, team_id, role, state, reason, asked_at, end_reason, since)"
    values = "VALUES (gen_random_uuid(), %s, %s, 'worker', 'current', '', now(), '', %s)"
    with pytest.raises(IntegrityError, match="in the team already"):  # the trigger holds for whoever writes
        on.behind(f"{again} {values}", on.world.people["caspian"].pk, team, NOW + 6 * DAY)


# Changes ------------------------------------------------------------------------------------------------------------
def test_a_change_of_role_is_one_act_that_leaves_no_gap(on: Stage) -> None:
    """Nothing until it is confirmed; then the old ends and the new begins in one instant, with its own verbs."""
    before, team = on.current("caspian"), on.world.ids["team"]
    asked = on.do("ignatius", CHANGE, before, "service_manager", NOW + 3 * DAY, None)
    assert not on.holds("caspian", "confirm_members")
    confirmed(on, asked)
    for at, manages in ((NOW + 2 * DAY, False), (NOW + 3 * DAY, True)):
        on.at(at)
        assert (on.cases("caspian"), on.holds("caspian", "confirm_members")) == (1, manages)
    on.do("worker", CLOSE)
    assert on.membership(before, "state, ended_at") == ("ended", NOW + 3 * DAY)
    assert on.membership(asked, "state, since, follows_id, team_id") == (
        "current",
        NOW + 3 * DAY,
        before,
        team,
    )


def test_a_change_at_once_ends_the_old_membership_and_nobodys_session(on: Stage) -> None:
    before, client = on.current("caspian"), on.world.client("caspian")
    confirmed(on, on.do("ignatius", CHANGE, before, "service_manager", None, None))
    assert (on.membership(before), on.holds("caspian", "read_looks")) == ("ended", True)
    on.at(NOW + DAY / 1000)
    assert client.get("/").status_code == 200


def test_a_change_of_what_has_ended_brings_nobody_back(on: Stage) -> None:
    before = on.current("caspian")
    asked = on.do("ignatius", CHANGE, before, "service_manager", None, None)
    on.do("delphine", END, before, None)
    assert on.membership(asked) == "declined"
    assert on.do("delphine", ANSWER, asked) == "55000"
    assert on.cases("caspian") == 0
    assert on.do("ignatius", CHANGE, before, "worker", None, None) == "55000"


def test_nobody_asks_for_a_change_to_their_own(on: Stage) -> None:
    assert on.do("ignatius", CHANGE, on.current("ignatius"), "service_manager", None, None) == DENIED
    assert on.do("delphine", CHANGE, on.current("caspian"), "administrator", None, None) == DENIED


# Deputies -----------------------------------------------------------------------------------------------------------
def test_a_deputy_manages_in_the_set_time_and_not_a_second_longer(on: Stage) -> None:
    """What waits for the manager is confirmed by whoever acts; the manager did nothing to end it."""
    on.do("delphine", DEPUTY, on.world.ids["team"], on.world.people["caspian"].pk, NOW + DAY, NOW + 8 * DAY)
    asked = on.do("ignatius", ASK, on.world.ids["team"], "honoria", "worker", "staff", None, None)
    second, manages = timedelta(seconds=1), []
    for at in (NOW, NOW + DAY, NOW + 8 * DAY - second, NOW + 8 * DAY):
        on.at(at)
        manages.append(on.holds("caspian", "confirm_members"))
        with asking_as(on.world.people["ottoline"]):
            now = {str(who) for who in Team.objects.get(name=BARNET).managers_now()}
        assert ("Caspian Rookwell" in now) == manages[-1]
        assert "Delphine Marrowby" in now
    assert manages == [False, True, True, False]
    assert on.do("caspian", ANSWER, asked) == DENIED
    on.at(NOW + 2 * DAY)
    assert on.do("caspian", ANSWER, asked) in (None, "")
    assert on.cases("honoria") == 1
    on.at(NOW + 9 * DAY)
    on.do("worker", CLOSE)
    assert on.cases("caspian") == 1  # their own work goes on, and so does their session


def test_who_may_name_a_deputy(on: Stage) -> None:
    """The manager alone; an administrator only asks; nobody else, and nobody for themselves."""
    values = (on.world.ids["team"], on.world.people["caspian"].pk, NOW, NOW + DAY)
    for who in EVERYBODY:
        code = DENIED if who not in ("delphine", "ignatius") else None
        assert code is None or on.do(who, DEPUTY, *values) == code, who
    asked = on.do("ignatius", DEPUTY, *values)
    assert (on.membership(asked), on.holds("caspian", "confirm_members")) == ("asked", False)
    assert on.do("caspian", ANSWER, asked) == DENIED
    confirmed(on, asked)
    assert on.holds("caspian", "confirm_members")
    assert on.do("caspian", DEPUTY, on.world.ids["team"], on.world.people["caspian"].pk, NOW, NOW + 90 * DAY) == DENIED
    named = on.do("caspian", DEPUTY, on.world.ids["team"], on.world.people["ottoline"].pk, NOW, NOW + DAY)
    assert on.membership(named) == "asked"  # who acts needs a second person for that
    assert on.do("caspian", ANSWER, named) == DENIED


NOT_DEPUTIES: list[tuple[str, Callable[[datetime], Any], Callable[[datetime], Any], str]] = [
    ("ignatius", lambda now: now, lambda now: now + DAY, "P0002"),  # an administrator sees no case
    ("honoria", lambda now: now, lambda now: now + DAY, "P0002"),  # in no team
    ("bartholomew", lambda now: now, lambda now: now + DAY, "P0002"),  # in another one
    ("caspian", lambda now: now, lambda now: None, WRONG_TIME),  # for ever
    ("caspian", lambda now: now, lambda now: now - DAY, WRONG_TIME),
    ("delphine", lambda now: now, lambda now: now + DAY, DENIED),  # herself
]


@pytest.mark.parametrize(("who", "since", "until", "code"), NOT_DEPUTIES)
def test_who_cannot_be_a_deputy(on: Stage, who: str, since: Any, until: Any, code: str) -> None:
    team = on.world.ids["team"]
    assert on.do("delphine", DEPUTY, team, on.world.people[who].pk, since(NOW), until(NOW)) == code


def test_a_deputys_time_never_outlives_their_own(on: Stage) -> None:
    """Ended early, acting ends as early; ended now, acting ends now."""
    caspian, team = on.current("caspian"), on.world.ids["team"]
    acting = on.do("delphine", DEPUTY, team, on.world.people["caspian"].pk, NOW, NOW + 20 * DAY)
    on.do("ignatius", END, caspian, NOW + 10 * DAY)
    assert on.membership(acting, "until") == NOW + 10 * DAY
    on.at(NOW + 10 * DAY)
    assert not on.holds("caspian", "confirm_members")
    on.at(NOW + DAY)
    on.do("ignatius", END, caspian, None)
    assert on.membership(acting) == "ended"
    assert not on.holds("caspian", "see_cases")


def test_a_deputy_cannot_be_asked_for_as_an_ordinary_role(on: Stage) -> None:
    assert on.do("ignatius", ASK, on.world.ids["team"], "honoria", "acting_manager", "staff", None, None) == "22023"
    assert on.do("ignatius", CHANGE, on.current("caspian"), "acting_manager", None, None) == "22023"


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_worker_closes_what_is_over(on: Stage, who: str) -> None:
    assert on.do(who, CLOSE) == DENIED


def test_nobody_can_sign_in_as_the_worker(on: Stage) -> None:
    """It is no person: no session can be made for it, and it sees nothing."""
    assert on.behind("SELECT count(*) FROM teams_user WHERE id = %s", WORKER) == [(0,)]
    make = "SELECT gate.session_save(sha256('x'), 'data', %s, true, interval '1 hour', interval '1 hour')"
    assert on.do("bartholomew", make, WORKER) == "23503"
    with acting_as(WORKER):
        assert [model.objects.count() for model in (Case, Contact, User, Membership)] == [0] * 4
