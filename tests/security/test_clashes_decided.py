"""Two who decide one thing at once: a membership, a setting, a review, a conflict, a wall, a concern. Both versions are
shown; each gate alone lets nobody write over what they have not seen (promise 9)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.actions.walls import build_wall
from cases.models import Case, Conflict, Review, Wall, WallSide
from foundation.components.changing import ChangingForm
from safeguarding.models import Concern
from teams.actions import Terms, ask_for
from teams.models import Membership, Team
from teams.vocabulary import State
from tests.conftest import SignIn, asking_as, open_a_case, person
from tests.integration.concerns import worried_about
from tests.security.test_clashes import clash_page, decided, drawn

pytestmark = pytest.mark.django_db
AT_ONCE = "Somebody else saved this at the same moment"
THEIRS_HOLDS = "Theirs holds; nothing of yours is recorded"


class Tabs:
    """One form in two tabs, of one person or of two."""

    def __init__(self, path: str, first: Client, second: Client) -> None:
        self.path, self.first, self.second = path, first, second
        self.seen = drawn(second, path)

    def at_once(self, one: dict[str, Any], other: dict[str, Any]) -> Any:
        """The first is saved; the answer to the second."""
        answer = self.first.post(self.path, one | drawn(self.first, self.path))
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        return self.second.post(self.path, other | self.seen)

    def clash(self, one: dict[str, Any], other: dict[str, Any]) -> str:
        return clash_page(self.at_once(one, other))

    def choose(self, page: str, **choices: str) -> None:
        assert self.second.post(self.path, decided(page, **choices)).status_code == 302

    def refused_without_the_page(self, patch: pytest.MonkeyPatch, one: dict[str, Any], other: dict[str, Any]) -> None:
        """With the page's own comparison gone, what was not seen is refused all the same, and what was typed stands."""
        patch.setattr(ChangingForm, "_clashing", lambda form, seen: ())
        answer = self.at_once(one, other)
        assert (answer.status_code, AT_ONCE in answer.content.decode()) == (200, True)


def tabs(sign_in: SignIn, path: str, who: str, other: str = "") -> Tabs:
    return Tabs(path, sign_in(who), sign_in(other or who))


def membership_of(username: str) -> Membership:
    with asking_as(person("ignatius")):
        return Membership.objects.get(user__username=username, state=State.CURRENT)


def changes_of(membership: Membership) -> list[tuple[str, str]]:
    with asking_as(person("ignatius")):
        return list(Membership.objects.filter(follows=membership).order_by("role").values_list("role", "state"))


CHANGE = {"employment": "staff", "first_day": "today", "last_day": ""}
ONE, OTHER = (
    CHANGE | {"role": role, "reason": why}
    for role, why in (("service_manager", "Takes over"), ("administrator", "Another post"))
)


@pytest.fixture
def changing(sign_in: SignIn, cast: dict[str, Any]) -> Tabs:
    return tabs(sign_in, reverse("teams:change", args=[membership_of("caspian").pk]), "ignatius")


def test_two_changes_of_one_membership(changing: Tabs) -> None:
    page = changing.clash(ONE, OTHER)
    for said in ("Service manager", "Administrator", "Takes over", "Another post", "Ignatius Pell saved this"):
        assert said in page
    caspian = membership_of("caspian")
    assert changes_of(caspian) == [("service_manager", "asked")]  # nothing is recorded until somebody says
    changing.choose(page, role="mine", reason="mine")
    assert changes_of(caspian) == [("administrator", "asked"), ("service_manager", "declined")]


def test_a_change_that_was_confirmed_meanwhile_is_the_one_that_is_changed(
    changing: Tabs, cast: dict[str, Any], sign_in: SignIn
) -> None:
    before = membership_of("caspian")
    with asking_as(cast["delphine"]):
        from teams.actions import set_confirmation

        set_confirmation(by=cast["delphine"], team=Team.objects.get(pk=before.team_id), on=False, seen=True)
    page = changing.clash(ONE, OTHER)
    changing.choose(page, role="mine", reason="mine")
    now = membership_of("caspian")
    assert (now.role, now.reason) == ("administrator", "Another post")
    assert changes_of(before) == [("service_manager", "ended")]


