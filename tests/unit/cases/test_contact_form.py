"""Which questions a contact demands, given which answers; and that nothing is answered for the worker."""

from datetime import timedelta
from typing import Any

import pytest

from cases.forms import ConfiderForm, ContactForm, OpenCaseForm, opening_time
from cases.models import Code, Person
from cases.vocabulary import CodeList, ConsentCheck, ContactType, Screen, WithWhom
from foundation import clock
from teams.models import Team, User
from tests.conftest import asking_as

WHOLE = {
    "direction": "in",
    "method": "tel",
    "day": "today",
    "at": "00:00",
    "contact_type": "casework",
    "with_whom": "service_user",
    "summary": "She rang.",
    "safeguarding_screen": "no_concern",
    "interpreter": "none",
}
ELSE = {"with_whom": "else", "other_kind": "professional", "consent_check": "agreed"}
# What a worker has to judge: never answered beforehand.
JUDGED = {
    *("contact_type", "with_whom", "other_kind", "consent_check", "summary", "safeguarding_screen"),
    *("told_about_family", "advice_codes", "advice_given", "signposted_to", "person", "other_party", "follow_up"),
}


@pytest.fixture
def form(cast: dict[str, User]) -> Any:
    """Makes the form of one contact from what was typed."""
    with asking_as(cast["ottoline"]):
        yield lambda **typed: ContactForm(WHOLE | typed, people=[], initial=opening_time(clock.now()))


def errors(form: ContactForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in form.errors.items()}


@pytest.mark.django_db
def test_a_whole_contact_is_accepted(form: Any) -> None:
    assert errors(form()) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(WHOLE) - {"interpreter"}))
def test_what_every_conversation_is_asked_must_be_answered(form: Any, name: str) -> None:
    assert list(errors(form(**{name: ""}))) == [name]


@pytest.mark.django_db
def test_an_empty_form_says_what_to_do_about_each_question(form: Any) -> None:
    found = errors(form(**dict.fromkeys(WHOLE, "")))
    assert set(found) == set(WHOLE) - {"interpreter"}
    assert all(text.startswith(("Enter ", "Select ")) for texts in found.values() for text in texts)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(ContactType))
def test_what_was_said_is_asked_only_when_somebody_was_reached(form: Any, kind: ContactType) -> None:
    asked = errors(form(contact_type=kind.value, summary="", safeguarding_screen=""))
    expected = [] if kind in ContactType.nobody_reached() else ["summary", "safeguarding_screen"]
    assert list(asked) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(ContactType))
def test_a_contact_that_reached_nobody_is_not_screened(form: Any, kind: ContactType) -> None:
    filled = form(contact_type=kind.value)
    assert filled.is_valid()
    nobody = kind in ContactType.nobody_reached()
    assert filled.contact().safeguarding_screen == (Screen.NOT_ASKED if nobody else Screen.NO_CONCERN)
    assert filled.contact().summary == "She rang."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({"with_whom": "service_user"}, []),
        ({"with_whom": "else"}, ["other_kind", "consent_check"]),
        ({"with_whom": "else", "other_kind": "professional"}, ["consent_check"]),
        ({"with_whom": "else", "consent_check": "agreed"}, ["other_kind"]),
        (ELSE, []),
        (ELSE | {"consent_check": "not_needed"}, []),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": "agreed"}, []),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": "risk"}, []),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": "not_needed"}, ["consent_check"]),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": ""}, ["consent_check"]),
    ],
)
def test_speaking_to_anybody_else_asks_what_made_it_right(form: Any, typed: dict[str, str], asked: list[str]) -> None:
    assert sorted(errors(form(**typed))) == sorted(asked)


@pytest.mark.django_db
def test_what_was_typed_of_somebody_else_is_forgotten_when_it_was_the_service_user(form: Any) -> None:
    filled = form(**ELSE | {"with_whom": "service_user", "other_party": "The school", "told_about_family": "All"})
    assert filled.is_valid()
    contact = filled.contact()
    assert (contact.with_whom, contact.other_party, contact.told_about_family, contact.consent_check) == (
        WithWhom.SERVICE_USER,
        "",
        "",
        "",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [WithWhom.PROFESSIONAL, WithWhom.OTHER])
