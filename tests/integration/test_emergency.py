"""An emergency: numbers that are there when nothing else is, and a record that nothing stops (T2, scenario 6)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases.models import Case
from foundation import clock
from safeguarding import actions, keys
from safeguarding.models import Concern, Duty
from safeguarding.vocabulary import DutyKind, State
from safeguarding.workflow import MOVES
from teams.models import User
from tests.conftest import SignIn, asking_as
from tests.integration.concerns import worried_about
from tests.security.test_signing_in_again import HIDDEN, signs_in, ticket_in

RECORD = "/emergency/record/"
LINK = 'href="/emergency/">Emergency</a>'
SAID = {"danger": "He is about to hurt the baby", "called": ["999", "edt"]}


@pytest.fixture
def no_database(django_db_blocker: Any) -> Iterator[None]:
    """The database's server does not answer: its port is one on which nothing listens."""
    before = connection.settings_dict["PORT"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["PORT"] = "1"
        yield
        connection.settings_dict["PORT"] = before


def test_the_numbers_are_there_when_the_database_is_not(no_database: None) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "a-session-that-nobody-can-look-up"
    page = client.get("/emergency/")
    assert (page.status_code, page.content.decode().count("tel:")) == (200, 4)
    assert "999" in page.content.decode() and "5:15pm" in page.content.decode()
    assert client.get("/sign-in/").status_code == 500  # and so it was stopped


def test_the_numbers_lead_to_a_record_of_what_they_were_opened_from(no_database: None) -> None:
    pk = "11111111-1111-4111-8111-111111111111"
    page = Client().get("/emergency/", {"case": pk, "concern": "<script>"}).content.decode()
    assert f'href="{RECORD}?case={pk}"' in page
    assert "script" not in page.partition("<main")[2]


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_every_page_without_a_frame_leads_to_the_numbers(name: str) -> None:
    assert LINK in render_to_string(name)


def test_so_do_the_page_to_sign_in_and_every_other(sign_in: SignIn, case: Case) -> None:
    assert LINK in Client().get("/sign-in/").content.decode()
    assert LINK in sign_in("ignatius").get("/").content.decode()
    there = LINK.replace("/emergency/", f"/emergency/?case={case.pk}")
    assert there in sign_in("ottoline").get(case.get_absolute_url()).content.decode()


def test_an_emergency_from_nothing_takes_two_answers(sign_in: SignIn, cast: dict[str, User]) -> None:
    client = sign_in("caspian")
    missing = client.post(RECORD, {})
    assert missing.status_code == 200 and missing.content.decode().count("govuk-form-group--error") == 2
    answer = client.post(RECORD, SAID)
    with asking_as(cast["caspian"]):
        concern = Concern.objects.get()
        keys.open_for(Verb.CONCERN_READ, [concern])
        assert concern.called.reveal().startswith("999, Emergency duty team, out of hours (")
        assert (concern.state, concern.case.kind, concern.urgency) == (State.EMERGENCY, "anonymous", "imminent")
        due = set(Duty.objects.filter(concern=concern, met_at=None).values_list("kind", flat=True))
        assert due == {DutyKind.REFERRAL, DutyKind.WRITTEN, DutyKind.RETROSPECTIVE}
    page = client.get(answer["Location"]).content.decode()
    assert "Serious: the same day" in page and "about to hurt the baby" in page


def test_it_begins_from_where_a_concern_stands_and_adds_to_itself(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        draft = actions.begin(by=ottoline, case=case, said=actions.NewConcern(aware_at=clock.now()))
        raised = worried_about(case, ottoline)
        seeking = worried_about(case, ottoline)
        actions.step(by=ottoline, concern=seeking, move=MOVES["seek"], way_chosen=True)
    client = sign_in("ottoline")
    for concern in (draft, raised, seeking, seeking):
        address = f"{RECORD}?case={case.pk}&concern={concern.pk}"
        assert f'value="{concern.pk}" checked' in " ".join(client.get(address).content.decode().split())
        answer = client.post(address, SAID | {"concern": str(concern.pk)})
        assert answer["Location"] == reverse("safeguarding:concern", args=[case.pk, concern.pk])
        with asking_as(ottoline):
            assert Concern.objects.get(pk=concern.pk).state == State.EMERGENCY
    with asking_as(ottoline):
        again = Concern.objects.get(pk=seeking.pk)
        keys.open_for(Verb.CONCERN_READ, [again])
        assert again.danger.reveal().count("hurt the baby") == again.called.reveal().count("999") == 2
        assert Concern.objects.count() == 3


@pytest.mark.parametrize("who", ["ignatius", "honoria"])
def test_whoever_writes_nothing_down_is_told_whom_to_call_and_to_tell(sign_in: SignIn, who: str) -> None:
    """The button is on every page, for everybody: it leads nobody to a page that cannot be found."""
    client = sign_in(who)
    for answer in (client.get(RECORD), client.post(RECORD, SAID)):
        page = answer.content.decode().partition("<main")[2]
        assert answer.status_code == 200 and 'href="tel:999"' in page and "Tell one of them at once" in page
        assert "What is the danger" not in page


def test_a_case_that_is_not_theirs_is_like_none(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    for pk in (case.pk, uuid4()):
        address = f"{RECORD}?case={pk}&concern={pk}"
        page = sign_in("bartholomew").get(address)
        assert page.status_code == 200 and "Quillfeather" not in page.content.decode()
        assert sign_in("bartholomew").post(address, SAID).status_code == 302
    with asking_as(cast["bartholomew"]):
        assert Concern.objects.count() == Concern.objects.visible_to(cast["bartholomew"]).count() == 2
        assert set(Case.objects.values_list("kind", flat=True)) == {"anonymous"}
    with asking_as(cast["ottoline"]):
        assert not Concern.objects.exists()


def test_whoever_is_signed_out_comes_back_to_it(db: None) -> None:
    answer = Client().get(RECORD)
    assert answer["Location"] == "/sign-in/?next=/emergency/record/"


def test_after_the_time_is_out_the_text_comes_back_and_one_press_records_it(
    sign_in: SignIn, cast: dict[str, User]
) -> None:
    client = sign_in("caspian")
    form = SAID | dict(HIDDEN.findall(client.get(RECORD).content.decode().partition("<main")[2]))
    client.cookies.pop("session")
    answer = client.post(RECORD, form)
    back = signs_in(client, "caspian", ticket_in(answer))
    page = client.get(back["Location"]).content.decode()
    assert SAID["danger"] in page and 'value="999"' in page and "checked" in page
    form = SAID | dict(HIDDEN.findall(page.partition("<main")[2]))
    assert client.post(RECORD, form).status_code == 302
    with asking_as(cast["caspian"]):
        assert Concern.objects.get().state == State.EMERGENCY
