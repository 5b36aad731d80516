"""Who may see a case today and why, as plain values."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import Case, Conflict, LettingIn, Relative, Wall
from cases.presenting.texts import text_of
from cases.vocabulary import Mitigation, Origin
from foundation import clock
from foundation.components.shapes import Tag
from foundation.components.words import gb_date, gb_datetime

COLOURS = {Mitigation.BLOCK: "red", Mitigation.SUPERVISED: "yellow", Mitigation.NONE: "grey"}
IN_SHORT = {Mitigation.BLOCK: "Kept out", Mitigation.SUPERVISED: "Supervised", Mitigation.NONE: "Written down"}
FOUND_BY = {
    Origin.DECLARED: "by themselves",
    Origin.RELATIVE: "by itself: somebody here has a name or number that they wrote down privately. They are not told",
}
Names = Mapping[UUID | None, str]


def last_day(until: Any) -> date:
    """The last day on which something holds, when its end is a moment."""
    return clock.london(until - timedelta(microseconds=1)).date()


def end_of_letting_in(until: datetime | None) -> str:
    """When it ends, as it was said: by the last day when that is whole, or else by its minute."""
    if until is None:
        return ""
    day = last_day(until)
    return gb_date(day) if until == clock.end_of(day) else gb_datetime(until)


def conflict_of(conflict: Conflict, names: Names, managing: Collection[UUID]) -> dict[str, Any]:
    """One conflict: whose, what it is, what follows from it, who decided. ``managing``: who manages its team now."""
    case, pk = conflict.case_id, conflict.pk
    supervisor = _supervisor(conflict, names, managing)
    by = FOUND_BY.get(Origin(conflict.origin)) or f"by {names.get(conflict.recorded_by_id, 'a manager')}"
    rows = [
        ("What it is", conflict.get_kind_display()),
        ("Recorded", f"{gb_date(conflict.recorded_at)} {by}"),
        ("Reason", text_of(conflict.reason)),
        ("Supervised by", supervisor),
        ("Last day", gb_date(last_day(conflict.until)) if conflict.until else ""),
        ("Look at it again", gb_date(conflict.review_due) if conflict.review_due else ""),
        ("Ended", _ended(conflict, names)),
        ("Why it ended", text_of(conflict.end_reason)),
    ]
    return {
        "name": names.get(conflict.colleague_id, "Somebody who has left"),
        "colleague": conflict.colleague_id,
        "tag": Tag(IN_SHORT[Mitigation(conflict.mitigation)], COLOURS[Mitigation(conflict.mitigation)]),
        "to_decide": conflict.reviewed_at is None,
        "late": conflict.review_due is not None and conflict.review_due < clock.today(),
        "supervisor": supervisor,
        "rows": [row for row in rows if row[1]],
        "review_url": reverse("cases:review_conflict", args=[case, pk]),
        "end_url": reverse("cases:end_conflict", args=[case, pk]),
    }


def _supervisor(conflict: Conflict, names: Names, managing: Collection[UUID]) -> str:
    """Who supervises somebody in conflict: the manager who decided that they may go on, while they manage."""
    if conflict.mitigation != Mitigation.SUPERVISED or conflict.ended_at:
        return ""
    name = names.get(conflict.reviewed_by_id, "Whoever decided it")
    if conflict.reviewed_by_id in managing:
        return name
    return f"Nobody now: {name} no longer manages the team. Look at it again to supervise it yourself"


def work_left(conflict: Any) -> str:
    """What waits for somebody who does not see it; of a conflict ``with_work_left``."""
    words = left_words(leads=conflict.leads, tasks=conflict.left)
    return f"Still {words} that they do not see" if words else ""


def left_words(*, leads: bool = False, seconds: bool = False, tasks: int = 0, drafts: int = 0) -> str:
    """What somebody has to do on a case."""
    said = [
        "leads the case" if leads else "",
        "is its second worker" if seconds else "",
        f"has {tasks} open task{'s' if tasks > 1 else ''}" if tasks else "",
        f"began {drafts} form{'s that are' if drafts > 1 else ' that is'} not recorded" if drafts else "",
    ]
    *first, last = [each for each in said if each] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def letting_in_of(letting_in: LettingIn, names: Names) -> dict[str, Any]:
    """One colleague who was let in: until when, why, and by whom."""
    rows = [
        ("Let in", f"{gb_date(letting_in.recorded_at)} by {names.get(letting_in.recorded_by_id)}"),
        ("Reason", text_of(letting_in.reason)),
        ("Until", end_of_letting_in(letting_in.until)),
        ("Ended", _ended(letting_in, names)),
    ]
    return {
        "name": names.get(letting_in.guest_id, "Somebody who has left"),
        "rows": [row for row in rows if row[1]],
        "end_url": reverse("cases:end_letting_in", args=[letting_in.case_id, letting_in.pk]),
    }


def relative_name(relative: Relative) -> str:
    """Somebody on one's own list, as they were written down."""
    return f"{text_of(relative.given_name)} {text_of(relative.family_name)}"


def wall_of(wall: Wall, case: Case) -> dict[str, Any]:
    """One wall as it is seen from one of its files: the other file, by its reference, and why."""
    other = wall.other_case if wall.case_id == case.pk else wall.case
    return {
        "name": f"File {other.readable_reference}",
        "why": f"{wall.get_kind_display()}, since {gb_date(wall.recorded_at)}",
        "url": reverse("cases:wall", args=[case.pk, wall.pk]),
    }


def _ended(row: Conflict | LettingIn, names: Names) -> str:
    if row.ended_at is None:
        return ""
    by = names.get(row.ended_by_id)
    return gb_datetime(row.ended_at) + (f" by {by}" if by else "")
