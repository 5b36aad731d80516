"""Ways to reach somebody: what each kind takes, and that silence means the cautious answer."""

import pytest

from cases.forms import ContactPointForm, SafetyForm
from cases.forms.people import fault_in
from cases.vocabulary import Channel, Safe

WHOLE = {"channel": "mobile", "value": "07700 900077", "safe_to_use": "not_asked"}


@pytest.mark.parametrize("channel", [Channel.MOBILE, Channel.LANDLINE])
@pytest.mark.parametrize(
    "value",
    ["07700 900077", "+44 7700 900077", "(020) 7946-0123", "020 7946 0123", "+33 1 42 68 53 00", "01632 960001"],
)
def test_a_possible_number_is_taken_however_it_is_written(channel: Channel, value: str) -> None:
    assert fault_in(channel, value) == ""


@pytest.mark.parametrize(
    ("value", "begins"),
    [
        ("call me", "Enter a telephone number, such as"),
        ("12", "Enter a telephone number with all its digits"),
        ("0770090007700077", "Enter a telephone number"),
        ("name@example.com", "Enter a telephone number"),
        ("٩", "Enter a telephone number"),
    ],
)
def test_a_number_that_is_none_is_told_what_to_be(value: str, begins: str) -> None:
    assert fault_in(Channel.MOBILE, value).startswith(begins)


@pytest.mark.parametrize("value", ["name@example.com", "o’hara+call@例え.jp", "  name@example.com  "])
def test_an_address_with_an_at_is_taken(value: str) -> None:
    assert fault_in(Channel.EMAIL, value) == ""


@pytest.mark.parametrize("value", ["name.example.com", "two words@example.com", "a b"])
def test_an_address_without_one_is_refused(value: str) -> None:
    assert fault_in(Channel.EMAIL, value) == "Enter an e-mail address in the form name@example.com"


@pytest.mark.parametrize("value", ["Flat 2, 1 High Street\nBarnet", "c/o the school", "∅"])
def test_an_odd_postal_address_is_never_refused(value: str) -> None:
    assert fault_in(Channel.POST, value) == ""


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_way_to_reach_somebody_needs_all_three(name: str) -> None:
    assert ContactPointForm(WHOLE).is_valid()
    assert list(ContactPointForm(WHOLE | {name: ""}).errors) == [name]


def test_silence_means_leave_no_message_and_do_not_say_who_we_are() -> None:
    form = ContactPointForm(WHOLE)
    assert form.is_valid()
    safety = form.point().safety
    assert (safety.safe_to_use, safety.may_leave_message, safety.may_say_who_we_are) == (Safe.NOT_ASKED, False, False)


@pytest.mark.parametrize("safe", list(Safe))
@pytest.mark.parametrize("message", [True, False])
@pytest.mark.parametrize("name", [True, False])
def test_what_they_said_is_what_is_kept(safe: Safe, message: bool, name: bool) -> None:
    typed = {"safe_to_use": safe.value, "safe_times": "School hours"}
    typed |= {"may_leave_message": "on"} if message else {}
    typed |= {"may_say_who_we_are": "on"} if name else {}
    form = SafetyForm(typed)
    assert form.is_valid()
    kept = form.safety()
    assert (kept.safe_to_use, kept.may_leave_message, kept.may_say_who_we_are) == (safe, message, name)
    assert kept.safe_times == "School hours"
