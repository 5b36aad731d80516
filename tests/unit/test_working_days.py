"""Working days of England and Wales: the vectors of law and practice §2.14, and what must hold of any."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import (
    after,
    bank_holidays,
    between,
    coming_bank_holidays,
    is_working_day,
    next_working_day,
)

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))

# As www.gov.uk/bank-holidays.json has them: the package must say the same.
LISTED = {
    2024: ("01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"),
    2025: ("01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"),
    2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
    2027: ("01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"),
    2028: ("01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
}


@pytest.mark.parametrize("year", LISTED)
def test_the_bank_holidays_of_england_and_wales(year: int) -> None:
    assert {f"{day:%m-%d}" for day in bank_holidays(year)} == set(LISTED[year])


@given(st.integers(2024, 2060))
def test_every_holiday_would_have_been_worked(year: int) -> None:
    """A holiday on a Saturday or Sunday is given on another day, and only that day is skipped and explained."""
    assert [day for day in bank_holidays(year) if day.weekday() >= 5] == []
    assert len(bank_holidays(year)) >= 8


def test_holidays_to_come_are_in_order_and_begin_today() -> None:
    coming = list(coming_bank_holidays(date(2026, 12, 28)))
    assert coming[:2] == [date(2026, 12, 28), date(2027, 1, 1)]
    assert coming == sorted(coming)
    assert coming[-1] == date(2027, 12, 28)


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 24), 3, date(2026, 12, 31)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # from Friday to Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # and from the Saturday
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_working_days_after(start: date, number: int, due: date) -> None:
    assert after(start, number) == due
    assert between(start, due) == number


def test_the_next_working_day_is_one_after() -> None:
    assert next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)  # over Easter


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    assert between(date(2026, 11, 24), date(2026, 11, 23)) == between(date(2026, 11, 24), date(2026, 11, 24)) == 0


@given(DAYS, st.integers(1, 60))
def test_counting_there_and_back_agree(start: date, number: int) -> None:
    due = after(start, number)
    assert is_working_day(due)
    assert between(start, due) == number
    assert between(start, due - timedelta(days=1)) == number - 1
