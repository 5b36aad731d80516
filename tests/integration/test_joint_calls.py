"""A file that two people confide in: each contact says which of them it was, and no raw row makes a second confider."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from audit.vocabulary import Verb
from cases import actions, keys
from cases.actions.joint import make_joint
from cases.actions.sharing import NewRecipient, add_recipient
from cases.models import Address, Case, Contact, ContactPoint, Disclosure, Person, Recipient
from cases.vocabulary import Channel
from cases.vocabulary.sharing import PartyKind
from consent.actions import decide_consent
from teams.models import User
from tests.conftest import CALLING, SignIn, asking_as, errors_in, open_a_case
from tests.integration.permission import school, yes
from tests.integration.test_log_a_call import CALL

SAID = CALL | {"contact_type": "casework"}


def together(case: Case, by: User) -> list[Person]:
    """Petronella and Barnaby, who confide in one file by agreement; the first of them first."""
    with asking_as(by):
        barnaby = actions.add_person(by=by, case=case, person=actions.NewPerson("parent", "Barnaby", "Quillfeather"))
        make_joint(by=by, case=case, person=barnaby, words="We want to do this together, each of them said")
        return list(Person.objects.filter(case=case).order_by("recorded_at", "pk"))


@pytest.fixture
def joint(cast: dict[str, User], case: Case) -> list[Person]:
    return together(case, cast["ottoline"])


@pytest.mark.django_db
def test_a_contact_in_a_joint_file_is_of_whoever_it_was(
    sign_in: SignIn, cast: dict[str, User], case: Case, joint: list[Person]
) -> None:
    client, page = sign_in("ottoline"), f"/cases/{case.pk}/contacts/add/"
    drawn = client.get(page).content.decode()
    assert "Which of them was it?" in drawn and "not Petronella Quillfeather or Barnaby Quillfeather" in drawn
    assert errors_in(client.post(page, SAID)) == ["Select which of them it was"]
    assert errors_in(client.post(CALLING, SAID | {"who": str(case.pk)})) == ["Select which of them it was"]
    for person in reversed(joint):
        assert client.post(page, SAID | {"which": str(person.pk)}).status_code == 302
        with asking_as(cast["ottoline"]):
            latest = Contact.objects.filter(case=case).latest("recorded_at")
            assert (latest.confider_id, latest.person_id) == (person.pk, person.pk)


@pytest.mark.django_db
def test_whoever_confides_alone_is_not_asked(sign_in: SignIn, case: Case) -> None:
    assert "Which of them was it?" not in sign_in("ottoline").get(f"/cases/{case.pk}/contacts/add/").content.decode()


@pytest.mark.django_db
def test_nobody_is_written_down_as_a_second_confider(cast: dict[str, User], case: Case) -> None:
    ottoline, second = cast["ottoline"], actions.NewPerson("parent", "Barnaby", "Quillfeather", is_confider=True)
    with asking_as(ottoline), pytest.raises(DatabaseError, match="a joint file is agreed on"), transaction.atomic():
        actions.add_person(by=ottoline, case=case, person=second)


@pytest.mark.django_db
def test_nothing_of_ones_goes_by_the_others_way(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    """Petronella's telephone is safe for Petronella. Barnaby's record is not sent there, and no text to him is."""
    client, by = sign_in("ottoline"), cast["ottoline"]
    with asking_as(by):
        said = yes(case, school(case, by))
    petronella, barnaby = together(case, by)
    with asking_as(by):
        said = replace(said, grantor=barnaby, subjects=frozenset({barnaby.pk}))
        his = decide_consent(by=by, case=case, said=said)
    give = client.get(reverse("consent:give", args=[case.pk, his.pk])).content.decode().partition("<main")[2]
    assert "Into their hand" in give and "07700" not in give
    page = f"/cases/{case.pk}/contacts/add/"
    text = SAID | {"direction": "out", "method": "sms"}
    assert "not known to be safe" in client.post(page, text | {"which": str(barnaby.pk)}).content.decode()
    assert client.post(page, text | {"which": str(petronella.pk)}).status_code == 302
    client.post(reverse("consent:give", args=[case.pk, his.pk]), {"how": "by_hand"})
    with asking_as(by):
        keys.open_for(Verb.CASE_READ, [case])
        went = Disclosure.objects.filter(case=case).order_by("recorded_at")
        names = [each.recipient.person_name.reveal() for each in went]
        whose = [each.recipient.of_person_id for each in went]
    assert names == ["Petronella Quillfeather", "Barnaby Quillfeather"]
    assert whose == [petronella.pk, barnaby.pk]


MINT = "SELECT gate.mint_self(gen_random_uuid(), %s, %s, '{existence}', %s)"


def minted(case: Case, by: User, to: Recipient, way: ContactPoint | Address | None) -> str:
    """What the database itself answers, to SQL of a worker's own."""
    return said_of(by, MINT, case.pk, to.pk, way.pk if way else None)


