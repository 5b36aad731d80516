"""What is asked of a person, part by part: what goes together, what is compulsory, what stays as it was."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from cases.forms import SECTIONS, AddPersonForm
from cases.forms.choices import AskedField
from cases.models import Person
from cases.models.person import RISK_LASTS
from cases.rules import has_own_rights
from cases.vocabulary import PersonRole, RiskKind
from foundation import clock
from foundation.sealing.keyring import CONTENT, open_keyring

CASE = uuid.UUID("11111111-1111-4111-8111-111111111111")
pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    """A ring with the case's own key."""
    with open_keyring() as ring:
        ring.mint(CASE, CONTENT)
        yield


def child(**fields: Any) -> Person:
    return Person(id=uuid.uuid4(), case_id=CASE, **({"role": "child", "given_name": "Calliope"} | fields))


def filled(key: str, person: Person, **said: Any) -> Any:
    """The form of one part as the page shows it, with some answers changed."""
    blank = SECTIONS[key](person=person)
    data: dict[str, Any] = {}
    for name in blank.fields:
        value = blank[name].value()
        if isinstance(value, date) and hasattr(blank.fields[name], "_read"):
            data |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
        else:
            prepared = blank.fields[name].prepare_value(value)
            data[name] = "" if prepared is None else prepared
    return SECTIONS[key](data | said, person=person)


@pytest.mark.parametrize("key", sorted(SECTIONS))
def test_a_part_sent_as_it_was_shown_changes_nothing(key: str) -> None:
    known = {
        "sex": "F",
        "date_of_birth": "2012-02-29",
        "communication_needs": ["bsl", "braille"],
        "interpreter_needed": True,
        "sen_provision": "K",
        "plan_review_on": date(2027, 3, 1),
        "looked_after": "s20",
        "previously_looked_after": False,
        "disability": ["HEAR", "AUT"],
        "risk_kind": "animal",
        "risk_reason": "Two dogs, loose in the hall on 2 March.",
        "risk_set_on": clock.today(),
        "risk_review_due": clock.today() + WEEK,
        "privacy_version": "2026-1",
        "privacy_method": "spoken",
        "privacy_explained_on": date(2026, 3, 27),
    }
    form = filled(key, child(**known))
    assert form.is_valid(), form.errors
    assert form.changes() == {}


def test_nothing_is_compulsory_but_a_first_name() -> None:
    asked = {key: set(SECTIONS[key]({}, person=child()).errors) for key in SECTIONS}
    assert asked.pop("identity") == {"role", "given_name"}
    assert asked.pop("privacy") == {"privacy_version", "privacy_method", "privacy_explained_on"}  # or it says nothing
    assert set().union(*asked.values()) == set()


@pytest.mark.parametrize("form", ["add", "identity"])
def test_the_unborn_have_neither_a_name_nor_a_birthday(form: str) -> None:
    due = {"role": "unborn", "expected_on_day": "2", "expected_on_month": "3", "expected_on_year": "2027"}
    made = AddPersonForm if form == "add" else lambda data: SECTIONS["identity"](data, person=child())
    assert made(due).is_valid()
    born = {"date_of_birth_day": "1", "date_of_birth_month": "3", "date_of_birth_year": "2020"}
    assert set(made(due | born).errors) == {"date_of_birth"}
    assert set(made(due | {"role": "child"}).errors) == {"given_name"}
    named = made(due | {"role": "child", "given_name": "Calliope"})
    assert named.is_valid()
    assert named.cleaned_data["expected_on"] is None  # not asked of somebody who is born


