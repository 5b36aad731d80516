"""Who may do what along the life of a case: every answer of each rule, with its reason."""

import pytest

from cases.models import Case
from cases.rules import are_two, closing_is_whole, may_be_given, may_hand_over, may_review
from cases.vocabulary import CaseKind, Status
from cases.workflow import CLOSE, MOVES, Move
from teams.models import Team, User
from tests.conftest import BARNET, NAMES, asking_as

WORKERS = {"ottoline", "caspian", "delphine"}
NOT_A_WORKER = "does not work in this team now. Choose somebody who does."


@pytest.fixture
def barnet(cast: dict[str, User]) -> Team:
    """Parent Partnership Barnet."""
    with asking_as(cast["delphine"]):
        return Team.objects.get(name=BARNET)


def at(team: Team, status: Status = Status.OPEN, level: int = 1, highest: int = 1) -> Case:
    """A case that stands there."""
    return Case(team=team, kind=CaseKind.ADULT, status=status, intervention_level=level, highest_level=highest)


@pytest.mark.parametrize("move", MOVES.values(), ids=list(MOVES))
@pytest.mark.parametrize("highest", [1, 2, 3, 4])
@pytest.mark.parametrize("outcomes", [[], ["needs_met"]])
def test_a_closing_is_whole_with_an_outcome_from_level_two(move: Move, highest: int, outcomes: list[str]) -> None:
    """The highest level reached counts, not the level of the work now; other moves say nothing of outcomes."""
    verdict = closing_is_whole(Case(intervention_level=1, highest_level=highest), move, outcomes)
    assert bool(verdict) is (move is not CLOSE or highest == 1 or bool(outcomes))
    assert verdict or "closes with at least one outcome" in verdict.reason


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_workers_review_cases_that_are_not_closed(cast: dict[str, User], barnet: Team, status: Status) -> None:
    for name in NAMES:
        with asking_as(cast[name]):
            verdict = may_review(cast[name], at(barnet, status))
        assert bool(verdict) is (name in WORKERS and status != Status.CLOSED), name
        assert verdict or ("Open it again" if status == Status.CLOSED else "You can read this case") in verdict.reason


@pytest.mark.django_db
def test_cases_are_given_to_those_who_work_in_the_team(cast: dict[str, User], barnet: Team) -> None:
    with asking_as(cast["ottoline"]):
        said = {name: may_be_given(cast[name], at(barnet)).reason for name in NAMES}
    assert said == {name: "" if name in WORKERS else f"{cast[name]} {NOT_A_WORKER}" for name in NAMES}


@pytest.mark.django_db
def test_only_the_manager_hands_over(cast: dict[str, User], barnet: Team) -> None:
    for name in NAMES:
        with asking_as(cast[name]):
            assert bool(may_hand_over(cast[name], barnet)) is (name == "delphine"), name


def test_two_workers_are_two_people_or_one_of_them_nobody() -> None:
    one, other = User(username="one"), User(username="other")
    pairs = [(None, None), (one, None), (None, one), (one, other), (one, one)]
    assert [bool(are_two(*pair)) for pair in pairs] == [True, True, True, True, False]
