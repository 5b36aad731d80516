"""Who may have a part in somebody's new password: every rule for each of the cast."""

from collections.abc import Callable
from typing import Any

import pytest

from teams.models import Membership, NewPassword, Team, User
from teams.rules import may_answer_password, may_ask_password, may_make_code, may_make_link
from tests.conftest import BARNET, NAMES, asking_as

Rule = Callable[[Any, Any], object]


def allowed(cast: dict[str, User], rule: Rule, about: Any) -> set[str]:
    """Who of the cast the rule says yes to."""
    found = set()
    for name in NAMES:
        with asking_as(cast[name]):
            if rule(cast[name], about):
                found.add(name)
    return found


@pytest.mark.django_db
def test_each_part_is_anothers(cast: dict[str, User]) -> None:
    with asking_as(cast["delphine"]):
        team = Team.objects.get(name=BARNET)
        theirs = {m.user.username: m for m in Membership.objects.filter(team=team).select_related("user", "team")}
    about = {"user": cast["caspian"], "team": team, "asked_by": cast["ignatius"]}
    asked, confirmed = (NewPassword(state=state, **about) for state in ("asked", "confirmed"))
    confirmed.confirmed_by = cast["delphine"]
    of_hers = NewPassword(state="asked", **about | {"user": cast["delphine"]})
    invited = NewPassword(state="asked", membership=Membership(state="asked"), **about)
    by_her = NewPassword(state="confirmed", **about | {"asked_by": cast["delphine"]}, link_made_by=cast["delphine"])
    by_him = NewPassword(state="confirmed", **about, code_made_by=cast["ignatius"])
    truth: list[tuple[Rule, Any, set[str]]] = [
        (may_ask_password, theirs["caspian"], {"ignatius"}),
        (may_ask_password, theirs["ignatius"], set()),
        (may_answer_password, asked, {"delphine"}),
        (may_answer_password, of_hers, set()),
        (may_answer_password, invited, set()),
        (may_answer_password, confirmed, set()),
        (may_make_link, asked, set()),
        (may_make_link, confirmed, {"ignatius"}),
        (may_make_code, confirmed, {"delphine"}),
        (may_make_code, by_her, set()),
        (may_make_link, by_him, set()),
    ]
    assert [allowed(cast, rule, what) for rule, what, _ in truth] == [who for *_, who in truth]
