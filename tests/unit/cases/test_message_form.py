"""The number in a message: what looks wrong with it is said, and nothing that is one is doubted."""

import pytest

from cases.forms.messages import doubt_about

WHOLE = (
    *(
        "",
        "07700 900456",
        "+44 7700 900456",
        "020 7946 0123",
        "01632 960001",
        "016977 3555",
        "0800 1111",
        "0300 123 4567",
    ),
    *("020 7946 0123 ext 4", "ask at 020 7946 0123", "+33 1 42 68 53 00"),
)
SHORT = ("0770 090", "07700 90045", "020 7946 012", "8359 2000", "0163", "112", "07700 900456 (mum)", "07700 9004567")


@pytest.mark.parametrize("typed", WHOLE)
def test_a_whole_number_is_not_doubted_however_it_is_written(typed: str) -> None:
    assert doubt_about(typed) == ""


@pytest.mark.parametrize("typed", SHORT)
def test_a_digit_too_few_or_too_many_is_asked_about(typed: str) -> None:
    """Falls when only what cannot be a number anywhere is asked about, as for a way to reach somebody."""
    assert doubt_about(typed) == "Enter a telephone number with all its digits"


def test_what_is_no_number_is_told_what_one_looks_like() -> None:
    assert doubt_about("her sister’s").startswith("Enter a telephone number, such as")
