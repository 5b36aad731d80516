"""What may be said together about the people of a case: relationships, ability, addresses."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from cases.forms import RECORDS
from cases.forms.records import wrong_law
from cases.forms.relationships import SOURCE_FITS, wrong_kind, wrong_source
from cases.models import Address, Person, PersonLink
from cases.vocabulary import AbilityKind, AdultLink, Conclusion, ResponsibilitySource, Untold
from foundation.sealing.keyring import CONTENT, open_keyring

CASE = uuid.UUID("11111111-1111-4111-8111-111111111111")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    """A ring with the case's own key."""
    with open_keyring() as ring:
        ring.mint(CASE, CONTENT)
        yield


def somebody(role: str, **fields: Any) -> Person:
    return Person(id=uuid.uuid4(), case_id=CASE, role=role, **fields)


def relationship(first: str, second: str, **said: Any) -> Any:
    """A relationship form opened from the card of somebody of the first role."""
    one, other = somebody(first), somebody(second)
    data = {"other_person": str(other.pk), "kind": "mother"} | said
    return RECORDS["relationship"](data, person=one, called="Petronella", others=[(other, "Barnaby")])


@pytest.mark.parametrize(
    ("kind", "children", "fits"),
    [
        ("mother", 1, True),
        ("other", 1, True),
        ("mother", 0, False),
        ("mother", 2, False),
        ("sibling", 2, True),
        ("other_relative", 2, True),
        (AdultLink.SPOUSE, 0, True),
        (AdultLink.SPOUSE, 1, False),
        (AdultLink.SPOUSE, 2, False),
    ],
)
def test_a_relationship_fits_who_the_two_are(kind: str, children: int, *, fits: bool) -> None:
    assert (wrong_kind(kind, children) == "") is fits


@pytest.mark.parametrize("source", list(ResponsibilitySource))
@pytest.mark.parametrize(
    "kind", ["mother", "father", "second_parent", "special_guardian", "la_corporate_parent", "other"]
)
def test_a_source_of_responsibility_fits_the_relationship(kind: str, source: str) -> None:
    fits = SOURCE_FITS.get(source, frozenset({kind}))
    assert (wrong_source(kind, source) == "") is (kind in fits)
    assert wrong_source(kind, "") == ""


def test_only_a_court_order_gives_responsibility_to_anybody() -> None:
    assert set(ResponsibilitySource) - set(SOURCE_FITS) == {ResponsibilitySource.COURT_ORDER}


@pytest.mark.parametrize(
    ("first", "second", "said", "wrong"),
    [
        ("parent", "child", {}, set()),
        ("child", "parent", {}, set()),
        ("parent", "unborn", {}, set()),
        ("parent", "child", {"kind": ""}, {"kind"}),
        ("parent", "child", {"kind": "spouse"}, {"kind"}),
        ("parent", "other", {}, {"kind"}),
        ("parent", "other", {"kind": "ex_partner"}, set()),
        ("parent", "other", {"kind": "ex_partner", "responsibility": "yes"}, {"responsibility"}),
        ("child", "child", {"kind": "sibling"}, set()),
        (
            "parent",
            "child",
            {"responsibility": "yes", "responsibility_source": "married_father"},
            {"responsibility_source"},
        ),
        ("parent", "child", {"responsibility": "yes", "responsibility_source": "birth_mother"}, set()),
        ("parent", "child", {"has_order": "yes"}, {"order_kind"}),
        ("parent", "child", {"has_order": "yes", "order_kind": "injunction"}, set()),
        (
            *("parent", "child"),
            {"has_order": "yes", "order_kind": "injunction", "order_from": "2 3 2026", "order_to": "1 3 2026"},
            {"order_to"},
        ),
        ("parent", "child", {"must_not": "yes"}, {"untold", "untold_reason"}),
        ("parent", "child", {"must_not": "yes", "untold": "both", "untold_reason": "Asked"}, set()),
        ("parent", "child", {"from_on": "2 3 2026", "to_on": "1 3 2026"}, {"to_on"}),
        ("parent", "child", {"other_person": ""}, {"other_person"}),
    ],
)
def test_what_may_be_said_of_two_people(first: str, second: str, said: dict[str, str], wrong: set[str]) -> None:
    assert set(relationship(first, second, **said).errors) == wrong


HIDDEN_ANSWERS = {
    "responsibility_source": "birth_mother",
    "evidence_seen": "on",
    "order_kind": "injunction",
    "order_text": "Not to come near",
    "untold": "both",
    "untold_reason": "Asked",
}


def test_answers_to_questions_that_are_not_asked_are_not_kept() -> None:
    form = relationship("parent", "child", responsibility="no", has_order="no", must_not="no", **HIDDEN_ANSWERS)
    assert form.is_valid()
    said = form.said()
    assert {name: said[name] for name in HIDDEN_ANSWERS if said[name]} == {}


