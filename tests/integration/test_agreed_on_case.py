"""What a family has agreed to, on its case's page: where it stands, until when, and taken back from there."""

import re
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.models import Case
from cases.vocabulary import CaseKind
from consent.actions import decide_consent, dispute, share, take_back
from consent.models import Consent
from consent.vocabulary import DecisionKind
from teams.models import Team, User
from tests.conftest import SignIn, asking_as
from tests.integration.permission import agreed, school, telling, told, yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in("ottoline")


def lines(client: Client, case: Case) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(case.get_absolute_url()).context["agreed"]["lines"]
    return found


def panel(client: Client, case: Case) -> str:
    page = client.get(case.get_absolute_url()).content.decode()
    return page.partition('aria-labelledby="agreed"')[2].partition("</section>")[0]


def test_each_state_stands_there_with_its_end_and_its_limits(case: Case, client: Client, cast: dict[str, User]) -> None:
    by = cast["ottoline"]
    with asking_as(by):
        live = agreed(case, by, limits="Not the diagnosis")
        disputed, over, back = (agreed(case, by, one_off=True) for _ in range(3))
        dispute(by=by, case=case, consent=disputed, words="That was not me")
        share(by=by, case=case, told=told(over.recipient), telling=telling(over))
        take_back(by=by, case=case, consent=back, words="")
        refused = yes(case, school(case, by), decision=DecisionKind.REFUSED, categories=frozenset())
        decide_consent(by=by, case=case, said=refused)
    assert [line["state"].text for line in lines(client, case)] == ["In force", "Disputed", "They said no", "Run out"]
    said = panel(client, case)
    assert re.search(r"app-due--soon\">Ends on .*, in (29|30) days<", said)
    assert "Not the diagnosis" in said and said.count("They take it back") == 2  # the live one and the disputed one
    with asking_as(by):
        decide_consent(by=by, case=case, said=yes(case, live.recipient, replaces=True))
    assert [line["limits"] for line in lines(client, case)][:2] == ["", ""]  # the newer one says what holds


def test_it_is_taken_back_in_two_presses_from_the_case(case: Case, client: Client, cast: dict[str, User]) -> None:
    """Any worker, and nobody has to prove who they are: a link on the page of the case, and one button."""
    with asking_as(cast["caspian"]):
        consent = agreed(case, cast["caspian"])
    (address,) = re.findall(r'href="([^"]*/take-back/)"', panel(client, case))
    button = client.get(address).content.decode().partition("app-form")[2]
    assert "Take it back now" in button and "required" not in button
    assert client.post(address, {}).status_code == 302
    with asking_as(cast["caspian"]):
        assert Consent.objects.filter(answers=consent, decision=DecisionKind.WITHDRAWN).count() == 1
    assert "not even that they have been in contact may be said" in panel(client, case)


def test_where_nobody_is_named_nobody_agrees(client: Client, cast: dict[str, User]) -> None:
    by = cast["ottoline"]
    with asking_as(by):
        team = Team.objects.get(pk__in=Team.objects.where(by, "work_cases"))
        anonymous = actions.open_case(by=by, team=team, kind=CaseKind.ANONYMOUS)
    assert panel(client, anonymous) == "" and client.get(anonymous.get_absolute_url()).context["agreed"] is None
