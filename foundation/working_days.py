"""Working days in England and Wales: Monday to Friday without bank holidays.

The holidays are those of the ``holidays`` package. A day that is proclaimed after its release is added, and one that is
moved is struck, by two people (``safeguarding.models.agreed``). Freedom of information counts by another calendar,
which leaves out the bank holidays of every part of the United Kingdom.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The weekdays of a year that are bank holidays: for one that falls on a weekend, the day that is given instead."""
    return frozenset(day for day in country_holidays("GB", subdiv="ENG", years=year) if day.weekday() < SATURDAY)


def is_bank_holiday(day: date) -> bool:
    """Whether a weekday is a bank holiday in England and Wales."""
    return day in bank_holidays(day.year)


def coming_bank_holidays(today: date) -> Iterator[date]:
    """Those from ``today`` to the end of the next year, the earliest first."""
    days = sorted(bank_holidays(today.year) | bank_holidays(today.year + 1))
    return (day for day in days if day >= today)


def is_working_day(day: date) -> bool:
    """Whether the service works on this day."""
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


def after(day: date, number: int) -> date:
    """The day that is ``number`` working days after ``day``, which itself is not counted; none: ``day`` as it is."""
    for _ in range(number):
        day = next_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """The first working day after ``day``."""
    day += ONE_DAY
    while not is_working_day(day):
        day += ONE_DAY
    return day


def between(start: date, end: date) -> int:
    """How many working days lie after ``start``, up to and including ``end``; none when it is not later."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)