@pytest.mark.parametrize("check", list(ConsentCheck))
def test_who_it_was_and_what_made_it_right_are_recorded(form: Any, kind: WithWhom, check: ConsentCheck) -> None:
    filled = form(**ELSE | {"other_kind": kind.value, "consent_check": check.value})
    assert filled.is_valid()
    assert (filled.contact().with_whom, filled.contact().consent_check) == (kind, check)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({}, []),
        ({"follow_up": "Ring again"}, ["follow_up_due"]),
        ({"follow_up_due": "tomorrow"}, ["follow_up"]),
        ({"follow_up": "Ring again", "follow_up_due": "tomorrow"}, []),
        ({"follow_up": "Ring again", "follow_up_due": "today"}, []),
        ({"follow_up": "Ring again", "follow_up_due": "yesterday"}, ["follow_up_due"]),
        ({"follow_up": "Ring again", "follow_up_due": "soon"}, ["follow_up_due"]),
    ],
)
def test_what_happens_next_has_a_day_and_a_day_has_something(
    form: Any, typed: dict[str, str], asked: list[str]
) -> None:
    assert list(errors(form(**typed))) == asked


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", ["1", "45", "1440", ""])
def test_a_contact_may_last_up_to_a_day(form: Any, minutes: str) -> None:
    assert errors(form(duration_minutes=minutes)) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", ["0", "-5", "1441", "9" * 400, "1.5", "ten", "1e3", "٣٠x"])
def test_no_other_length_of_time_is_taken(form: Any, minutes: str) -> None:
    assert list(errors(form(duration_minutes=minutes))) == ["duration_minutes"]


@pytest.mark.django_db
def test_nothing_that_has_to_be_judged_is_answered_beforehand(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        fresh = ContactForm(people=[], initial=opening_time(clock.now()))
        assert {name for name in JUDGED if fresh[name].value()} == set()
        assert set(fresh.fields) >= JUDGED


@pytest.mark.django_db
def test_the_person_spoken_to_is_not_chosen_beforehand_even_when_there_is_only_one(cast: dict[str, User]) -> None:
    alone = Person(is_confider=True)
    with asking_as(cast["ottoline"]):
        fresh = ContactForm(people=[(alone, "Petronella")], initial=opening_time(clock.now()))
        assert fresh["with_whom"].value() is None
        assert [label for _, label in fresh.fields["with_whom"].choices] == ["Petronella", "Anybody else"]


@pytest.mark.django_db
def test_a_call_begins_as_the_telephone_just_now(cast: dict[str, User]) -> None:
    begun = opening_time(clock.now())
    assert (begun["direction"], begun["method"], begun["day"]) == ("in", "tel", clock.today())
    with asking_as(cast["ottoline"]):
        assert "tel" in dict(Code.objects.choices(CodeList.METHOD))


@pytest.mark.django_db
def test_nobody_says_beforehand_that_it_is_safe_to_call(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        fresh = ConfiderForm(prefix="person")
        assert fresh["safe_to_use"].value() == "not_asked"
        assert not fresh["may_leave_message"].value()
        assert not fresh["may_say_who_we_are"].value()


@pytest.mark.django_db
def test_who_asks_for_help_is_not_chosen_beforehand(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        teams = Team.objects.where(cast["ottoline"], "work_cases")
        assert OpenCaseForm(teams=teams, user=cast["ottoline"])["kind"].value() is None


@pytest.mark.django_db
def test_a_contact_is_not_in_the_future(form: Any) -> None:
    later = clock.london(clock.now() + timedelta(hours=2))
    if later.date() == clock.today():
        assert list(errors(form(at=f"{later:%H:%M}"))) == ["at"]
    assert list(errors(form(day="tomorrow"))) == ["day"]
