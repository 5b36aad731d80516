"""A child's school is found in the public register without scripts, and only then chosen."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.models import Person, Setting
from cases.vocabulary import PersonRole
from foundation.rowsecurity.context import acting_as
from foundation.rowsecurity.owner import as_owner
from tests.conftest import asking_as, errors_in, open_a_case, person, signed_in


@pytest.fixture
def foxglove(own_database: str) -> Setting:
    """One school, written as the owner writes it."""
    school = Setting(urn=100001, name="Foxglove Invented Primary", town="Barnet", postcode="EN5 4ZZ", kind="Primary")
    school.words = school.words_of()
    with as_owner(), transaction.atomic():
        school.save(force_insert=True)
    return school


@pytest.fixture
def child(foxglove: Setting) -> Person:
    """Barnaby, in Petronella's case."""
    worker = person("ottoline")
    case = open_a_case(worker)
    with asking_as(worker):
        return actions.add_person(by=worker, case=case, person=actions.NewPerson(PersonRole.CHILD, "Barnaby"))


@pytest.fixture
def ottoline(child: Person) -> Client:
    """Ottoline's browser."""
    user = person("ottoline")
    with acting_as(None), transaction.atomic():
        return signed_in(user)


def setting_of(child: Person) -> object:
    with asking_as(person("ottoline")):
        return Person.objects.get(pk=child.pk).setting_id


def test_a_school_is_found_chosen_shown_and_taken_away(ottoline: Client, child: Person, foxglove: Setting) -> None:
    path = reverse("cases:change_person", args=[child.case_id, child.pk, "school"])
    found = ottoline.post(path, {"term": "foxg barnet", "find": "1"})
    assert (found.status_code, setting_of(child)) == (200, None)
    assert "Foxglove Invented Primary, Barnet, EN5 4ZZ" in found.content.decode()
    assert "Nothing in the register fits" in ottoline.post(path, {"term": "zzz", "find": "1"}).content.decode()
    for left in ({}, {"setting": "none"}):  # found and not chosen is not taken for none
        unchosen = ottoline.post(path, {"term": "foxg"} | left)
        assert any("Select a school, or look for another one" in error for error in errors_in(unchosen))
    chosen = ottoline.post(path, {"term": "foxg", "setting": str(foxglove.pk)})
    assert chosen.status_code == 302, errors_in(chosen)
    assert setting_of(child) == foxglove.pk
    assert "Foxglove Invented Primary" in ottoline.get(chosen["Location"]).content.decode()
    assert ottoline.post(path, {"term": "", "setting": str(foxglove.pk)}).status_code == 302
    assert setting_of(child) == foxglove.pk
    assert ottoline.post(path, {"term": "", "setting": "none"}).status_code == 302
    assert setting_of(child) is None


def test_a_school_that_was_not_found_is_not_chosen(ottoline: Client, child: Person, foxglove: Setting) -> None:
    path = reverse("cases:change_person", args=[child.case_id, child.pk, "school"])
    forged = ottoline.post(path, {"term": "nothing like it", "setting": str(foxglove.pk)})
    assert (forged.status_code, setting_of(child)) == (200, None)
