"""The calendar and the laws in words: what counts, who said so, and what waits for a second person."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.components.shapes import Cell, Column, Table, Tag
from foundation.components.words import gb_date, gb_weekday
from foundation.working_days import coming_bank_holidays, is_bank_holiday
from safeguarding.models import CalendarDay, LawDate, Switch
from safeguarding.vocabulary import DayKind, SwitchCode
from teams.models import User

DAYS = (Column("Day", whole=True), Column("What it is"), Column("Who said so"))
LAWS = (Column("Law"), Column("In force"), Column("Who said so"))
WORDS = {DayKind.HOLIDAY: "Not a working day", DayKind.WORKING: "A working day all the same"}


def days_table(agreed: Iterable[CalendarDay], today: date) -> Table:
    """The holidays to come, and the days that two people have added or struck. ``agreed``: the latest last."""
    rows = dict.fromkeys(coming_bank_holidays(today), (_HOLIDAY, _PUBLISHED))
    for row in agreed:
        if row.kind == DayKind.PUBLISHED:
            what = _HOLIDAY if is_bank_holiday(row.day) else "A day like any other"
            rows[row.day] = (f"{what}, after all: {row.why}", said_by(row))
        else:
            rows[row.day] = (f"{WORDS[DayKind(row.kind)]}: {row.why}", said_by(row))
    lines = tuple((gb_weekday(day), *rows[day]) for day in sorted(rows) if day >= today)
    return Table("Days that do not count, or count all the same", DAYS, lines)


_HOLIDAY, _PUBLISHED = "Bank holiday", "Published by GOV.UK"


def laws_table(switches: Iterable[Switch], agreed: Iterable[LawDate], today: date) -> Table:
    """Each law, since when it is on, and which two people said so last."""
    last = {row.code: row for row in agreed}
    return Table("Laws", LAWS, tuple(_law(switch, last.get(switch.code), today) for switch in switches))


def _law(switch: Switch, said: LawDate | None, today: date) -> tuple[Any, ...]:
    since = switch.in_force_from
    tag = Tag("On", "green") if since and since <= today else Tag("Off", "grey")
    about = f"{said.why}. {said_by(said)}" if said else "Nobody has signed it off"
    return Cell(switch.label, note=switch.source), Cell(f"From {gb_date(since)}" if since else "", tag=tag), about


def said_by(row: Any) -> str:
    """Who asked and who agreed; people of another service are not named."""
    if str(row.asked_by) == str(row.answered_by):  # somebody outside the team, twice
        return f"Two people of another service, {gb_date(clock.london(row.answered_at))}"
    return f"{row.asked_by} and {row.answered_by}, {gb_date(clock.london(row.answered_at))}"


def asked_words(row: CalendarDay | LawDate) -> str:
    """What was asked for, and where it is said."""
    if isinstance(row, CalendarDay):
        return f"{gb_weekday(row.day)}, {DayKind(row.kind).label.lower()} ({row.why})"
    law = SwitchCode(row.code).label
    return f"{law}, {f'from {gb_date(row.in_force_from)}' if row.in_force_from else 'to be off'} ({row.why})"


def waiting_rows(rows: Iterable[Any], user: User, answer: str) -> list[dict[str, str]]:
    """What waits for a second person, with a way to answer for whoever is one."""
    return [
        {
            "what": asked_words(row),
            "by": str(row.asked_by),
            "url": reverse(answer, args=[row.pk]) if row.asked_by_id != user.pk else "",
        }
        for row in rows
    ]


ASKS: dict[type[Any], tuple[str, str, str]] = {
    CalendarDay: ("Say whether a day counts", "Working days", "safeguarding:answer_day"),
    LawDate: ("Say whether a law has its day", "Laws", "safeguarding:answer_law"),
}


def asked_tasks(asked: Iterable[CalendarDay | LawDate]) -> list[dict[str, str]]:
    """What waits for a second person, as tasks: there until one of them answers."""
    return [
        {"title": title, "tag": tag, "words": asked_words(row), "url": reverse(route, args=[row.pk])}
        for row in asked
        for title, tag, route in (ASKS[type(row)],)
    ]
