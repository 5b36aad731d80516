"""What concerns ask of somebody, as tasks on their home page: a reference, what is asked and by when, and nothing of
what the concern says."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import Case
from cases.references import readable
from foundation import clock
from foundation.components.words import gb_datetime
from safeguarding.models import Concern, Duty, Step, Waiting
from safeguarding.presenting.concerns import due_words, soonest_first, time_left
from safeguarding.vocabulary import DutyKind, State

DAY = timedelta(days=1)
BEGUN, BOARD = "Ask about a concern that was begun", "safeguarding:board"


def concern_tasks(found: Waiting) -> list[dict[str, Any]]:
    """The referrals that wait for this manager's word, what the hourly check found late or without a next step of what
    the person answers for, and the next step of each concern that they raised: there until it is seen to."""
    asked = [duties[0] for duties in _by_concern(found.to_approve).values()]
    told = [(notice.concern, notice.duty) for notice in found.told if notice.concern]
    answered = {duty.concern_id for duty in asked}
    late = [duty for _, duty in told if duty and not (duty.kind == DutyKind.APPROVAL and duty.concern_id in answered)]
    concerns = {concern.pk: concern for concern, _ in told}
    return [
        *(_approval(duty) for duty in asked),
        *(_late(concerns[pk], duties) for pk, duties in _by_concern(late).items()),
        *(
            {"title": BEGUN, "tag": "Begun", "words": words, "url": reverse(BOARD)}
            for words in begun_words(found.begun)
        ),
        *(_second(step) for step in found.as_second),
        *(_next(duty) for duty in _own_steps(found.own, late)),
        *(_stranded(concern) for concern, duty in told if duty is None and concern.pk not in found.busy),
    ]


def begun_words(begun: Iterable[tuple[str, datetime]]) -> list[str]:
    """Who began to write a concern and has not raised it: what they wrote is theirs alone."""
    return [f"{name} began to write one on {gb_datetime(at)}, and has not raised it" for name, at in begun]


def _approval(duty: Duty) -> dict[str, Any]:
    went = duty.concern.state in State.referred()
    title = "Say what you think of a referral" if went else "Approve a referral, or do not"
    return _task(duty.concern, title, "Approval", f"By {due_words(duty.due_at)}") | _pressing(duty)


def _own_steps(due: Iterable[Duty], told: Iterable[Duty]) -> list[Duty]:
    """What comes next on each concern that the person raised, and beside it a child's own discussion; what is told of
    as late already is not said twice."""
    found: dict[tuple[UUID, bool], Duty] = {}
    for duty in soonest_first(due):
        found.setdefault((duty.concern_id, duty.kind == DutyKind.CHILD), duty)
    late = {(duty.concern_id, duty.kind == DutyKind.CHILD) for duty in told}
    return [duty for place, duty in found.items() if place not in late]


def _second(step: Step) -> dict[str, Any]:
    return _task(
        step.concern, "Say whether a concern is an error", "Two people", "Nobody but the two of you may know of it"
    )


def _next(duty: Duty) -> dict[str, Any]:
    is_late = duty.due_at < clock.now()
    words = f"By {due_words(duty.due_at)}"
    task = _task(duty.concern, DutyKind(duty.kind).label, "Late" if is_late else "Concern", words) | _pressing(duty)
    return task | ({"colour": "red"} if is_late else {})


def _by_concern(duties: Iterable[Duty]) -> dict[UUID, list[Duty]]:
    found: dict[UUID, list[Duty]] = {}
    for duty in soonest_first(duties):
        found.setdefault(duty.concern_id, []).append(duty)
    return found


def _late(concern: Concern, duties: list[Duty]) -> dict[str, Any]:
    first, more = duties[0], len({duty.kind for duty in duties}) - 1
    also = f", and {more} more thing{'s' if more > 1 else ''}" if more else ""
    words = f"It was due by {due_words(first.due_at)}{also}"
    return _task(concern, DutyKind(first.kind).label, "Late", words) | _pressing(first) | {"colour": "red"}


def _pressing(duty: Duty) -> dict[str, str]:
    """How long is left, or how late it is, and how that is drawn: as the due days of other tasks are."""
    left = duty.due_at - clock.now()
    return {"left": time_left(duty), "tone": "late" if left < timedelta() else "soon" if left < DAY else ""}


def _stranded(concern: Concern) -> dict[str, Any]:
    return _task(concern, "Say what follows on a concern", "No next step", "Nothing is due on it")


def _task(concern: Concern, title: str, tag: str, words: str) -> dict[str, Any]:
    url = reverse("safeguarding:concern", args=[concern.case_id, concern.pk])
    said = {"title": title, "tag": tag, "words": f"Concern {readable(concern.reference)}. {words}", "url": url}
    return said | {"shows": (Case(pk=concern.case_id), concern)}


def shown_by(tasks: Iterable[dict[str, Any]]) -> list[Any]:
    """The cases and concerns that tasks lead to, for the record of the look at them."""
    return list({row.pk: row for task in tasks for row in task.get("shows", ())}.values())
