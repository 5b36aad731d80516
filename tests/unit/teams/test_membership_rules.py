"""Who may change a membership: every rule for each of the cast, with the reason that they are told."""

import pytest

from teams.models import Membership, Team, User
from teams.rules import may_answer, may_ask, may_end, may_set_confirmation
from teams.vocabulary import State
from tests.conftest import BARNET, NAMES, asking_as

ADMINISTRATOR_ASKS = "An administrator of the team asks for memberships."
MANAGER_CONFIRMS = "The team’s manager confirms who joins."
NOT_YOUR_OWN = "Nobody confirms their own membership, or one they asked for. Another manager has to."
ANSWERED = "Somebody has already answered this."
EITHER_ENDS = "An administrator or the manager of the team ends memberships."
ENDED = "This membership has already ended."
MANAGER_SETS = "Only the team’s manager changes this setting."


@pytest.fixture
def barnet(cast: dict[str, User]) -> Team:
    """Parent Partnership Barnet."""
    with asking_as(cast["delphine"]):
        return Team.objects.get(name=BARNET)


def reasons(cast: dict[str, User], rule: object, *arguments: object) -> dict[str, str]:
    """What the rule answers each of the cast who is not simply allowed."""
    said = {}
    for name in NAMES:
        with asking_as(cast[name]):
            verdict = rule(cast[name], *arguments)  # type: ignore[operator]
            if not verdict:
                said[name] = verdict.reason
    return said


def everybody_but(*allowed: str, reason: str) -> dict[str, str]:
    return {name: reason for name in NAMES if name not in allowed}


@pytest.mark.django_db
def test_only_the_administrator_asks(cast: dict[str, User], barnet: Team) -> None:
    assert reasons(cast, may_ask, barnet) == everybody_but("ignatius", reason=ADMINISTRATOR_ASKS)


@pytest.mark.django_db
def test_only_the_manager_sets_who_confirms(cast: dict[str, User], barnet: Team) -> None:
    assert reasons(cast, may_set_confirmation, barnet) == everybody_but("delphine", reason=MANAGER_SETS)


@pytest.mark.django_db
def test_only_the_manager_answers(cast: dict[str, User], barnet: Team) -> None:
    asked = Membership(user=cast["bartholomew"], team=barnet, asked_by=cast["ignatius"], state=State.ASKED)
    assert reasons(cast, may_answer, asked) == everybody_but("delphine", reason=MANAGER_CONFIRMS)


@pytest.mark.django_db
@pytest.mark.parametrize("party", ["user", "asked_by"])
def test_the_manager_does_not_answer_for_herself(cast: dict[str, User], barnet: Team, party: str) -> None:
    parties = {"user": cast["bartholomew"], "asked_by": cast["ignatius"], party: cast["delphine"]}
    own = Membership(team=barnet, state=State.ASKED, **parties)
    with asking_as(cast["delphine"]):
        assert may_answer(cast["delphine"], own).reason == NOT_YOUR_OWN


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.CURRENT, State.DECLINED, State.ENDED])
def test_an_answer_is_given_once(cast: dict[str, User], barnet: Team, state: State) -> None:
    answered = Membership(user=cast["bartholomew"], team=barnet, asked_by=cast["ignatius"], state=state)
    with asking_as(cast["delphine"]):
        assert may_answer(cast["delphine"], answered).reason == ANSWERED


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.ASKED, State.CURRENT])
def test_the_administrator_and_the_manager_end(cast: dict[str, User], barnet: Team, state: State) -> None:
    live = Membership(user=cast["caspian"], team=barnet, asked_by=cast["ignatius"], state=state)
    assert reasons(cast, may_end, live) == everybody_but("ignatius", "delphine", reason=EITHER_ENDS)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.DECLINED, State.ENDED])
def test_what_has_ended_does_not_end_again(cast: dict[str, User], barnet: Team, state: State) -> None:
    over = Membership(user=cast["caspian"], team=barnet, asked_by=cast["ignatius"], state=state)
    expected = everybody_but("ignatius", "delphine", reason=EITHER_ENDS) | {"ignatius": ENDED, "delphine": ENDED}
    assert reasons(cast, may_end, over) == expected
