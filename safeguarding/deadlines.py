"""When each thing about a concern is due, and why then (law-and-practice §4.3, §4.7).

What is serious runs by the wall clock, nights and weekends included. Only what is merely worrying, and what other
authorities owe, runs by the working days and hours of England and Wales. Each answer explains itself and names the days
it skipped, to be stored beside it: a date is never silently moved.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from foundation import clock
from foundation.working_days import is_bank_holiday
from safeguarding.vocabulary import Urgency

OPENS, SHUTS = time(9), time(17)
ONE_DAY = timedelta(days=1)
Span = tuple[datetime, datetime]
SATURDAY = 5
# Limits; those marked in the policy for the service to confirm are its defaults.
START_DISCUSSION = timedelta(hours=1)
NEXT_ON_ROTA = {Urgency.SIGNIFICANT: timedelta(minutes=60), Urgency.WELFARE: timedelta(hours=4)}
APPROVE = timedelta(minutes=30)
APPROVE_WORKING = timedelta(hours=4)
WRITTEN_AT_LATEST = timedelta(hours=48)
DRAFT_LASTS = timedelta(hours=4)
FIRST_CHASE, SECOND_CHASE = 1, 3  # working days
WATCHED_FOR_AT_MOST = 10  # working days
MORE_INFO_AT_MOST = 1  # working day
SECOND_OPINION = timedelta(hours=24)
REPORT_WAITS = timedelta(days=7)
CONFIRMED_WITHIN = 2  # working days, for a senior manager's own word


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant by which something is due, a sentence that explains it, and the days that were skipped."""

    at: datetime
    because: str
    skipped: tuple[date, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """The working days of England and Wales: the published holidays, and days that a reviewed row adds or strikes."""

    added: Mapping[date, str] = field(default_factory=dict)
    struck: frozenset[date] = frozenset()

    def is_holiday(self, day: date) -> bool:
        """Whether the day is a holiday, though it may be a weekday."""
        return day in self.added or (is_bank_holiday(day) and day not in self.struck)

    def is_working(self, day: date) -> bool:
        """Whether the authorities work on this day."""
        return day.weekday() < SATURDAY and not self.is_holiday(day)

    def days_from(self, day: date) -> Iterator[date]:
        """The days after one, for ever."""
        while True:
            day += ONE_DAY
            yield day

    def after(self, day: date, number: int) -> tuple[date, tuple[date, ...]]:
        """The day that is ``number`` working days after ``day``, and those skipped on the way."""
        skipped = []
        for each in self.days_from(day):
            if self.is_working(each):
                number -= 1
            else:
                skipped.append(each)
            if number == 0:
                return each, tuple(skipped)
        raise AssertionError  # the days do not end

    def open_hours(self, start: datetime, length: timedelta) -> list[Span]:
        """The hours of work within a time: from when until when on each working day."""
        days = [clock.london(start).date() + timedelta(days=n) for n in range(length.days + 1)]
        hours = [(clock.at(day, OPENS), self.end_of(day)) for day in days if self.is_working(day)]
        within = [(max(opens, start), min(shuts, start + length)) for opens, shuts in hours]
        return [(opens, shuts) for opens, shuts in within if opens < shuts]

    def end_of(self, day: date) -> datetime:
        """The end of work on a day, in London."""
        return datetime.combine(day, SHUTS, tzinfo=clock.LONDON)

    def working_time_after(self, start: datetime, length: timedelta) -> tuple[datetime, tuple[date, ...]]:
        """The instant when ``length`` of working time has passed since ``start``, and the days skipped."""
        local, skipped = clock.london(start), []
        day, left = local.date(), length
        begins = max(local, datetime.combine(day, OPENS, tzinfo=clock.LONDON))
        while True:
            if not self.is_working(day):
                skipped.append(day)
            elif begins < self.end_of(day):
                open_for = _between(begins, self.end_of(day))
                if left <= open_for:
                    return _later(begins, left), tuple(skipped)
                left -= open_for
            day += ONE_DAY
            begins = datetime.combine(day, OPENS, tzinfo=clock.LONDON)


def working_days_after(calendar: Calendar, start: datetime, number: int, *, what: str) -> Deadline:
    """The end of the working day ``number`` working days after an instant."""
    first = clock.london(start).date()
    day, skipped = calendar.after(first, number)
    days = "working day" if number == 1 else "working days"
    return Deadline(
        calendar.end_of(day), _explained(f"{what}: {number} {days} after {_named(first)}", calendar, skipped), skipped
    )


def draft(begun_at: datetime) -> Deadline:
    """A draft goes to the manager's board after four hours, whatever the hour."""
    return Deadline(_later(begun_at, DRAFT_LASTS), "Four hours after it was begun")


def discussion_to_begin(calendar: Calendar, urgency: Urgency, aware_at: datetime) -> Deadline:
    """T3: within the hour when it is serious, else by the end of the working day."""
    if urgency != Urgency.WELFARE:
        return Deadline(_later(aware_at, START_DISCUSSION), "Serious: within an hour, day or night")
    return _same_working_day(calendar, aware_at, "The same working day")


def about_child(calendar: Calendar, urgency: Urgency, known_at: datetime) -> Deadline:
    """§4.6: a child in an adult's home is discussed as soon as any child is, from when the child was known of."""
    found = discussion_to_begin(calendar, urgency, known_at)
    return replace(found, because=f"A child is in the home. {found.because}")


def next_on_rota(calendar: Calendar, urgency: Urgency, first_tried_at: datetime) -> Deadline:
    """T4: when the next person of the rota is tried."""
    if urgency == Urgency.WELFARE:
        at, skipped = calendar.working_time_after(first_tried_at, NEXT_ON_ROTA[Urgency.WELFARE])
        return Deadline(at, _explained("Four working hours after the first attempt", calendar, skipped), skipped)
    return Deadline(_later(first_tried_at, NEXT_ON_ROTA[Urgency.SIGNIFICANT]), "An hour after the first attempt")


def approval(calendar: Calendar, urgency: Urgency, discussed_at: datetime) -> Deadline:
    """Half an hour after the discussion when it is serious, else four working hours."""
    if urgency != Urgency.WELFARE:
        return Deadline(_later(discussed_at, APPROVE), "Serious: half an hour after the discussion")
    at, skipped = calendar.working_time_after(discussed_at, APPROVE_WORKING)
    return Deadline(at, _explained("Four working hours after the discussion", calendar, skipped), skipped)


def referral(calendar: Calendar, urgency: Urgency, aware_at: datetime) -> Deadline:
    """T12: the same day when it is serious, else one working day after it was recognised."""
    if urgency != Urgency.WELFARE:
        return Deadline(_midnight_after(aware_at), "Serious: the same day")
    return working_days_after(calendar, aware_at, 1, what="Referral")


def written(calendar: Calendar, told_at: datetime) -> Deadline:
    """T13: the end of the next working day or 48 hours, whichever is sooner; the form is online, so any day will do."""
    by_day = working_days_after(calendar, told_at, 1, what="In writing")
    by_clock = _later(told_at, WRITTEN_AT_LATEST)
    if by_clock < by_day.at:
        return Deadline(by_clock, "In writing: 48 hours after the call, because the next working day is later")
    return by_day


def retrospective(calendar: Calendar, referred_at: datetime) -> Deadline:
    """T16: the discussion that an emergency went before, by the end of the next working day."""
    return working_days_after(calendar, referred_at, 1, what="Discussion afterwards")


def reply(calendar: Calendar, received_at: datetime, what: str) -> Deadline:
    """T17, T18: what the authority owes, one working day after it received the referral."""
    return working_days_after(calendar, received_at, FIRST_CHASE, what=what)


def second_chase(calendar: Calendar, received_at: datetime, what: str) -> Deadline:
    """T19: three working days after, to the manager over there, with escalation offered."""
    return working_days_after(calendar, received_at, SECOND_CHASE, what=what)


def after_disagreement(calendar: Calendar, urgency: Urgency, at: datetime) -> Deadline:
    """T8: what follows a disagreement is decided the same day, and so is a referral in spite of it (T10)."""
    if urgency != Urgency.WELFARE:
        return Deadline(_midnight_after(at), "Serious: the same day")
    return _same_working_day(calendar, at, "The same working day")


def second_opinion(calendar: Calendar, urgency: Urgency, asked_at: datetime) -> Deadline:
    """T11: within a day by the wall clock when it is serious, else by the end of the next working day."""
    if urgency != Urgency.WELFARE:
        return Deadline(_later(asked_at, SECOND_OPINION), "Serious: within 24 hours, day or night")
    return working_days_after(calendar, asked_at, 1, what="Second opinion")


def report(suspected_at: datetime, *, waits: bool) -> Deadline:
    """§2.6: as soon as it can be done, which is the same day; within seven days when it is said why it waits."""
    if waits:
        return Deadline(_later(suspected_at, REPORT_WAITS), "Seven days at most, because you said why it waits")
    return Deadline(_midnight_after(suspected_at), "As soon as it can be done: the same day")


def answer(calendar: Calendar, asked_at: datetime) -> Deadline:
    """T7: what has to be found out, when nobody said sooner."""
    return working_days_after(calendar, asked_at, MORE_INFO_AT_MOST, what="Found out")


def latest_watch(calendar: Calendar, day: date) -> date:
    """T6: the latest day on which what was not referred is looked at again."""
    return calendar.after(day, WATCHED_FOR_AT_MOST)[0]


def gaps(hours: Iterable[Span], turns: Iterable[Span]) -> list[Span]:
    """The parts of these hours in which it is nobody's turn."""
    left = list(hours)
    for begins, ends in turns:
        cut = [((start, min(end, begins)), (max(start, ends), end)) for start, end in left]
        left = [(start, end) for parts in cut for start, end in parts if start < end]
    return sorted(left)


def _same_working_day(calendar: Calendar, start: datetime, words: str) -> Deadline:
    local = clock.london(start)
    if calendar.is_working(local.date()) and local.time() < SHUTS:
        return Deadline(calendar.end_of(local.date()), words)
    day, skipped = calendar.after(local.date(), 1)
    return Deadline(calendar.end_of(day), _explained("The next working day", calendar, skipped), skipped)


def _midnight_after(start: datetime) -> datetime:
    return clock.end_of(clock.london(start).date())


def _later(start: datetime, length: timedelta) -> datetime:
    """Time that really passes, whatever the clocks are changed to meanwhile."""
    return clock.london((start.astimezone(UTC)) + length)


def _between(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def _named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _explained(words: str, calendar: Calendar, skipped: tuple[date, ...]) -> str:
    """The sentence, with the holidays in it by name; weekends explain themselves."""
    holidays = [day for day in skipped if calendar.is_holiday(day)]
    if not holidays:
        return words
    named = [
        str(day.day) if day.month == holidays[-1].month and day != holidays[-1] else _short(day) for day in holidays
    ]
    listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    return f"{words}, because {listed} {'are bank holidays' if len(named) > 1 else 'is a bank holiday'}"


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"
