"""Who may reword, add to, move and take what: each answer with the reason that is told."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Contact, Message, Task
from cases.rules import (
    MOVED_AWAY,
    TOO_LATE,
    may_add_to,
    may_be_given,
    may_correct,
    may_leave_message,
    may_move_contact,
    may_put_back,
    may_still_change,
    may_take,
)
from foundation import clock
from teams.models import Team, User
from tests.conftest import BARNET, NAMES, asking_as

NOT_THEIRS = "Only Ottoline Fernsby can change what they recorded. Add to it instead."
WORKERS = ("ottoline", "caspian", "delphine")


@pytest.fixture
def barnet(cast: dict[str, User]) -> Team:
    with asking_as(cast["delphine"]):
        return Team.objects.get(name=BARNET)


def contact(team: Team, by: User, minutes: int = 1, **more: Any) -> Contact:
    """A contact of Ottoline's, recorded so many minutes ago."""
    return Contact(team=team, worker=by, recorded_at=clock.now() - timedelta(minutes=minutes), **more)


def said(cast: dict[str, User], rule: Any) -> dict[str, str]:
    """What each of the cast is told; nothing for whoever may."""
    answers = {}
    for name in NAMES:
        with asking_as(cast[name]):
            answers[name] = rule(cast[name]).reason
    return answers


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "author"), [(0, ""), (14, ""), (15, TOO_LATE), (600, TOO_LATE)])
def test_the_author_rewords_for_fifteen_minutes(cast: dict[str, User], barnet: Team, minutes: int, author: str) -> None:
    found = said(cast, lambda user: may_correct(user, contact(barnet, cast["ottoline"], minutes)))
    assert found == dict.fromkeys(NAMES, NOT_THEIRS) | {"ottoline": author}


@pytest.mark.django_db
def test_whoever_works_on_the_case_adds_to_it(cast: dict[str, User], barnet: Team) -> None:
    case, old = Case(team=barnet, kind="adult"), contact(barnet, cast["ottoline"], 9999)
    found = said(cast, lambda user: may_add_to(user, case, old))
    assert {name for name, reason in found.items() if not reason} == set(WORKERS)


@pytest.mark.django_db
def test_what_was_moved_is_neither_reworded_added_to_nor_moved(cast: dict[str, User], barnet: Team) -> None:
    case, gone = Case(team=barnet, kind="adult"), contact(barnet, cast["ottoline"], moved_away_at=clock.now())
    for rule in (
        lambda user: may_correct(user, gone),
        lambda user: may_add_to(user, case, gone),
        lambda user: may_move_contact(user, gone, case, Case(team=barnet, kind="adult")),
    ):
        assert set(said(cast, rule).values()) == {MOVED_AWAY}


@pytest.mark.django_db
def test_a_contact_moves_within_its_team_to_another_case(cast: dict[str, User], barnet: Team) -> None:
    one, two = Case(team=barnet, kind="adult"), Case(team=barnet, kind="adult")
    foreign = Case(team=Team(name="Fernhill"), kind="adult")
    mine = contact(barnet, cast["ottoline"])
    found = said(cast, lambda user: may_move_contact(user, mine, one, two))
    assert {name for name, reason in found.items() if not reason} == set(WORKERS)
    assert "on this case already" in may_move_contact(cast["ottoline"], mine, one, one).reason
    assert "within the team" in may_move_contact(cast["ottoline"], mine, one, foreign).reason


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Task, Message])
def test_one_person_takes_a_call_back(cast: dict[str, User], kind: Any) -> None:
    ottoline, caspian, now = cast["ottoline"], cast["caspian"], clock.now()
    told = {
        "free": may_take(caspian, kind(promised_at=now)).reason,
        "own": may_take(caspian, kind(promised_at=now, taken_by=caspian)).reason,
        "another's": may_take(caspian, kind(promised_at=now, taken_by=ottoline)).reason,
        "done": may_take(caspian, kind(promised_at=now, done_at=now, done_by=ottoline)).reason,
    }
    assert told == {
        "free": "",
        "own": "",
        "another's": "Ottoline Fernsby has already taken this.",
        "done": "Ottoline Fernsby has already done this.",
    }
    assert may_take(caspian, Task()).reason == "Nobody was promised a call for this. Open the task to finish it."


@pytest.mark.django_db
def test_what_is_done_is_neither_changed_nor_put_back(cast: dict[str, User]) -> None:
    assert may_still_change(Task(state="open")) and not may_still_change(Task(state="done"))
    assert may_put_back(Message()) and not may_put_back(Message(done_at=clock.now(), done_by=cast["caspian"]))


@pytest.mark.django_db
def test_tasks_are_for_those_who_work_there_and_messages_for_those_who_take_them(
    cast: dict[str, User], barnet: Team
) -> None:
    case = Case(team=barnet, kind="adult")
    with asking_as(cast["ottoline"]):
        given = {name for name in NAMES if may_be_given(cast[name], case)}
    found = said(cast, lambda user: may_leave_message(user, barnet))
    assert given == set(WORKERS)
    assert {name for name, reason in found.items() if not reason} == {*WORKERS, "clementine"}