def test_a_change_that_was_not_seen_is_refused_without_the_page(
    changing: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing.refused_without_the_page(monkeypatch, ONE, OTHER)
    assert changes_of(membership_of("caspian")) == [("service_manager", "asked")]


def test_an_answer_that_somebody_gave_meanwhile_holds_and_is_shown(sign_in: SignIn, cast: dict[str, Any]) -> None:
    with asking_as(cast["ignatius"]):
        team = Team.objects.get(pk=membership_of("caspian").team_id)
        ask_for(by=cast["ignatius"], team=team, username="bartholomew", terms=Terms("worker"), reason="Covers")
        waits = Membership.objects.get(team=team, state=State.ASKED)
    answering = tabs(sign_in, reverse("teams:answer", args=[waits.pk]), "delphine")
    answer = answering.at_once({"confirm": "yes"}, {"confirm": "no", "reason": "He has left Fernhill"})
    page = answer.content.decode()
    assert THEIRS_HOLDS in page and "Delphine Marrowby decided this" in page and "He has left Fernhill" in page
    assert "Save this answer" not in page
    assert sign_in("delphine").get(answering.path).status_code == 404
    ending = tabs(sign_in, reverse("teams:end", args=[waits.pk]), "ignatius")
    late = ending.at_once({"when": "now", "reason": "Not needed"}, {"when": "now", "reason": "Asked by mistake"})
    assert THEIRS_HOLDS in late.content.decode() and "Asked by mistake" in late.content.decode()


def test_two_ends_of_one_membership(sign_in: SignIn, cast: dict[str, Any]) -> None:
    ending = tabs(sign_in, reverse("teams:end", args=[membership_of("caspian").pk]), "ignatius", "delphine")
    friday = {"when": "then", "last_day": "1 2 2027", "reason": "Moves away"}
    page = ending.clash(friday, {"when": "now", "reason": "Has left"})
    assert "1 February 2027" in page and "Moves away" in page and "Has left" in page
    ending.choose(page, when="mine", reason="mine")
    with asking_as(cast["ignatius"]):
        over = Membership.objects.filter(user=cast["caspian"]).latest("asked_at")
    assert (over.state, over.end_reason) == ("ended", "Has left")


DATES = ({"agreement": "1 2 2026", "dbs": "3 2 2026"}, {"agreement": "2 2 2026"})
SETTING = ({"on": "no"}, {"on": "yes"})


@pytest.mark.parametrize("page", ["dates", "confirmation"])
def test_dates_and_the_setting(
    sign_in: SignIn, cast: dict[str, Any], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    caspian = membership_of("caspian")
    about = caspian.pk if page == "dates" else caspian.team_id
    which = tabs(sign_in, reverse(f"teams:{page}", args=[about]), "delphine")
    shown = which.clash(*(DATES if page == "dates" else SETTING))
    if page == "dates":
        assert "1 February 2026" in shown and "2 February 2026" in shown and "3 February 2026" in shown
        which.choose(shown, agreement="mine", dbs="theirs")
        assert "2 February 2026" in sign_in("delphine").get(caspian.get_absolute_url()).content.decode()
    which.seen = drawn(which.second, which.path)
    late = ({"agreement": "4 2 2026"}, {"agreement": "5 2 2026"}) if page == "dates" else ({"on": "yes"}, {"on": "no"})
    which.refused_without_the_page(monkeypatch, *late)


def test_two_reviews_of_one_case(sign_in: SignIn, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    path = reverse("cases:review", args=[case.pk])
    reviewing = tabs(sign_in, path, "ottoline", "caspian")
    page = reviewing.clash(
        {"note": "Level 2 still fits", "next_due": "1 2 2027"}, {"note": "The school wrote", "next_due": "1 3 2027"}
    )
    assert all(said in page for said in ("Level 2 still fits", "The school wrote", "1 February 2027", "1 March 2027"))
    reviewing.choose(page, note="mine", next_due="mine")
    with asking_as(person("ottoline")):
        assert Review.objects.filter(case=case).count() == 2  # what somebody thought stays
        assert str(Case.objects.get(pk=case.pk).review_due) == "2027-03-01"
    again = tabs(sign_in, path, "ottoline", "caspian")
    monkeypatch.setattr("cases.actions.life.as_seen", lambda held, seen, names: seen)
    one, other = ({"note": "Again", "next_due": f"{day} 4 2027"} for day in (1, 2))
    again.refused_without_the_page(monkeypatch, one, other)


def test_two_who_look_at_one_conflict(
    sign_in: SignIn, case: Case, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking_as(cast["delphine"]):
        said = {"kind": "friend", "mitigation": "supervised", "reason": "At school together"}
        actions.keep_out(by=cast["delphine"], case=case, colleague=cast["caspian"].pk, **said)
        conflict = Conflict.objects.get(case=case)
    looking = tabs(sign_in, reverse("cases:review_conflict", args=[case.pk, conflict.pk]), "delphine")
    page = looking.clash({"mitigation": "block"}, {"mitigation": "none", "review_due": "1 3 2027"})
    assert "Delphine Marrowby saved this" in page and "1 March 2027" in page
    looking.choose(page, mitigation="mine", review_due="mine")
    with asking_as(cast["delphine"]):
        assert Conflict.objects.get(pk=conflict.pk).mitigation == "none"
    looking.seen = drawn(looking.second, looking.path)
    looking.refused_without_the_page(monkeypatch, {"mitigation": "block"}, {"mitigation": "supervised"})


def test_two_who_place_people_at_one_wall(
    sign_in: SignIn, case: Case, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_a_case(cast["ottoline"], "Wendell", "Quillfeather")
    with asking_as(cast["delphine"]):
        made = build_wall(by=cast["delphine"], case=case, other=other, kind="separated_parents", reason="")
    placing = tabs(sign_in, reverse("cases:wall", args=[case.pk, made]), "delphine")
    form = placing.first.get(placing.path).context["form"]
    stands = {name: form.initial[name] for name in form.fields}
    caspian = str(cast["caspian"].pk)
    one, mine = (stands | {caspian: side} for side in ("first", "second"))
    placing.choose(placing.clash(one, mine), **{caspian: "mine"})
    with asking_as(cast["delphine"]):
        where = WallSide.objects.get(wall=made, colleague=cast["caspian"], ended_at=None)
        assert (where.side, Wall.objects.get(pk=made).edited_by) == ("second", cast["delphine"])
    placing.seen = drawn(placing.second, placing.path)
    placing.refused_without_the_page(monkeypatch, one, stands | {caspian: "neither"})


def test_two_who_describe_one_concern(
    sign_in: SignIn, case: Case, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking_as(cast["ottoline"]):
        concern = worried_about(case, cast["ottoline"])
    path = reverse("safeguarding:describe", args=[case.pk, concern.pk, "said"])
    describing = tabs(sign_in, path, "ottoline", "caspian")
    page = describing.clash({"facts": "Seen on Monday"}, {"facts": "Seen on Tuesday", "opinion": "Afraid"})
    assert "Seen on Monday" in page and "Seen on Tuesday" in page and "Ottoline Fernsby saved this" in page
    describing.choose(page, facts="mine", opinion="mine")
    with asking_as(cast["ottoline"]):
        assert str(Concern.objects.get(pk=concern.pk).edited_by) == "Caspian Rookwell"
    describing.seen = drawn(describing.second, path)
    monkeypatch.setattr("safeguarding.actions.raising.as_seen", lambda held, seen, names: seen)
    describing.refused_without_the_page(monkeypatch, {"facts": "Seen in May"}, {"facts": "Seen in June"})


def test_an_emergency_waits_for_no_colleague_who_writes_on_it(case: Case, cast: dict[str, Any]) -> None:
    from safeguarding import actions as concerns

    with asking_as(cast["ottoline"]):
        mine = worried_about(case, cast["ottoline"])
        theirs = Concern.objects.get(pk=mine.pk)
        concerns.describe(by=cast["ottoline"], concern=theirs, urgency="welfare", facts="Seen")
        called = {"called": "999", "danger": "Now"}
        assert concerns.declare_emergency(by=cast["ottoline"], case=case, concern=mine, **called).state == "emergency"
