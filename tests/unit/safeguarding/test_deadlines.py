"""Deadlines against dates worked out by hand: Christmas, Easter, the change of clocks, a Friday afternoon."""

from datetime import date, datetime, timedelta

import pytest

from foundation.clock import LONDON
from safeguarding import deadlines as due
from safeguarding.deadlines import Calendar
from safeguarding.vocabulary import Urgency

PLAIN = Calendar()
SERIOUS, WORRIED, DANGER = Urgency.SIGNIFICANT, Urgency.WELFARE, Urgency.IMMINENT


def at(text: str) -> datetime:
    """An instant on a London clock face."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)


def shown(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%a %d %b %Y %H:%M}"


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-24", 3, "2026-12-31"),
        ("2027-03-25", 1, "2027-03-30"),
        ("2026-12-24", 4, "2027-01-04"),
        ("2026-11-27", 1, "2026-11-30"),
    ],
)
def test_working_days(start: str, number: int, end: str) -> None:
    assert PLAIN.after(date.fromisoformat(start), number)[0] == date.fromisoformat(end)


def test_christmas_explains_itself() -> None:
    found = due.working_days_after(PLAIN, at("2026-12-24 11:00"), 2, what="Acknowledgement")
    assert shown(found.at) == "Wed 30 Dec 2026 17:00"
    assert found.because == (
        "Acknowledgement: 2 working days after Thursday 24 December, because 25 and 28 December are bank holidays"
    )
    assert [day.day for day in found.skipped] == [25, 26, 27, 28]


def test_the_written_referral_of_scenario_5() -> None:
    assert shown(due.written(PLAIN, at("2026-12-23 11:40")).at) == "Thu 24 Dec 2026 17:00"


def test_the_written_referral_of_scenario_6_falls_on_a_saturday() -> None:
    found = due.written(PLAIN, at("2026-12-24 16:55"))
    assert shown(found.at) == "Sat 26 Dec 2026 16:55"
    assert "48 hours" in found.because


def test_the_discussion_afterwards_of_scenario_6() -> None:
    found = due.retrospective(PLAIN, at("2026-12-24 16:55"))
    assert shown(found.at) == "Tue 29 Dec 2026 17:00"


def test_easter() -> None:
    assert shown(due.reply(PLAIN, at("2027-03-25 15:00"), "Decision").at) == "Tue 30 Mar 2027 17:00"
    assert shown(due.second_chase(PLAIN, at("2027-03-25 15:00"), "Decision").at) == "Thu 01 Apr 2027 17:00"


@pytest.mark.parametrize(
    ("urgency", "start", "end"),
    [
        (WORRIED, "2026-11-27 16:59", "Mon 30 Nov 2026 12:59"),  # one minute on Friday, the rest on Monday
        (WORRIED, "2026-11-27 17:00", "Mon 30 Nov 2026 13:00"),
        (WORRIED, "2026-11-27 08:00", "Fri 27 Nov 2026 13:00"),
        (WORRIED, "2026-12-24 15:00", "Tue 29 Dec 2026 11:00"),
        (WORRIED, "2026-11-28 12:00", "Mon 30 Nov 2026 13:00"),
        (SERIOUS, "2026-11-27 16:59", "Fri 27 Nov 2026 17:29"),
        (DANGER, "2026-12-25 23:50", "Sat 26 Dec 2026 00:20"),
    ],
)
def test_approval(urgency: Urgency, start: str, end: str) -> None:
    assert shown(due.approval(PLAIN, urgency, at(start)).at) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-25 00:45", "Sun 25 Oct 2026 01:15"),  # before the clocks go back
        ("2027-03-28 00:45", "Sun 28 Mar 2027 02:15"),  # an hour is missing from that night
    ],
)
def test_half_an_hour_is_half_an_hour_when_the_clocks_change(start: str, end: str) -> None:
    found = due.approval(PLAIN, SERIOUS, at(start))
    assert shown(found.at) == end
    assert found.at.timestamp() - at(start).timestamp() == timedelta(minutes=30).total_seconds()


def test_48_hours_are_48_hours_when_the_clocks_change() -> None:
    start = at("2027-03-26 16:00")  # Good Friday; the clocks go forward on Sunday
    found = due.written(PLAIN, start)
    assert found.at.timestamp() - start.timestamp() == timedelta(hours=48).total_seconds()
    assert shown(found.at) == "Sun 28 Mar 2027 17:00"


@pytest.mark.parametrize(
    ("urgency", "start", "end"),
    [
        (SERIOUS, "2026-11-28 23:30", "Sun 29 Nov 2026 00:30"),
        (WORRIED, "2026-11-27 16:59", "Fri 27 Nov 2026 17:00"),
        (WORRIED, "2026-11-27 17:01", "Mon 30 Nov 2026 17:00"),
        (WORRIED, "2026-12-25 10:00", "Tue 29 Dec 2026 17:00"),
    ],
)
def test_the_discussion_begins(urgency: Urgency, start: str, end: str) -> None:
    assert shown(due.discussion_to_begin(PLAIN, urgency, at(start)).at) == end


def test_the_next_person_of_the_rota() -> None:
    assert shown(due.next_on_rota(PLAIN, SERIOUS, at("2026-11-27 16:59")).at) == "Fri 27 Nov 2026 17:59"
    assert shown(due.next_on_rota(PLAIN, WORRIED, at("2026-11-27 16:59")).at) == "Mon 30 Nov 2026 12:59"


def test_referral() -> None:
    assert shown(due.referral(PLAIN, SERIOUS, at("2026-12-24 16:40")).at) == "Fri 25 Dec 2026 00:00"
    assert shown(due.referral(PLAIN, WORRIED, at("2026-12-24 16:40")).at) == "Tue 29 Dec 2026 17:00"


def test_a_day_that_is_added_and_one_that_is_struck() -> None:
    proclaimed = Calendar(added={date(2026, 11, 30): "A day of celebration"})
    assert proclaimed.after(date(2026, 11, 27), 1)[0] == date(2026, 12, 1)
    struck = Calendar(struck=frozenset({date(2026, 12, 28)}))
    assert struck.after(date(2026, 12, 24), 1)[0] == date(2026, 12, 28)


def test_watching_is_looked_at_within_ten_working_days() -> None:
    assert due.latest_watch(PLAIN, date(2026, 12, 18)) == date(2027, 1, 6)


def test_the_hours_of_work_of_some_days_and_the_gaps_in_them() -> None:
    """From a Thursday afternoon over Christmas: the rest of that day, and the Tuesday after."""
    hours = PLAIN.open_hours(at("2026-12-24 16:30"), timedelta(days=5))
    assert [(shown(start), shown(end)) for start, end in hours] == [
        ("Thu 24 Dec 2026 16:30", "Thu 24 Dec 2026 17:00"),
        ("Tue 29 Dec 2026 09:00", "Tue 29 Dec 2026 16:30"),
    ]
    turns = [(at("2026-12-24 12:00"), at("2026-12-29 10:00")), (at("2026-12-29 12:00"), at("2026-12-29 13:00"))]
    assert [(shown(start)[-5:], shown(end)[-5:]) for start, end in due.gaps(hours, turns)] == [
        ("10:00", "12:00"),
        ("13:00", "16:30"),
    ]
