"""Somebody recorded twice in one case is one person again: nothing of either is lost, and nothing crosses cases."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.actions.sharing import Item, already_shared
from cases.disclosure import Permission
from cases.models import (
    AbilityRecord,
    Case,
    ContactPoint,
    DisclosureItem,
    FormerName,
    Person,
    PersonLink,
    PersonMerging,
    Recipient,
)
from cases.vocabulary import PersonRole, Safe
from cases.vocabulary.sharing import BreachCause, Category
from consent.actions import decide_consent, decisions_of
from consent.models import Consent, InformationRequest
from consent.vocabulary import DecisionKind, Held, Way
from foundation import clock
from foundation.rowsecurity.calls import call
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in, open_a_case, person
from tests.integration.coming_in import arrived, asked, held_in, may_ask
from tests.integration.permission import NEEDS, agreed, told, yes
from tests.security.raw import superuser_cursor

SAME = actions.NewContactPoint("mobile", "07700 900077", actions.Safety(Safe.YES))
OTHER = actions.NewContactPoint("email", "nell@quill.example", actions.Safety(Safe.NO))


@pytest.fixture
def ottoline(cast: dict[str, User]) -> User:
    return cast["ottoline"]


@pytest.fixture
def mother(case: Case, ottoline: User) -> Person:
    """Petronella, who confides."""
    with asking_as(ottoline):
        return Person.objects.get(case=case)


@pytest.fixture
def again(case: Case, ottoline: User) -> Person:
    """Petronella once more, under another name and with two ways to reach her."""
    with asking_as(ottoline):
        born = clock.today() - timedelta(days=40 * 365)
        who = actions.NewPerson(PersonRole.OTHER, "Nell", "Quillfeather", known_as="Nelly", date_of_birth=born)
        return actions.add_person(by=ottoline, case=case, person=who, points=[SAME, OTHER])


@pytest.fixture
def child(case: Case, ottoline: User) -> Person:
    with asking_as(ottoline):
        return actions.add_person(by=ottoline, case=case, person=actions.NewPerson(PersonRole.CHILD, "Barnaby"))


def make_one(by: User, case: Case, stays: Person, gone: Person, **more: Any) -> PersonMerging:
    two = {"person": Person.objects.get(pk=stays.pk), "twin": Person.objects.get(pk=gone.pk)}
    said = {"said": {}, "reason": "She told me"} | more
    made: PersonMerging = actions.make_one_person(by=by, case=case, **two, **said)
    return made


def link(by: User, case: Case, person: Person, other: Person, kind: str = "PARENT") -> PersonLink:
    said = {"other": other, "kind": kind}
    made: PersonLink = actions.add_record(by=by, case=case, person=person, model=PersonLink, said=said)
    return made


def page(client: Client, name: str, *of: Any) -> str:
    answer = client.get(reverse(f"cases:{name}", args=of))
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_are_seen_what_is_right_is_chosen_and_nothing_is_lost(
    sign_in: SignIn, case: Case, ottoline: User, mother: Person, again: Person
) -> None:
    client = sign_in("ottoline")
    assert "Is somebody recorded twice?" in page(client, "people", case.pk)
    two = {"first": str(again.pk), "second": str(mother.pk)}
    answer = client.post(reverse("cases:which_two", args=[case.pk]), two)
    asking = client.get(answer["Location"]).content.decode()
    assert "Petronella Quillfeather" in asking and "Nell Quillfeather" in asking and "nell@quill.example" in asking
    assert 'name="family_name"' not in asking and 'name="date_of_birth"' not in asking  # nothing to choose
    left_out = client.post(answer["Location"], {"seen": "0.0", "reason": "She told me"})
    assert {"Select which is right: who are they", "Select which is right: first name"} <= set(errors_in(left_out))
    chosen = {"role": "first", "given_name": "second", "keep_old_name": "on", "reason": "She told me"}
    done = client.post(answer["Location"], chosen | {"seen": "0.0"})
    assert done.status_code == 302, errors_in(done)
    people = page(client, "people", case.pk)
    assert people.count("app-card__name") == 1 and "Nelly" in people and "Petronella Quillfeather" in people
    assert people.count("app-reach__value") == 2 and "nell@quill.example" in people
    with asking_as(ottoline):
        row = PersonMerging.objects.get(case=case)
        stays = Person.objects.get(case=case)
        assert (stays.pk, stays.role, row.earlier_id) == (mother.pk, "parent", again.pk)
        assert FormerName.objects.filter(person=mother).count() == 1
    was = page(client, "as_it_was", case.pk, row.pk)
    assert "Nell Quillfeather" in was and "She told me" in was and "Somebody else" in was
    found = client.post("/find/", {"term": "nell quillfeather"}, follow=True).content.decode()
    assert case.get_absolute_url() in found


def test_what_somebody_else_changed_meanwhile_is_seen_first(
    sign_in: SignIn, cast: dict[str, User], case: Case, mother: Person, again: Person
) -> None:
    with asking_as(cast["caspian"]):
        fresh = Person.objects.get(pk=mother.pk)
        actions.change_person(by=cast["caspian"], case=case, person=fresh, said={"pronouns": "she and her"})
    path = reverse("cases:make_one", args=[case.pk, mother.pk, again.pk])
    said = {"role": "first", "given_name": "first", "reason": "She told me", "seen": "0.0"}
    answer = sign_in("ottoline").post(path, said)
    assert "Somebody changed one of the two" in answer.content.decode()
    assert sign_in("ottoline").post(path, said | {"seen": "1.0"}).status_code == 302


def test_everything_that_was_written_about_either_is_about_one(
    case: Case, ottoline: User, mother: Person, again: Person, child: Person
) -> None:
    with asking_as(ottoline):
        link(ottoline, case, again, child)
        said = {"kind": "capacity", "decision": "Schools", "decided_on": clock.today(), "conclusion": "has"}
        actions.add_record(by=ottoline, case=case, person=again, model=AbilityRecord, said=said | {"assessor": "O"})
        both = frozenset({again.pk, mother.pk, child.pk})
        consent = agreed(case, ottoline, subjects=both)
        inward = may_ask(case, ottoline, subjects=frozenset({again.pk}))
        asked(case, ottoline, inward)
        out = already(case, ottoline, consent.recipient, again)
        make_one(ottoline, case, mother, again)
        assert not Person.objects.filter(pk=again.pk).exists()
        assert PersonLink.objects.get(case=case).person_id == mother.pk
        assert AbilityRecord.objects.get(case=case).person_id == mother.pk
        assert set(Consent.objects.get(pk=consent.pk).subjects) == {mother.pk, child.pk}
        assert len(Consent.objects.get(pk=consent.pk).subjects) == 2
        assert InformationRequest.objects.get(case=case).subjects == [mother.pk]
        assert DisclosureItem.objects.get(disclosure=out).subject_id == mother.pk
        assert ContactPoint.objects.filter(case=case, person=mother).count() == 3  # one of them taken away
        earlier = json.loads(PersonMerging.objects.get(case=case).earlier.reveal())["person"]
        assert (earlier["given_name"], earlier["known_as"]) == ("Nell", "Nelly")


def already(case: Case, by: User, recipient: Recipient, about: Person) -> Any:
    item = Item(Category.HEALTH, "That she is ill", subject=about)
    gone = replace(told(recipient), items=(item,))
    breach = already_shared(by=by, case=case, told=gone, cause=BreachCause.VERBAL, what_happened="It slipped out.")
    return breach.disclosure_id


def test_what_one_of_the_two_took_back_is_taken_back(case: Case, ottoline: User, mother: Person, again: Person) -> None:
    with asking_as(ottoline):
        given = may_ask(case, ottoline)
        request = asked(case, ottoline, given)
        assert arrived(case, ottoline, holder=given.recipient, categories=NEEDS, request=request) == Held.CASE
        refused = yes(case, given.recipient, grantor=again, way=Way.IN, decision=DecisionKind.REFUSED)
        refused = replace(refused, categories=frozenset(), subjects=frozenset(), method="", words="", expires_at=None)
        decide_consent(by=ottoline, case=case, said=replace(refused, identity_check=""))
        assert len(held_in(case, ottoline)) == 1
        make_one(ottoline, case, mother, again)
        assert held_in(case, ottoline) == []
        assert decisions_of(case).stands(given) == Permission.REFUSED


def test_an_unborn_child_is_the_same_person_when_born(
    sign_in: SignIn, case: Case, ottoline: User, child: Person
) -> None:
    client = sign_in("ottoline")
    with asking_as(ottoline):
        due = clock.today() + timedelta(days=30)
        unborn = actions.NewPerson(PersonRole.UNBORN, "", expected_on=due)
        expected = actions.add_person(by=ottoline, case=case, person=unborn)
    born = {f"date_of_birth_{name}": str(getattr(clock.today(), name)) for name in ("day", "month", "year")}
    said = {"role": "child", "given_name": "Araminta"} | born
    path = reverse("cases:change_person", args=[case.pk, expected.pk, "identity"])
    answer = client.post(path, said | {"expected_on_day": "1", "expected_on_month": "1", "expected_on_year": "2027"})
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(ottoline):
        now = Person.objects.get(pk=expected.pk)
        assert (now.role, now.expected_on) == ("child", None)
        other = actions.add_person(by=ottoline, case=case, person=unborn)
        asking = reverse("cases:make_one", args=[case.pk, other.pk, expected.pk])
    said = {"reason": "Born in May", "seen": client.get(asking).context["form"].now}
    wrong = client.post(asking, said | {"role": "second"})
    assert "An unborn child has no date of birth" in wrong.content.decode()
    assert client.post(asking, said | {"role": "first"}).status_code == 302
    with asking_as(ottoline):
        assert Person.objects.filter(case=case, role="unborn").count() == 0
        assert Person.objects.get(pk=expected.pk).expected_on is None


def test_who_may_not(
    case: Case, cast: dict[str, User], ottoline: User, mother: Person, again: Person, child: Person
) -> None:
    """Each refusal with a reason, and the database's own without."""
    with asking_as(ottoline):
        related = link(ottoline, case, mother, again, "GUARDIAN")
        with pytest.raises(Refused, match="a relative of the other"):
            make_one(ottoline, case, mother, again)
        with pytest.raises(Refused, match="Whoever confides"):
            make_one(ottoline, case, again, mother)
        with pytest.raises(Refused, match="the same record"):
            make_one(ottoline, case, child, child)
        actions.retire_record(by=ottoline, case=case, row=related)
        for links, state in ((0, "40001"), (1, "")):
            assert raw(mother.pk, again.pk, links) == state
    elsewhere = open_a_case(ottoline, "Winifred", "Sandalwood")
    with asking_as(ottoline):
        theirs = Person.objects.get(case=elsewhere)
        assert raw(mother.pk, theirs.pk) == raw(theirs.pk, child.pk) == "42501"
    with asking_as(cast["delphine"]):
        said = {"kind": "friend", "mitigation": "block", "reason": "Neighbours"}
        actions.keep_out(by=cast["delphine"], case=case, colleague=cast["caspian"].pk, **said)
    for who in ("caspian", "bartholomew", "ignatius", "honoria"):
        with asking_as(cast[who]):
            assert raw(mother.pk, again.pk) == "42501", who


def raw(stays: Any, gone: Any, links: int = 0) -> str:
    """What the database answers whoever asks it without the product; nothing of it stays."""
    try:
        with transaction.atomic():
            call("gate.make_one_person", uuid4(), stays, gone, b"kept", b"why", links)
            transaction.set_rollback(True)
    except Error as error:
        return str(getattr(error.__cause__, "pgcode", ""))
    return ""


def test_a_record_that_something_still_names_does_not_go(own_database: str) -> None:
    """With the part of the app above taken out, all stays as it was."""
    by = person("ottoline")
    case = open_a_case(by)
    with asking_as(by):
        twin = actions.add_person(by=by, case=case, person=actions.NewPerson(PersonRole.OTHER, "Nell"))
        stays = Person.objects.get(case=case, is_confider=True)
        agreed(case, by, grantor=twin)
    with superuser_cursor() as cursor:
        cursor.execute("ALTER TABLE cases_personmerging DISABLE TRIGGER decisions")
    with asking_as(by), pytest.raises(Refused, match="Somebody else"):
        make_one(by, case, stays, twin)
    with asking_as(by):
        assert Person.objects.filter(case=case).count() == 2