def said_of(by: User, statement: str, *values: Any) -> str:
    """What a statement gives, or its error code; nothing of it stays."""
    try:
        with asking_as(by), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [str(each) if isinstance(each, UUID) else each for each in values])
            said = str(cursor.fetchone()[0])
            transaction.set_rollback(True)
            return said
    except DatabaseError as error:
        return str(error.__cause__.pgcode)  # type: ignore[union-attr]


def themself(case: Case, by: User, person: Person | None) -> Recipient:
    """One of those who confide as somebody who is written to; as it was before, without saying which of them."""
    with asking_as(by):
        name = NewRecipient(PartyKind.SERVICE_USER, person_name="Quillfeather", of_person=person)
        return add_recipient(by=by, case=case, recipient=name)


@pytest.mark.django_db
def test_the_database_takes_no_way_of_the_others(cast: dict[str, User], case: Case) -> None:
    """Her telephone is for what goes to her, and to her alone; where it does not say to whom, nothing goes at all."""
    by = cast["ottoline"]
    before = themself(case, by, None)
    with asking_as(by):
        hers = ContactPoint.objects.get(case=case, safe_to_use="yes")
    assert minted(case, by, before, hers) == "D29"  # she confides alone
    petronella, barnaby = together(case, by)
    her, him = themself(case, by, petronella), themself(case, by, barnaby)
    table = {(her, hers): "D29", (her, None): "D29", (him, hers): "23514", (him, None): "D29"}
    table |= {(before, hers): "23514", (before, None): "23514"}
    assert {key: minted(case, by, *key) for key in table} == table


@pytest.mark.django_db
def test_a_way_is_theirs_and_safe_and_still_used(cast: dict[str, User], case: Case) -> None:
    """Of both kinds of ways: each of the three by itself, and nobody else is the service user."""
    by = cast["ottoline"]
    with asking_as(by):
        senco = school(case, by)
    assert minted(case, by, senco, None) == "23514"  # although somebody confides alone
    petronella, barnaby = together(case, by)
    her, him = themself(case, by, petronella), themself(case, by, barnaby)
    with asking_as(by):
        keys.open_to_change(case)
        ways = {
            name: [write(case, by, petronella, safe) for write in (point, home)]
            for name, safe in (("in use", "yes"), ("given up", "yes"), ("not safe", "no"))
        }
        for given_up in ways["given up"]:
            actions.retire_record(by=by, case=case, row=given_up)
    for name, answer in {"in use": "D29", "given up": "23514", "not safe": "23514"}.items():
        assert [minted(case, by, her, way) for way in ways[name]] == [answer] * 2, name
        assert [minted(case, by, him, way) for way in ways[name]] == ["23514"] * 2, name


def point(case: Case, by: User, person: Person, safe: str) -> ContactPoint:
    said = actions.NewContactPoint(Channel.EMAIL, f"{safe}@quillfeather.example", actions.Safety(safe))
    return actions.add_contact_point(by=by, case=case, person=person, point=said)


def home(case: Case, by: User, person: Person, safe: str) -> Address:
    said = {"kind": "home", "lines": "1 Invented Row", "postcode": "ZZ1 1ZZ", "safe_to_post": safe}
    made: Address = actions.add_record(by=by, case=case, person=person, model=Address, said=said)
    return made


ROW = (
    "INSERT INTO cases_recipient (id, case_id, team_id, kind, of_person_id, organisation, role, person_name,"
    " recorded_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, '\\x01', '\\x01', '\\x01', now()) RETURNING 'written'"
)


@pytest.mark.django_db
def test_nobody_is_written_down_as_somebody_who_does_not_confide(cast: dict[str, User], case: Case) -> None:
    by = cast["ottoline"]
    with asking_as(by):
        child = actions.add_person(by=by, case=case, person=actions.NewPerson("child", "Perpetua"))
        mother = Person.objects.get(case=case, is_confider=True)
    assert said_of(by, ROW, case.pk, case.team_id, "service_user", mother.pk) == "written"
    assert said_of(by, ROW, case.pk, case.team_id, "service_user", child.pk) == "23514"
    assert said_of(by, ROW, case.pk, case.team_id, "professional", mother.pk) == "23514"
    elsewhere = open_a_case(by)
    with asking_as(by):
        other = Person.objects.get(case=elsewhere, is_confider=True)
    assert said_of(by, ROW, case.pk, case.team_id, "service_user", other.pk) == "23514"