def test_nobody_dies_before_they_are_born_and_a_known_birthday_leaves_no_band() -> None:
    person = child(date_of_birth="2012-02-29")
    died = {"deceased_on_day": "28", "deceased_on_month": "2", "deceased_on_year": "2012"}
    assert set(filled("died", person, **died, death_known="family").errors) == {"deceased_on"}
    assert set(filled("died", person, **died).errors) == {"death_known", "deceased_on"}  # from whom we know it
    assert filled("died", person, death_known="family").is_valid()  # on a day that nobody told us
    banded = filled("identity", person, age_band="0_15")
    assert banded.is_valid()
    assert banded.changes() == {}


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        ("ASD", "SLCN", set()),
        ("ASD", "", set()),
        ("", "", set()),
        ("ASD", "ASD", {"sen_secondary"}),
        ("", "SLCN", {"sen_primary"}),
    ],
)
def test_a_second_need_is_another_one_than_the_first(first: str, second: str, wrong: set[str]) -> None:
    assert set(filled("education", child(), sen_primary=first, sen_secondary=second).errors) == wrong


RISK = {"risk_kind": RiskKind.ANIMAL, "risk_reason": "Two dogs", "risk_review_due": "tomorrow"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (RISK, set()),
        (RISK | {"risk_reason": ""}, {"risk_reason"}),
        (RISK | {"risk_review_due": ""}, {"risk_review_due"}),
        (RISK | {"risk_review_due": "today"}, {"risk_review_due"}),
        (RISK | {"risk_kind": ""}, set()),
    ],
)
def test_a_marker_of_risk_has_a_reason_and_a_day(said: dict[str, str], wrong: set[str]) -> None:
    assert set(filled("risk", child(), **said).errors) == wrong


@pytest.mark.parametrize(("days", "right"), [(0, True), (1, False)])
def test_a_marker_of_risk_is_looked_at_within_six_months(days: int, *, right: bool) -> None:
    due = clock.today() + RISK_LASTS + timedelta(days=days)
    assert filled("risk", child(), **RISK | {"risk_review_due": f"{due:%d/%m/%Y}"}).is_valid() is right


def test_taking_a_marker_away_keeps_neither_reason_nor_day() -> None:
    marked = child(risk_kind="animal", risk_reason="Two dogs", risk_set_on=clock.today(), risk_review_due=clock.today())
    form = filled("risk", marked, risk_kind="", risk_review_due="tomorrow")
    assert form.is_valid()
    assert form.changes() == {"risk_kind": "", "risk_reason": "", "risk_set_on": None, "risk_review_due": None}


def test_what_does_not_open_is_left_as_it_is_unless_something_is_typed() -> None:
    person = child(family_name="Ashgrove")
    blob = person.family_name.blob
    person.family_name = blob[:-1] + bytes([blob[-1] ^ 1])
    left = filled("identity", person, known_as="Callie")
    assert left.is_valid()
    assert left.changes() == {"known_as": "Callie"}
    typed = filled("identity", person, family_name="Ashgrove")
    assert typed.is_valid()
    assert typed.changes() == {"family_name": "Ashgrove"}


@pytest.mark.parametrize(("typed", "meant"), [("", None), ("yes", True), ("no", False)])
def test_not_asked_is_neither_yes_nor_no(typed: str, *, meant: bool | None) -> None:
    field = AskedField(label="Asked?")
    assert field.clean(typed) is meant
    assert field.prepare_value(meant) == typed


@pytest.mark.parametrize("role", list(PersonRole))
def test_education_and_care_are_asked_of_the_young_alone(role: PersonRole) -> None:
    asked = {key for key, form in SECTIONS.items() if form.suits(child(role=role))}
    young = role in {PersonRole.CHILD, PersonRole.YOUNG_PERSON, PersonRole.UNBORN}
    assert ({"education", "care"} <= asked, {"identity", "risk", "about"} <= asked) == (young, True)


TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("role", "begins", "explained", "has"),
    [
        ("child", date(2026, 6, 26), None, True),
        ("child", TODAY, None, True),
        ("child", date(2027, 6, 25), None, False),
        ("child", None, None, False),
        ("child", date(2026, 6, 26), TODAY, False),
        ("young_person", date(2026, 6, 26), None, False),
        ("parent", date(2026, 6, 26), None, False),
    ],
)
def test_a_child_with_rights_of_their_own_is_told_once(
    role: str, begins: date | None, explained: date | None, *, has: bool
) -> None:
    person = child(role=role, young_person_from=begins, rights_explained_on=explained)
    assert has_own_rights(person, TODAY) is has
