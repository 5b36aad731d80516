"""A worry about a colleague that a call leaves: a concern at once, which they never learn of, and a contact that they
read and that says nothing of it (§4.6). By the pages, and with each gate alone."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Q
from django.db.utils import IntegrityError
from django.test import Client

from audit.vocabulary import Verb
from cases.models import Case, Contact, Draft, Task
from foundation import clock
from pps_barnet.demonstration.families import Told
from safeguarding import actions, keys
from safeguarding.models import Concern, Duty
from safeguarding.vocabulary import State, Subject
from tests.conftest import CALLING, asking_as, errors_in
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

CALL = {"method": "tel", "direction": "in", "day": "today", "at": "00:00", "summary": "She asked about transport."}
NEW = {"who": "new", "caller-given_name": "Rosalind", "caller-role": "parent"}
WORRY = "He drove the boy home alone, twice, and told him to say nothing"
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(params=["caspian", "delphine"])
def accused(request: pytest.FixtureRequest) -> str:
    """A worker, and the only manager of the team."""
    return str(request.param)


def about(world: World, accused: str, **more: str) -> dict[str, str]:
    """What is typed into the form of a contact."""
    whom = str(world.people[accused].pk) if accused in world.people else accused
    said = {"colleague": whom, "colleague_worry": WORRY, "colleague_urgency": "significant", "colleague_apart": "on"}
    return CALL | {"safeguarding_screen": "colleague"} | said | more


def adding(world: World) -> str:
    return f"/cases/{world.barnet.pk}/contacts/add/"


def made_by(world: World, address: str, said: dict[str, str]) -> Concern:
    """The concern that the form leads to."""
    answer = world.client("ottoline").post(address, said)
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(world.people["ottoline"]):
        concern: Concern = Concern.objects.select_related("contact", "case").get(pk=answer["Location"].split("/")[4])
        keys.open_for(Verb.CONCERN_READ, [concern])
        assert concern.worry.reveal() == WORRY
    return concern


def words(client: Client, page: str) -> str:
    shown = client.get(page).content.decode().partition("<main")[2]
    return " ".join(TAG.sub(" ", shown).split())


def seen(world: World, who: str, concern: Concern) -> bool:
    with asking_as(world.people[who]):
        return bool(Concern.objects.visible_to(world.people[who]).filter(pk=concern.pk).exists())


def test_it_is_a_concern_at_once_and_the_contact_says_no(own_world: World, accused: str) -> None:
    made = made_by(own_world, adding(own_world), about(own_world, accused))
    assert (made.state, made.subject, made.urgency) == (State.RAISED, Subject.STAFF, "significant")
    assert made.said_apart and made.contact.safeguarding_screen == "no_concern"
    with asking_as(own_world.people["ottoline"]):
        assert not Task.objects.filter(contact=made.contact, kind="safeguarding").exists()
        assert {duty.kind for duty in Duty.objects.filter(concern=made, met_at=None)} == {"discussion", "referral"}
    other = ({"caspian", "delphine"} - {accused}).pop()
    assert seen(own_world, other, made), "the manager, or in her place the one colleague who has been here longest"
    assert not seen(own_world, accused, made)


def test_nothing_that_the_accused_reads_is_otherwise_than_after_any_call(own_world: World, accused: str) -> None:
    """The same call without the worry leaves the same pages: they read the contact, and that is all."""
    case = own_world.barnet
    pages = [case.get_absolute_url(), f"/cases/{case.pk}/concerns/", "/", "/tasks/", "/concerns/", "/cases/"]
    pages += [f"/cases/{case.pk}/looks/", "/concerns/register/", "/disclosures/"] if accused == "delphine" else []
    them, numbers = own_world.client(accused), re.compile(r"[0-9:]+(am|pm)?")
    after = []
    for said in (CALL | {"safeguarding_screen": "no_concern"}, about(own_world, accused)):
        own_world.client("ottoline").post(adding(own_world), said, follow=True)
        after.append([numbers.sub("", words(them, page)) for page in pages])
    ordinary, secret = after
    contact = "She asked about transport."
    assert secret[0].count(contact) == ordinary[0].count(contact) + 1
    assert WORRY not in " ".join(secret) and "Worry about somebody at risk" not in secret[0]
    assert secret[1:6] == ordinary[1:6]
    if accused == "delphine":
        assert secret[6].lower().count("concern") == ordinary[6].lower().count("concern")
        assert secret[7:] == ordinary[7:]


def test_a_call_from_somebody_new_leads_there_as_well(own_world: World, accused: str) -> None:
    made = made_by(own_world, CALLING, about(own_world, accused) | NEW)
    client = own_world.client(accused)
    assert "She asked about transport." in words(client, made.case.get_absolute_url())
    assert client.get(f"/cases/{made.case_id}/concerns/{made.pk}/").status_code == 404


def test_whoever_does_not_know_which_of_us_it_is_tells_the_managers(own_world: World) -> None:
    made = made_by(own_world, adding(own_world), about(own_world, "not_known"))
    assert (seen(own_world, "delphine", made), seen(own_world, "caspian", made)) == (True, False)


def test_it_takes_four_answers_and_the_rest_of_the_page_says_nothing_of_it(own_world: World) -> None:
    bare = own_world.client("ottoline").post(adding(own_world), CALL | {"safeguarding_screen": "colleague"})
    assert [error.split(":")[0] for error in errors_in(bare)] == [
        "Select which of your colleagues it is",
        "Enter what worries you about them",
        "Select how urgent it is",
        "Move what is about your colleague to ‘What worries you about them?’, then tick this box",
    ]
    with asking_as(own_world.people["ottoline"]):
        assert not Concern.objects.filter(said_apart=True).exists()


def test_an_ordinary_yes_forgets_what_was_begun_about_a_colleague(own_world: World) -> None:
    said = about(own_world, "caspian", safeguarding_screen="concern")
    answer = own_world.client("ottoline").post(adding(own_world), said)
    assert "/concerns/raise/?contact=" in answer["Location"]


@pytest.mark.parametrize("address", [CALLING, "add"])
def test_its_draft_never_becomes_theirs(own_world: World, address: str) -> None:
    """From the first keystroke after they were chosen; when its author leaves as well."""
    said = about(own_world, "delphine", keep="save")
    page = adding(own_world) if address == "add" else address
    assert own_world.client("ottoline").post(page, said).status_code == 302
    with superuser_cursor() as cursor:
        kept = rows(cursor, "SELECT id, kept_from_id FROM cases_draft WHERE kept_from_id IS NOT NULL")
    assert [each[1] for each in kept] == [own_world.people["delphine"].pk]
    with asking_as(own_world.people["delphine"]):
        assert not Draft.objects.visible_to(own_world.people["delphine"]).filter(pk=kept[0][0]).exists()


@pytest.mark.parametrize("gone", ["python", "database"])
def test_each_gate_keeps_it_alone(own_world: World, accused: str, gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_by(own_world, adding(own_world), about(own_world, accused))
    if gone == "python":
        monkeypatch.setattr("safeguarding.visibility.may_know", lambda user: Q())
    else:
        with superuser_cursor() as cursor:
            cursor.execute("ALTER TABLE safeguarding_concern DISABLE ROW LEVEL SECURITY")
    assert not seen(own_world, accused, made)


# What the database holds to, whoever writes ---------------------------------------------------------------------------
def told(case: Case, by: Any, screen: str) -> Contact:
    from cases.actions import record_contact
    from cases.vocabulary import Screen

    return record_contact(by=by, case=case, contact=Told(0, "She rang.", screen=Screen(screen)).contact())


@pytest.mark.parametrize("screen", ["concern", "unsure", "no_concern"])
def test_the_database_takes_it_apart_only_from_a_contact_that_says_no(own_world: World, screen: str) -> None:
    ottoline = own_world.people["ottoline"]
    with asking_as(ottoline):
        contact = told(own_world.barnet, ottoline, screen)
        said = actions.NewConcern(
            clock.now(), Subject.STAFF, "significant", WORRY, "Not known", contact=contact, apart=True
        )
        if screen == "no_concern":
            actions.raise_concern(by=ottoline, case=own_world.barnet, said=said)
            return
        with pytest.raises(IntegrityError, match="the contact says something of it"), transaction.atomic():
            actions.raise_concern(by=ottoline, case=own_world.barnet, said=said)


def test_nobody_says_afterwards_that_it_was_apart(own_world: World) -> None:
    made = made_by(own_world, adding(own_world), about(own_world, "caspian"))
    with asking(own_world.people["ottoline"].pk) as cursor:
        flagged = "UPDATE safeguarding_concern SET said_apart = false, edition = edition + 1 WHERE id = %s"
        assert refused_with(cursor, flagged, [made.pk]) == "42501"
        answered = "UPDATE cases_contact SET safeguarding_screen = 'concern' WHERE id = %s"
        assert refused_with(cursor, answered, [made.contact_id]) == "42501"


def test_it_is_raised_with_its_contact_or_neither_is(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague who works here no longer cannot be chosen: nothing is written."""
    gone = {"colleague": str(UUID(int=7))}
    answer = own_world.client("ottoline").post(adding(own_world), about(own_world, "caspian") | gone)
    assert answer.status_code == 200
    with asking_as(own_world.people["ottoline"]):
        assert not Contact.objects.filter(case=own_world.barnet, summary__isnull=False, method="tel").filter(
            happened_at=clock.at(clock.today())
        )
