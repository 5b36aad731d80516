"""Dates, times, telephone numbers and lateness as they are shown."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from django.db.models import TextChoices

from cases.disclosure.table import TABLE
from foundation import clock
from foundation.components import words

SUMMER_NIGHT = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_a_moment_is_shown_as_london_has_it() -> None:
    assert words.gb_datetime(SUMMER_NIGHT) == "1 July 2026 at 12:30am"
    assert words.gb_datetime_short(SUMMER_NIGHT) == "1 Jul 2026, 12:30am"
    assert words.gb_weekday(SUMMER_NIGHT) == "Wednesday 1 July 2026"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (time(0), "midnight"),
        (time(12), "midday"),
        (time(14, 5), "2:05pm"),
        (time(9), "9:00am"),
        (time(0, 1), "12:01am"),
    ],
)
def test_times(moment: time, expected: str) -> None:
    assert words.gb_time(moment) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 11, 19), "2 working days late"),  # the weekend is not counted
        (date(2026, 11, 20), "1 working day late"),
        (date(2026, 11, 23), "Due today"),
        (date(2026, 11, 24), "Due tomorrow"),
        (date(2026, 11, 27), "Due in 4 working days"),
        (date(2026, 11, 30), "Due in 5 working days"),
        (date(2026, 12, 29), "Due in 24 working days"),  # without Christmas
    ],
)
def test_lateness(monkeypatch: pytest.MonkeyPatch, due: date, expected: str) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    assert words.days_late(due) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [(date(2026, 11, 22), "Due on Sunday"), (date(2026, 11, 23), "Due in 1 working day")],
)
def test_a_weekend_is_no_working_day(monkeypatch: pytest.MonkeyPatch, due: date, expected: str) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 20))
    assert words.days_late(due) == expected


def test_nothing_is_late_by_a_weekend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 22))
    assert words.days_late(date(2026, 11, 20)) == "Was due on Friday"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("02083597637", "020 8359 7637"),
        ("+447700900123", "07700 900 123"),
        ("01632960001", "01632 960 001"),
        ("0113 496 0001", "0113 496 0001"),
        ("+33 1 70 18 99 00", "+33 1 70 18 99 00"),
        ("ext. 12", "ext. 12"),
    ],
)
def test_telephone_numbers_are_grouped_only_when_understood(typed: str, expected: str) -> None:
    assert words.phone_groups(typed) == expected


def test_short_dates() -> None:
    assert words.gb_date_short(date(2026, 9, 27)) == "27 Sep 2026"


def vocabularies(under: type[TextChoices] = TextChoices) -> Iterator[type[TextChoices]]:
    for kind in under.__subclasses__():
        yield kind
        yield from vocabularies(kind)


def test_apostrophes_are_the_printers() -> None:
    said = [str(label) for kind in vocabularies() for label in kind.labels] + [row.why for row in TABLE]
    assert len(said) > 300
    assert [words for words in said if re.search(r"(?<=[a-z])'", words)] == []
