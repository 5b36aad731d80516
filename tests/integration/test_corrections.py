"""Correcting a contact: its wording for a few minutes by its author, and what is added to it afterwards."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases import actions, keys
from cases.models import Case, Contact, ContactAddendum, ContactVersion
from cases.models.contact import TEXTS
from foundation import clock
from foundation.sealing.fields import SealedTextField
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in, open_a_case, person, signed_in
from tests.security.raw import superuser_cursor

SAID, BETTER = "Petronella said that the school has not answered.", "Petronella said that the academy has not answered."
OUTSIDERS = ("bartholomew", "ignatius", "honoria")


def first_of(user: User, case: Case) -> Contact:
    """The one contact of a case."""
    with asking_as(user):
        return Contact.objects.get(case=case)


def path(what: str, case: Case, contact: Contact) -> str:
    return reverse(f"cases:{what}", args=[case.pk, contact.pk])


def later(contact: Contact, minutes: int = 16) -> None:
    """Make a committed contact so many minutes older."""
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        step = "recorded_at = recorded_at - make_interval(mins => %s), happened_at = happened_at - interval '1 hour'"
        cursor.execute(f"UPDATE cases_contact SET {step} WHERE id = %s", [minutes, str(contact.pk)])  # noqa: S608


def test_every_text_of_a_contact_has_an_earlier_wording() -> None:
    """A sealed text added to contacts needs a column in their versions, or its earlier wording would be lost."""
    sealed = {
        model: {f.name for f in model._meta.concrete_fields if isinstance(f, SealedTextField)}
        for model in (Contact, ContactVersion)
    }
    assert sealed[Contact] == sealed[ContactVersion] == set(TEXTS)


@pytest.mark.django_db
def test_the_author_corrects_the_wording_and_the_earlier_one_stays(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    contact, client = first_of(cast["ottoline"], case), sign_in("ottoline")
    page = client.get(path("contact", case, contact)).content.decode()
    assert "Correct the wording" in page and "Earlier wording" not in page
    answer = client.post(path("correct_contact", case, contact), {"summary": BETTER})
    assert answer.status_code == 302, errors_in(answer)
    shown = client.get(case.get_absolute_url()).content.decode()
    assert BETTER in shown and SAID not in shown and "Corrected " in shown
    earlier = sign_in("caspian").get(path("wording", case, contact)).content.decode()
    assert SAID in earlier and "changed by Ottoline Fernsby" in earlier
    with asking_as(cast["ottoline"]):
        keys.open_for(Verb.CASE_READ, [case])
        assert [version.summary.reveal() for version in ContactVersion.objects.filter(contact=contact)] == [SAID]


@pytest.mark.django_db
def test_two_corrections_keep_both_earlier_wordings(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    contact, client = first_of(cast["ottoline"], case), sign_in("ottoline")
    for text in (BETTER, "It was about transport."):
        client.post(path("correct_contact", case, contact), {"summary": text})
    earlier = client.get(path("wording", case, contact)).context["wordings"]
    assert [dict(texts)["What was said"] for _, texts in earlier] == [BETTER, SAID]


@pytest.mark.django_db
def test_the_same_wording_changes_nothing(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    contact, client = first_of(cast["ottoline"], case), sign_in("ottoline")
    assert client.post(path("correct_contact", case, contact), {"summary": SAID}).status_code == 302
    assert client.get(path("wording", case, contact)).status_code == 404
    assert first_of(cast["ottoline"], case).corrected_at is None


@pytest.mark.django_db
def test_a_wording_is_not_emptied(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    contact = first_of(cast["ottoline"], case)
    answer = sign_in("ottoline").post(path("correct_contact", case, contact), {"summary": " "})
    assert errors_in(answer) == ["Enter what was said"]


@pytest.mark.django_db
def test_a_colleague_adds_to_it_and_cannot_reword_it(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    contact, client = first_of(cast["ottoline"], case), sign_in("caspian")
    page = client.get(path("contact", case, contact)).content.decode()
    assert "Correct the wording" not in page and "Add to this contact" in page
    answer = client.post(path("correct_contact", case, contact), {"summary": BETTER})
    assert "Only Ottoline Fernsby can change what they recorded" in answer.content.decode()
    assert BETTER in answer.content.decode()  # what was typed is still there
    assert client.post(path("add_to_contact", case, contact), {"text": "It was the academy."}).status_code == 302
    shown = client.get(case.get_absolute_url()).content.decode()
    assert SAID in shown and "It was the academy." in shown and "by Caspian Rookwell" in shown


def test_after_fifteen_minutes_the_author_adds_too(own_database: str) -> None:
    ottoline = person("ottoline")
    case = open_a_case(ottoline)
    contact = first_of(ottoline, case)
    later(contact, 14)
    client = signed_in(ottoline)
    assert client.post(path("correct_contact", case, contact), {"summary": BETTER}).status_code == 302
    later(contact, 2)
    answer = client.post(path("correct_contact", case, contact), {"summary": "Too late"})
    assert "It is too late to change the wording" in answer.content.decode() and "Too late" in answer.content.decode()
    assert client.post(path("add_to_contact", case, contact), {"text": "Too late"}).status_code == 302
    assert BETTER in client.get(path("contact", case, contact)).content.decode()


def test_the_databases_clock_decides(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose clock is behind asks in good faith and is refused: nothing changes, and the reason is said."""
    ottoline = person("ottoline")
    case = open_a_case(ottoline)
    contact = first_of(ottoline, case)
    later(contact)
    monkeypatch.setattr(Contact, "correction_ends", lambda self: clock.now().replace(year=2100))
    with pytest.raises(Refused, match="too late"), asking_as(ottoline):
        actions.correct_contact(by=ottoline, case=case, contact=contact, texts={"summary": BETTER})
    assert first_of(ottoline, case).corrected_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("what", ["contact", "correct_contact", "add_to_contact", "wording", "wrong_person"])
def test_for_everybody_else_a_contact_is_absent(
    sign_in: SignIn, cast: dict[str, User], case: Case, who: str, what: str
) -> None:
    contact, client = first_of(cast["ottoline"], case), sign_in(who)
    sign_in("ottoline").post(path("correct_contact", case, contact), {"summary": BETTER})
    for answer in (client.get(path(what, case, contact)), client.post(path(what, case, contact), {"text": "Mine"})):
        assert answer.status_code == 404
    with asking_as(cast[who]):
        assert (ContactVersion.objects.count(), ContactAddendum.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_reading_an_earlier_wording_is_on_the_record(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    contact = first_of(cast["ottoline"], case)
    sign_in("ottoline").post(path("correct_contact", case, contact), {"summary": BETTER})
    before = looks(sign_in("delphine"), case)
    sign_in("caspian").get(path("wording", case, contact))
    assert ("Caspian Rookwell", "cases:wording") in looks(sign_in("delphine"), case) - before


def looks(client: Client, case: Case) -> set[tuple[str, str]]:
    """Who has looked at a case, and on which page."""
    page: Any = client.get(reverse("cases:looks", args=[case.pk]))
    return {(name, event.page) for event, _, name in page.context["looks"]}
