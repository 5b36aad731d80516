"""By when: a day that is typed, or a chip that stands for a working day; never both, never neither."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.forms.tasks import DueForm, TaskForm, usual_days
from foundation import clock
from teams.models import User

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
NEITHER, BOTH = "Enter by when it has to be done", "You typed one day and chose another. Leave one of them out"


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)
    monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def test_the_chips_of_a_monday() -> None:
    assert usual_days(MONDAY) == {
        "today": ("Today", MONDAY),
        "next": ("Tomorrow", date(2026, 11, 24)),
        "in_2": ("In 2 working days, Wednesday 25", date(2026, 11, 25)),
        "in_5": ("In 5 working days, Monday 30", date(2026, 11, 30)),
        "next_week": ("Next week, Monday 30", date(2026, 11, 30)),
    }


@pytest.mark.parametrize(
    ("today", "next_week"),
    [
        (date(2026, 11, 28), date(2026, 11, 30)),  # a Saturday
        (date(2026, 11, 29), date(2026, 11, 30)),  # a Sunday
        (date(2026, 12, 23), date(2026, 12, 29)),  # the Monday is a bank holiday
    ],
)
def test_next_week_begins_on_its_first_working_day(today: date, next_week: date) -> None:
    assert usual_days(today)["next_week"][1] == next_week


def test_nobody_is_given_a_saturday_by_a_chip() -> None:
    assert usual_days(FRIDAY)["next"] == ("Next working day, Monday", date(2026, 11, 30))


@pytest.mark.parametrize(
    ("typed", "due", "error"),
    [
        ({"by": "in_2"}, date(2026, 11, 25), ""),
        ({"due": "25 11 2026"}, date(2026, 11, 25), ""),
        ({"due": "25 11 2026", "by": "in_2"}, date(2026, 11, 25), ""),  # the same day said twice
        ({"due": "26 11 2026", "by": "in_2"}, None, BOTH),
        ({}, None, NEITHER),
        ({"due": "31 2 2026"}, None, "By when must be a real date, such as 27 3 2026"),
        ({"due": "22 11 2026"}, None, "By when must be today or in the future"),
    ],
)
def test_by_when(monkeypatch: pytest.MonkeyPatch, typed: dict[str, str], due: date | None, error: str) -> None:
    on(monkeypatch, MONDAY)
    form = DueForm(typed)
    assert form.is_valid() is not bool(error)
    assert form.errors.get("due", [""])[0] == error
    if due:
        assert form.due_day() == due


@pytest.mark.parametrize(
    ("typed", "kind", "promised"),
    [
        ({}, None, None),
        ({"promised": "on", "promised_time": "3:30pm"}, "call_back", datetime(2026, 11, 24, 15, 30, tzinfo=UTC)),
        ({"promised_time": "3:30pm"}, None, None),  # the box was not ticked, so the time was not asked
    ],
)
def test_a_promised_time_makes_it_a_call_back(
    monkeypatch: pytest.MonkeyPatch, typed: dict[str, str], kind: str | None, promised: Any
) -> None:
    on(monkeypatch, MONDAY)
    worker = User(display_name="Ottoline Fernsby")
    form = TaskForm(
        {"title": "Ring her", "by": "next", "assigned_to": str(worker.pk)} | typed, workers=[worker], user=worker
    )
    assert form.is_valid(), form.errors
    said = form.task()
    assert (said.get("kind"), said.get("promised_at")) == (kind, promised)
    assert (said["due"], said["assigned_to"]) == (date(2026, 11, 24), worker)
