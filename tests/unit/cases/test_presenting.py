"""What pages show of a record, and the plain sentence that stands for what does not open."""

import uuid
from datetime import date, datetime

import pytest

from cases.models import Case, Contact, ContactPoint, Person
from cases.presenting import UNREADABLE, born_on, case_name, name_of, reach_of, status_tag, tabs_of, text_of
from cases.presenting.records import span_of
from cases.presenting.timeline import entry_of
from cases.vocabulary import CaseKind, Status
from foundation import clock
from foundation.sealing.envelope import Place
from foundation.sealing.fields import Sealed
from foundation.sealing.keyring import CONTENT, KeyRing, RevealedOutsideAccess, open_keyring
from teams.models import User

CASE = uuid.UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def ring() -> KeyRing:
    """A ring with the case's own key."""
    with open_keyring() as ring:
        ring.mint(CASE, CONTENT)
        yield ring


def person(**fields: object) -> Person:
    return Person(id=uuid.uuid4(), case_id=CASE, **fields)


def damaged(text: str = "Petronella") -> Sealed:
    """A value of the case whose last byte was flipped."""
    blob = person(given_name=text).given_name.blob
    place = Place("cases.person", "given_name", uuid.uuid4(), CASE)
    return Sealed(blob[:-1] + bytes([blob[-1] ^ 1]), place, CONTENT)


def test_a_value_that_opens_is_its_text(ring: KeyRing) -> None:
    assert text_of(person(given_name="Petronella").given_name) == "Petronella"


def test_no_value_is_no_text(ring: KeyRing) -> None:
    assert text_of(None) == ""
    assert text_of(person(given_name="").given_name) == ""


def test_a_damaged_value_is_a_sentence_without_content(ring: KeyRing) -> None:
    assert text_of(damaged()) == UNREADABLE


def test_a_value_looked_at_without_a_record_is_an_error_and_not_a_sentence() -> None:
    with open_keyring() as first:
        first.mint(CASE, CONTENT)
        value = person(given_name="Petronella").given_name
    with open_keyring(), pytest.raises(RevealedOutsideAccess):
        text_of(value)


def test_names_are_given_name_then_family_name(ring: KeyRing) -> None:
    assert name_of(person(given_name="Petronella", family_name="Quillfeather")) == "Petronella Quillfeather"
    assert name_of(person(given_name="Petronella")) == "Petronella"
    assert name_of(person()) == "Name not known"
    assert name_of(None) == ""


def test_a_name_that_does_not_open_says_so(ring: KeyRing) -> None:
    who = person(family_name="Quillfeather")
    who.given_name = damaged()
    assert name_of(who) == "Name cannot be opened"


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (CaseKind.ADULT, "Petronella", "Petronella"),
        (CaseKind.YOUNG_PERSON, "Barnaby", "Barnaby"),
        (CaseKind.ADULT, "", "Name not known"),
        (CaseKind.ANONYMOUS, "Petronella", "Anonymous enquiry"),
        (CaseKind.PROFESSIONAL, "Petronella", "A professional’s enquiry"),
    ],
)
def test_a_case_is_called_by_its_confider(ring: KeyRing, kind: CaseKind, given: str, expected: str) -> None:
    assert case_name(Case(id=CASE, kind=kind), person(given_name=given)) == expected


def test_a_case_with_nobody_in_it_has_a_name_not_known() -> None:
    assert case_name(Case(id=CASE, kind=CaseKind.ADULT), None) == "Name not known"


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words_and_a_colour(status: Status) -> None:
    tag = status_tag(Case(status=status))
    assert tag.text == status.label
    assert tag.colour


def test_a_telephone_starts_with_both_cautions(ring: KeyRing) -> None:
    point = ContactPoint(id=uuid.uuid4(), case_id=CASE, channel="mobile", value="07700 900077")
    shown = reach_of(point)
    assert shown["safe"].text == "Safety not asked yet"
    assert [tag.text for tag in shown["cautions"]] == ["Leave no message", "Do not say who we are"]


@pytest.mark.parametrize("channel", ["email", "post"])
def test_only_telephones_have_cautions_about_messages(ring: KeyRing, channel: str) -> None:
    assert reach_of(ContactPoint(id=uuid.uuid4(), case_id=CASE, channel=channel, value="x"))["cautions"] == []


def test_a_number_that_does_not_open_still_shows_what_is_safe(ring: KeyRing) -> None:
    point = ContactPoint(id=uuid.uuid4(), case_id=CASE, channel="mobile", safe_to_use="no")
    point.value = damaged("07700 900077")
    shown = reach_of(point)
    assert shown["value"] == UNREADABLE
    assert shown["safe"].text == "Do not use"


def test_a_date_of_birth_is_a_date_or_the_sentence_that_stands_for_it() -> None:
    assert born_on("2014-03-27") == date(2014, 3, 27)
    assert born_on(UNREADABLE) == UNREADABLE
    assert born_on("") == ""


@pytest.mark.parametrize(
    ("looks", "access", "labels"),
    [(True, False, ["Who has looked"]), (False, True, ["Access"]), (False, False, [])],
)
def test_managers_pages_are_named_only_to_who_may_open_them(*, looks: bool, access: bool, labels: list[str]) -> None:
    tabs = tabs_of(Case(id=CASE), "cases:case", looks=looks, access=access)
    assert [tab.label for tab in tabs] == ["Case", "People", "Permission", "Concerns", "History", *labels]
    assert tabs[0].current is True


def test_sealed_values_print_nothing_of_themselves(ring: KeyRing) -> None:
    contact = Contact(id=uuid.uuid4(), case_id=CASE, summary="Barnaby has no plan in writing.")
    assert "Barnaby" not in f"{contact.summary} {contact.summary!r} {vars(contact)}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("happened", "written", "late"),
    [
        ("2026-11-23 10:20", "2026-11-23 10:40", False),
        ("2026-11-23 10:20", "2026-11-24 17:00", False),  # the next working day
        ("2026-11-23 10:20", "2026-11-25 09:00", True),
        ("2026-11-20 16:00", "2026-11-23 23:59", False),  # Friday, written on Monday
        ("2026-11-20 16:00", "2026-11-24 00:00", True),
        ("2026-12-24 16:00", "2026-12-29 12:00", False),  # Christmas Day and the Monday after it are bank holidays
        ("2026-12-24 16:00", "2026-12-30 12:00", True),
    ],
)
def test_a_contact_written_down_after_the_next_working_day_is_late(
    ring: KeyRing, happened: str, written: str, *, late: bool
) -> None:
    then, now = (datetime.fromisoformat(each).replace(tzinfo=clock.LONDON) for each in (happened, written))
    said = {"direction": "in", "method": "tel", "with_whom": "service_user", "contact_type": "casework"}
    worker = User(display_name="Ottoline Fernsby")
    contact = Contact(id=uuid.uuid4(), case_id=CASE, happened_at=then, recorded_at=now, worker=worker, **said)
    contact.safeguarding_screen = "no_concern"
    entry = entry_of(contact, {})
    assert [tag.text for tag in entry.also] == (["Late entry"] if late else [])
    assert entry.when == then
    assert ("Written down" in dict(entry.facts)) is late


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (date(2025, 1, 1), None, "From 1 January 2025"),
        (None, date(2027, 3, 31), "Until 31 March 2027"),
        (date(2025, 1, 1), date(2027, 3, 31), "From 1 January 2025 until 31 March 2027"),
        (None, None, ""),
    ],
)
def test_a_span_of_days_is_said_as_far_as_it_is_known(begins: date | None, ends: date | None, words: str) -> None:
    assert span_of(begins, ends) == words
