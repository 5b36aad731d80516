"""Working days in England and Wales: Monday to Friday without bank holidays.

The holidays are a list that follows GOV.UK's (www.gov.uk/bank-holidays.json, division england-and-wales) and that a
person renews: they are proclaimed, not computed, and one-off ones occur. Freedom of information counts by another
calendar, which leaves out the bank holidays of every part of the United Kingdom.
"""

from datetime import date, timedelta

# Month and day, by year. Compared on 23 November 2026 with those of the holidays package, release 0.109.
PUBLISHED = {
    2024: ("01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"),
    2025: ("01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"),
    2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
    2027: ("01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"),
    2028: ("01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
}
BANK_HOLIDAYS = frozenset(date.fromisoformat(f"{year}-{day}") for year, days in PUBLISHED.items() for day in days)
LISTED_UNTIL = date(max(PUBLISHED), 12, 31)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether the service works on this day. Beyond ``LISTED_UNTIL`` only weekends are known."""
    return day.weekday() < SATURDAY and day not in BANK_HOLIDAYS


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
