"""Dates, times and telephone numbers as British readers expect to see them.

Months and weekdays are our own words rather than the machine's: a server's locale must not change a letter.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from foundation import clock, working_days

from .reading import MONTHS, NOON

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _civil(moment: date | datetime) -> date:
    """A moment shown as a date is London's date, not the server's."""
    if isinstance(moment, datetime):
        return (clock.london(moment) if moment.tzinfo else moment).date()
    return moment


def gb_date(moment: date | datetime) -> str:
    """27 March 2026"""
    day = _civil(moment)
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def gb_date_short(moment: date | datetime) -> str:
    """27 Mar 2026, for tables."""
    day = _civil(moment)
    return f"{day.day} {MONTHS[day.month - 1].capitalize()[:3]} {day.year}"


def gb_month(moment: date | datetime) -> str:
    """March 2026"""
    return gb_date(moment).partition(" ")[2]


def gb_weekday(moment: date | datetime) -> str:
    """Friday 27 March 2026"""
    return f"{WEEKDAYS[_civil(moment).weekday()]} {gb_date(moment)}"


def gb_time(moment: time | datetime) -> str:
    """2:05pm; and words for the two that people misread."""
    clocked = clock.london(moment).time() if isinstance(moment, datetime) and moment.tzinfo else moment
    if (clocked.hour, clocked.minute) in {(0, 0), (NOON, 0)}:
        return "midday" if clocked.hour else "midnight"
    return f"{clocked.hour % NOON or NOON}:{clocked.minute:02}{'pm' if clocked.hour >= NOON else 'am'}"


def gb_datetime(moment: datetime) -> str:
    """27 March 2026 at 2:05pm"""
    return f"{gb_date(moment)} at {gb_time(moment)}"


def gb_datetime_short(moment: datetime) -> str:
    """27 Mar 2026, 2:05pm, for tables."""
    return f"{gb_date_short(moment)}, {gb_time(moment)}"


def is_past(due: date | datetime) -> bool:
    """Whether the day something was due has gone by."""
    return _civil(due) < clock.today()


def days_late(due: date | datetime) -> str:
    """How a due date stands today, in working days: "2 working days late", "Was due on Friday", "Due today", "Due
    tomorrow", "Due on Sunday", "Due in 5 working days"."""
    day, today = _civil(due), clock.today()
    if day < today:
        late = working_days.between(day, today)
        return f"{_working_days(late)} late" if late else f"Was due on {WEEKDAYS[day.weekday()]}"
    ahead = working_days.between(today, day)
    in_words = f"Due in {_working_days(ahead)}" if ahead else f"Due on {WEEKDAYS[day.weekday()]}"
    return {0: "Due today", 1: "Due tomorrow"}.get((day - today).days, in_words)


def _working_days(number: int) -> str:
    return f"{number} working day{'s' if number > 1 else ''}"


def minutes(number: int | None) -> str:
    """1 minute, 25 minutes; nothing for a length that is not known."""
    return f"{number} minute{'' if number == 1 else 's'}" if number else ""


def phone_groups(value: str) -> str:
    """A telephone number in groups that can be read aloud: 020 8359 7637, 07700 900 123, 01632 960 001."""
    digits = re.sub(r"[^\d+]", "", value)
    if re.fullmatch(r"(\+44)\d{10}", digits):
        digits = "0" + digits[3:]
    for shape, size in (("02", (3, 4, 4)), ("011", (4, 3, 4)), ("0", (5, 3, 3))):
        if digits.startswith(shape) and len(digits) == sum(size):
            return _split(digits, size)
    return value


def _split(digits: str, sizes: tuple[int, ...]) -> str:
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return " ".join(digits[start : start + size] for start, size in zip(starts, sizes, strict=True))
