"""Turning what people type for a date or a time into one, or saying that it is not.

Pure functions: nothing here knows of forms. None means "that is not one"; a guess is never made, because a wrong date
in a case record is worse than being asked again.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
YEARS = range(1000, 10_000)
SHORTEST_MONTH = 3  # letters: "ma" could be March or May
FOUR_DIGITS, TWO_DIGITS = 4, 2
WITH_YEAR, WITHOUT_YEAR = 3, 2  # parts of a date as typed
HOURS, MINUTES, HOURS_OF_HALF = range(24), range(60), range(1, 13)
NOON = 12
DAYS_OFF_TODAY = {"today": 0, "yesterday": -1, "tomorrow": 1}
CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.\s]?(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?")
NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def read_number(text: str) -> int | None:
    """Only the digits 0 to 9: `int()` would also take "١٢", "1_2" and " 12 "."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def read_month(text: str) -> int | None:
    """A month by number or by name: 3, 03, March, mar, Sept."""
    number = read_number(text)
    if number is not None:
        return number if 1 <= number <= len(MONTHS) else None
    word = text.lower().rstrip(".")
    matching = [index for index, name in enumerate(MONTHS, 1) if name.startswith(word) and len(word) >= SHORTEST_MONTH]
    return matching[0] if len(matching) == 1 else None


def read_year(text: str) -> int | None:
    """Four digits. Two are refused for a birth date: "26" could be a child or a great-grandmother."""
    number = read_number(text)
    return number if number in YEARS else None


def real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_near_date(text: str, today: date, leaning: str = "") -> date | None:
    """ "27 3 2026", "27/3/26", "27 March", "Friday 27 March", "today". A missing year is the one that `leaning`
    ("past" or "future") asks for, or the nearest."""
    tidy = " ".join(re.sub(r"[/.,\-–]", " ", text.lower()).split())
    if tidy in DAYS_OFF_TODAY:
        return today + timedelta(days=DAYS_OFF_TODAY[tidy])
    parts = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", _without_weekday(tidy)).split()
    if len(parts) == WITH_YEAR and len(parts[0]) == FOUR_DIGITS:
        parts.reverse()  # 2026-03-27, as a computer writes it
    day, month = _day_and_month(parts)
    if day is None or month is None:
        return None
    if len(parts) == WITHOUT_YEAR:
        return _nearest(day, month, today, leaning)
    year = _short_year(parts[2]) if len(parts) == WITH_YEAR else None
    return None if year is None else real_date(year, month, day)


def _day_and_month(parts: list[str]) -> tuple[int | None, int | None]:
    if len(parts) not in {WITH_YEAR, WITHOUT_YEAR}:
        return None, None
    return read_number(parts[0]), read_month(parts[1])


def _without_weekday(text: str) -> str:
    return re.sub(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)? (?=\d)", "", text)


def _short_year(text: str) -> int | None:
    """A near date is of this century, so "26" is 2026."""
    number = read_number(text)
    if number is None:
        return None
    return 2000 + number if len(text) == TWO_DIGITS else read_year(text)


def _nearest(day: int, month: int, today: date, leaning: str) -> date | None:
    found = [real_date(today.year + offset, month, day) for offset in (-1, 0, 1)]
    dates = [each for each in found if each is not None]
    if leaning == "past":
        dates = [each for each in dates if each <= today]
    if leaning == "future":
        dates = [each for each in dates if each >= today]
    return min(dates, key=lambda each: abs(each - today), default=None)


def read_time(text: str) -> time | None:
    """ "2:05pm", "14:05", "2.05 pm", "1405", "2pm", "noon"; None for what is not a time."""
    tidy = " ".join(text.lower().split())
    if tidy in NAMED_TIMES:
        return NAMED_TIMES[tidy]
    found = CLOCK.fullmatch(tidy)
    if not found or (found["minute"] is None and not found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return _on_the_clock(hour, minute, (found["half"] or "")[:1])


def _on_the_clock(hour: int, minute: int, half: str) -> time | None:
    if minute not in MINUTES or hour not in (HOURS_OF_HALF if half else HOURS):
        return None
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    return time(hour, minute)


def needs_half_of_day(text: str) -> bool:
    """ "2:05" could be afternoon or night; "02:05" and "14:05" could not."""
    found = CLOCK.fullmatch(" ".join(text.lower().split()))
    return bool(found and not found["half"] and len(found["hour"]) == 1 and found["hour"] != "0")
