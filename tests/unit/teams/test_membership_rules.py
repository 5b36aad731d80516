"""Who may change a membership: every rule for each of the cast, with the reason that they are told."""

from typing import Any

import pytest

from foundation import clock
from teams.models import Membership, Team, User
from teams.rules import may_answer, may_ask, may_change, may_end, may_name_deputy, may_set_confirmation, names_alone
from teams.vocabulary import Role, State
from tests.conftest import BARNET, NAMES, asking_as

ADMINISTRATOR_ASKS = "An administrator of the team asks for memberships."
MANAGER_CONFIRMS = "The team’s manager confirms who joins."
NOT_YOUR_OWN = "Nobody confirms their own membership, or one they asked for. Another manager has to."
ANSWERED = "Somebody has already answered this."
EITHER_ENDS = "An administrator or the manager of the team ends memberships."
ENDED = "This membership has already ended."
ADMINISTRATOR_CHANGES = "An administrator of the team asks for changes."
NOT_ONES_OWN_CHANGE = "Nobody asks for a change to their own membership. Another administrator has to."
NOT_CURRENT = "This membership is not a current one."
ACTING = "Acting is for set dates: end it, or name a deputy again."
MANAGER_NAMES = "The manager names a deputy, or an administrator asks for one."
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


@pytest.mark.django_db
def test_the_administrator_asks_for_a_change_to_somebody_elses(cast: dict[str, User], barnet: Team) -> None:
    live = Membership(user=cast["caspian"], team=barnet, role=Role.WORKER, state=State.CURRENT)
    assert reasons(cast, may_change, live) == everybody_but("ignatius", reason=ADMINISTRATOR_CHANGES)
    own = Membership(user=cast["ignatius"], team=barnet, role=Role.ADMINISTRATOR, state=State.CURRENT)
    assert reasons(cast, may_change, own)["ignatius"] == NOT_ONES_OWN_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"state": State.ASKED}, NOT_CURRENT),
        ({"state": State.ENDED}, NOT_CURRENT),
        ({"state": State.CURRENT, "until": clock.now()}, NOT_CURRENT),
        ({"state": State.CURRENT, "role": Role.ACTING_MANAGER}, ACTING),
    ],
)
def test_what_cannot_be_changed(cast: dict[str, User], barnet: Team, facts: dict[str, Any], reason: str) -> None:
    with asking_as(cast["ignatius"]):
        assert may_change(cast["ignatius"], Membership(user=cast["caspian"], team=barnet, **facts)).reason == reason


@pytest.mark.django_db
def test_the_manager_names_a_deputy_and_the_administrator_asks_for_one(cast: dict[str, User], barnet: Team) -> None:
    assert reasons(cast, may_name_deputy, barnet) == everybody_but("ignatius", "delphine", reason=MANAGER_NAMES)
    alone = set()
    for name in NAMES:
        with asking_as(cast[name]):
            alone |= {name} if names_alone(cast[name], barnet) else set()
    assert alone == {"delphine"}