@pytest.mark.parametrize("untold", list(Untold))
@pytest.mark.parametrize("first", ["parent", "child"])
def test_the_adult_is_the_first_whoever_the_form_was_opened_for(first: str, untold: Untold) -> None:
    second = {"parent": "child", "child": "parent"}[first]
    form = relationship(first, second, must_not="yes", untold=untold, untold_reason="Asked")
    assert form.is_valid()
    said = form.said()
    assert (said["person"].role, said["other"].role) == ("parent", "child")
    kept = form.person if untold == Untold.PERSON else said["person"] if first == "child" else said["other"]
    who = {Untold.PERSON: said["person"], Untold.OTHER: said["other"]}.get(said["untold"])
    assert who is (None if untold == Untold.BOTH else kept)


def test_a_relationship_sent_as_it_was_shown_changes_nothing() -> None:
    adult, child = somebody("parent"), somebody("child")
    row = PersonLink(case_id=CASE, person=adult, other=child, kind="mother", untold="other", untold_reason="Asked")
    shown = RECORDS["relationship"](None, person=adult, called="P", others=[(child, "B")], row=row)
    data = {name: shown.fields[name].prepare_value(shown[name].value()) or "" for name in shown.fields}
    data = {name: value for name, value in data.items() if value is not False and value != ""}
    form = RECORDS["relationship"](data, person=adult, called="P", others=[(child, "B")], row=row)
    assert form.is_valid(), form.errors
    assert form.changes() == {}


ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "born", "fits"),
    [
        (AbilityKind.CAPACITY, date(2010, 11, 23), True),
        (AbilityKind.CAPACITY, date(2010, 11, 24), False),
        (AbilityKind.COMPETENCE, date(2010, 11, 24), True),
        (AbilityKind.COMPETENCE, date(2010, 11, 23), False),
        (AbilityKind.CAPACITY, "", True),
        (AbilityKind.COMPETENCE, "This cannot be opened.", True),
    ],
)
def test_the_law_that_fits_the_age_on_the_day(kind: str, born: Any, *, fits: bool) -> None:
    assert (wrong_law(kind, born, ON) == "") is fits


FOUND = {"decision": "Where to live", "decided_on": "today", "assessor": "A doctor", "basis": "A talk"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"kind": "capacity", "capacity": "has"}, set()),
        ({"kind": "capacity", "capacity": "not_in_doubt"}, set()),
        ({"kind": "capacity"}, {"capacity"}),
        ({"kind": "capacity", "competence": "competent"}, {"capacity"}),
        ({"kind": "capacity", "capacity": "lacks"}, {"best_interests", "support_given"}),
        ({"kind": "capacity", "capacity": "lacks", "best_interests": "Stay", "support_given": "Pictures"}, set()),
        ({"kind": "competence", "competence": "competent"}, set()),
        ({"kind": "competence", "capacity": "has"}, {"competence"}),
        ({}, {"kind"}),
    ],
)
def test_a_conclusion_is_of_its_law_and_lacking_capacity_says_more(said: dict[str, str], wrong: set[str]) -> None:
    form = RECORDS["ability"](FOUND | said, person=somebody("other"), called="P", others=[])
    assert set(form.errors) == wrong
    if not wrong:
        assert form.said()["conclusion"] in {said.get("capacity"), said.get("competence")}


def test_every_conclusion_belongs_to_one_law() -> None:
    found = [each for kind in AbilityKind for each in Conclusion.of(kind)]
    assert sorted(found) == sorted(Conclusion)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("en5 2zz", "EN5 2ZZ"), ("N11AA", "N1 1AA"), ("  sw1a1aa ", "SW1A 1AA"), ("", ""), ("BFPO 57", "BFPO 57")],
)
def test_a_postcode_is_written_as_it_is_read(typed: str, kept: str) -> None:
    said = {"kind": "home", "lines": "1 High Street", "postcode": typed, "safe_to_post": "yes"}
    form = RECORDS["address"](said, person=somebody("parent"), called="P", others=[])
    assert form.is_valid()
    assert form.said()["postcode"] == kept


def test_a_protected_address_is_not_in_the_form_that_changes_it() -> None:
    row = Address(case_id=CASE, kind="home", lines="14 Larkspur Mews", postcode="EN5 2ZZ", is_protected=True)
    form = RECORDS["address"](None, person=somebody("parent"), called="P", others=[], row=row)
    assert "Larkspur" not in str(form)
    assert "EN5" not in str(form)
    sent = {"kind": "temporary", "safe_to_post": "no", "lines": "Anywhere", "is_protected": "on"}
    changed = RECORDS["address"](sent, person=somebody("parent"), called="P", others=[], row=row)
    assert changed.is_valid()
    assert changed.changes() == {"kind": "temporary", "safe_to_post": "no"}
