"""The boards of concerns and the register of referrals, through their pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.references import readable
from foundation import clock
from safeguarding import actions
from safeguarding.models import Concern
from teams.models import User
from tests.conftest import SignIn, asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, keep_a_rota, referred_in_writing

pytestmark = pytest.mark.django_db


def shown(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_a_worker_sees_their_own_and_the_manager_the_teams(
    case: Case, cast: dict[str, User], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking_as(cast["ottoline"]):
        worried_about(case, cast["ottoline"], about="The boy next door", urgency="imminent")
    with asking_as(cast["caspian"]):
        worried_about(case, cast["caspian"], about="A baby not born yet")
        actions.begin(by=cast["caspian"], case=case, said=actions.NewConcern(clock.now(), about="Half a sentence"))
    own, team = shown(sign_in("ottoline").get("/concerns/")), shown(sign_in("delphine").get("/concerns/"))
    assert "The boy next door" in own and "A baby not born yet" not in own
    assert team.index("The boy next door") < team.index("A baby not born yet")
    assert "Half a sentence" not in team and "Half a sentence" in shown(sign_in("caspian").get("/concerns/"))
    assert "The boy next door" not in shown(sign_in("bartholomew").get("/concerns/"))
    later = clock.now() + timedelta(hours=4, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Half a sentence" in shown(sign_in("delphine").get("/concerns/"))
    assert "Half a sentence" not in shown(sign_in("ottoline").get("/concerns/"))
    assert "Concerns with something late" in shown(sign_in("delphine").get("/"))


def test_the_accused_sees_nothing_on_the_board(case: Case, cast: dict[str, User], sign_in: SignIn) -> None:
    with asking_as(cast["ottoline"]):
        said = {"subject": "staff_allegation", "accused": cast["delphine"], "about": "A colleague of ours"}
        worried_about(case, cast["ottoline"], **said)
    assert "A colleague of ours" not in shown(sign_in("delphine").get("/concerns/"))
    for who in ("ottoline", "caspian"):  # who raised it, and who stands in for the only manager
        assert "A colleague of ours" in shown(sign_in(who).get("/concerns/"))


def test_the_register_says_what_came_before_and_after(case: Case, cast: dict[str, User], sign_in: SignIn) -> None:
    ottoline, delphine = cast["ottoline"], cast["delphine"]
    with asking_as(delphine):
        keep_a_rota(delphine, clock.now(), days=1)
    with asking_as(ottoline):
        referred_in_writing(worried_about(case, ottoline), ottoline)
        discussed(worried_about(case, ottoline), ottoline, cast["honoria"])
    page = shown(sign_in("delphine").get("/concerns/register/"))
    assert "Sent without" in page and "Not yet" in page and page.count("Emergency ") >= 2
    with asking_as(delphine):
        concern = Concern.objects.get(state="referred")
        actions.approve(by=delphine, concern=concern, approved=True, reasons="It could not wait")
    page = shown(sign_in("delphine").get("/concerns/register/"))
    assert re.search(r"1 Approved after|Approved after 1", page)


def test_the_manager_is_asked_on_her_home_when_the_discussion_ends(
    case: Case, cast: dict[str, User], sign_in: SignIn
) -> None:
    """Asked then, and not only once it is late; without a word of it. Whoever raised it is not asked."""
    ottoline, delphine = cast["ottoline"], cast["delphine"]
    with asking_as(delphine):
        keep_a_rota(delphine, clock.now(), days=1)
        hers = worried_about(case, delphine)
        discussed(hers, delphine, cast["honoria"])
    with asking_as(ottoline):
        concern = worried_about(case, ottoline, about="The boy next door")
        assert "Approve a referral" not in shown(sign_in("delphine").get("/"))
        discussed(concern, ottoline, cast["honoria"])
    for path in ("/", "/tasks/"):
        home = shown(sign_in("delphine").get(path))
        assert home.count("Approve a referral, or do not") == 1
        assert readable(concern.reference) in home and "next door" not in home
        assert "Approve a referral" not in shown(sign_in("ottoline").get(path))
    with asking_as(delphine):
        actions.approve(by=delphine, concern=Concern.objects.get(pk=concern.pk), approved=True, reasons="Neglect")
    assert "Approve a referral" not in shown(sign_in("delphine").get("/"))


@pytest.mark.parametrize("path", ["/concerns/", "/concerns/register/"])
def test_queries_do_not_grow_with_the_rows(case: Case, cast: dict[str, User], sign_in: SignIn, path: str) -> None:
    from django.db import connection

    ottoline, delphine = cast["ottoline"], cast["delphine"]
    with asking_as(delphine):
        keep_a_rota(delphine, clock.now(), days=1)
    counts, client = [], sign_in("delphine")
    for _ in range(2):
        with asking_as(ottoline):
            for _ in range(2):
                referred_in_writing(worried_about(case, ottoline), ottoline)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
