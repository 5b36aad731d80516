"""The history of a case in words, and the time that was spent on it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from cases.models import Allocation, Case, LevelChange, Review, StatusChange, TimeEntry
from cases.presenting.cases import STATUS_COLOURS
from cases.presenting.texts import label_of, text_of, time_words
from cases.vocabulary import CodeList, Status
from cases.workflow import move_between
from foundation.components.shapes import Entry, Tag
from foundation.components.words import gb_date
from teams.models import User

HOUR = 60


def history_of(
    case: Case,
    moves: Iterable[StatusChange],
    levels: list[LevelChange],
    allocations: list[Allocation],
    reviews: Iterable[Review],
) -> list[Entry]:
    """Who changed what when, newest first; the rows come newest first, the opening is told from the oldest."""
    told = [
        *(move_entry(row) for row in moves),
        *(level_entry(row) for row in levels),
        *(allocation_entry(row) for row in allocations),
        *(review_entry(row) for row in reviews),
    ]
    begun = opening_entry(case, levels[-1] if levels else None, allocations[-1] if allocations else None)
    return [*sorted(told, key=lambda entry: entry.when, reverse=True), begun]


def opening_entry(case: Case, level: LevelChange | None, allocation: Allocation | None) -> Entry:
    """How the case began: what the first changes started from, or what still is."""
    lead = allocation.lead_from if allocation else case.lead_worker
    return Entry(
        title="Opened the case",
        when=case.opened_at,
        by=str(case.opened_by),
        facts=(
            ("Level", str(level.level_from if level else case.intervention_level)),
            ("Lead worker", str(lead or "Nobody")),
        ),
    )


def move_entry(row: StatusChange) -> Entry:
    """A move along the life of the case; of a closing, why and what came of the work."""
    outcomes = ", ".join(label_of(CodeList.OUTCOME, code) for code in row.outcomes)
    facts = [
        ("Reason", label_of(CodeList.CLOSE_REASON, row.reason) if row.reason else ""),
        ("What came of it", outcomes),
    ]
    return Entry(
        title=move_between(row.status_from, row.status_to).happened,
        when=row.recorded_at,
        by=str(row.recorded_by),
        tag=Tag(Status(row.status_to).label, STATUS_COLOURS[Status(row.status_to)]),
        facts=tuple((label, value) for label, value in facts if value),
    )


def level_entry(row: LevelChange) -> Entry:
    """The work went deeper or became lighter."""
    return Entry(
        title=f"Moved from level {row.level_from} to level {row.level_to}",
        when=row.recorded_at,
        by=str(row.recorded_by),
        text=text_of(row.reason),
        facts=(("Level now", label_of(CodeList.LEVEL, str(row.level_to))),),
    )


def allocation_entry(row: Allocation) -> Entry:
    """The case went to somebody else."""
    lead, second = row.lead_from_id != row.lead_to_id, row.second_from_id != row.second_to_id
    facts = [("Lead worker before", str(row.lead_from))] if lead and row.lead_from else []
    facts += [("Second worker", str(row.second_to or "Nobody"))] if lead and second else []
    facts += [("Second worker before", str(row.second_from))] if second and row.second_from else []
    return Entry(
        title=f"Lead worker is now {_who(row.lead_to)}" if lead else f"Second worker is now {_who(row.second_to)}",
        when=row.recorded_at,
        by=str(row.recorded_by or ""),
        facts=(*facts, *(() if row.recorded_by else (("Why", "A colleague left the team, or works no cases now"),))),
    )


def review_entry(row: Review) -> Entry:
    """Somebody looked at the case again."""
    return Entry(
        title="Reviewed the case",
        when=row.recorded_at,
        by=str(row.recorded_by),
        text=text_of(row.note),
        facts=(("Next review", gb_date(row.next_due)),),
    )


def time_entry(row: TimeEntry) -> dict[str, Any]:
    """Time spent without a contact, for a list."""
    return {"what": row.get_kind_display(), "long": time_words(row.minutes), "day": row.day, "by": str(row.recorded_by)}


def time_of(case: Case, minutes: int) -> dict[str, Any]:
    """The time spent on a case against the hours its highest level usually takes."""
    low, high = settings.LEVEL_HOURS[case.highest_level]
    over = high is not None and minutes > high * HOUR
    usual = f"{low} hours or more" if high is None else f"{low} to {high} hours" if low else f"up to {high} hours"
    return {
        "total": time_words(minutes),
        "usual": f"Level {case.highest_level} usually takes {usual}.",
        "tag": Tag(f"Longer than level {case.highest_level} usually takes", "yellow") if over else None,
    }


def known_of(case: Case) -> list[tuple[str, str]]:
    """What is known already when a case is closed, so that it is not asked again."""
    rows = [
        ("Highest level", str(case.highest_level)),
        ("Came to us", label_of(CodeList.REFERRAL_SOURCE, case.referral_source) if case.referral_source else ""),
        ("About", ", ".join(label_of(CodeList.ISSUE, code) for code in case.issues)),
        ("Stage when opened", label_of(CodeList.SEN_STAGE, case.sen_stage_open) if case.sen_stage_open else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _who(worker: User | None) -> str:
    return str(worker) if worker else "nobody"
