"""Ways to reach somebody: what each kind takes, and that silence means the cautious answer."""

from typing import Any

import pytest

from cases.forms import RECORDS
from cases.forms.people import fault_in
from cases.models import ContactPoint, Person
from cases.vocabulary import Channel, Safe


def form_of(typed: dict[str, str]) -> Any:
    return RECORDS["reach"](typed, person=Person(), called="Petronella", others=[])


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
    assert form_of(WHOLE).is_valid()
    assert list(form_of(WHOLE | {name: ""}).errors) == [name]


def test_silence_means_leave_no_message_and_do_not_say_who_we_are() -> None:
    form = form_of(WHOLE)
    assert form.is_valid()
    said = form.said()
    kept = [said[name] for name in ("safe_to_use", "may_leave_message", "may_say_who_we_are")]
    assert kept == [Safe.NOT_ASKED, False, False]


@pytest.mark.parametrize("safe", list(Safe))
@pytest.mark.parametrize("message", [True, False])
@pytest.mark.parametrize("name", [True, False])
def test_what_they_said_is_what_is_kept(safe: Safe, message: bool, name: bool) -> None:
    typed = WHOLE | {"safe_to_use": safe.value, "safe_times": "School hours", "shared_with": "Her mother-in-law"}
    typed |= {"may_leave_message": "on"} if message else {}
    typed |= {"may_say_who_we_are": "on"} if name else {}
    form = form_of(typed)
    assert form.is_valid()
    said = form.said()
    kept = [
        said[each] for each in ("safe_to_use", "may_leave_message", "may_say_who_we_are", "safe_times", "shared_with")
    ]
    assert kept == [safe, message, name, "School hours", "Her mother-in-law"]


@pytest.mark.parametrize(("kept", "offered"), [("mobile", False), ("post", True)])
def test_letters_go_to_addresses_but_one_kept_before_can_still_be_changed(*, kept: str, offered: bool) -> None:
    row = ContactPoint(channel=kept)
    form = RECORDS["reach"](None, person=Person(), called="Petronella", others=[], row=row)
    assert ("post" in dict(form.fields["channel"].choices)) is offered
