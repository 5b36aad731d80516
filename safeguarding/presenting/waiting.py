"""What concerns ask of somebody, as tasks on their home page: a reference, what is asked and by when, and nothing of
what the concern says."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import Case
from cases.references import readable
from foundation import clock
from foundation.components.words import gb_datetime
from foundation.rowsecurity.calls import call
from safeguarding.models import Concern, Duty, Notice, Step
from safeguarding.presenting.concerns import due_words, soonest_first, time_left
from safeguarding.visibility import stood_in
from safeguarding.vocabulary import DutyKind, State
from teams.visibility import team_ids
from teams.vocabulary import Verb

# What the worker does themself; the rest waits for somebody else. A child in the home is a step of its own.
OWN = frozenset(DutyKind) - {
    *(DutyKind.APPROVAL, DutyKind.CONFIRM, DutyKind.CHILD_CONFIRM, DutyKind.ACKNOWLEDGEMENT, DutyKind.DECISION)
}
SOON, DAY = timedelta(days=7), timedelta(days=1)
BEGUN, BOARD = "Ask about a concern that was begun", "safeguarding:board"


def concern_tasks(user: Any) -> list[dict[str, Any]]:
    """The referrals that wait for this manager's word, what the hourly check found late or without a next step of what
    the person answers for, and the next step of each concern that they raised: there until it is seen to."""
    asked = _to_approve(user)
    standing = Notice.objects.visible_to(user).standing().filter(concern__state__in=sorted(State.live()))
    told = [(notice.concern, notice.duty) for notice in standing.select_related("concern", "duty") if notice.concern]
    answered = {duty.concern_id for duty in asked}
    late = [duty for _, duty in told if duty and not (duty.kind == DutyKind.APPROVAL and duty.concern_id in answered)]
    concerns = {concern.pk: concern for concern, _ in told}
    return [
        *(_approval(duty) for duty in asked),
        *(_late(concerns[pk], duties) for pk, duties in _by_concern(late).items()),
        *({"title": BEGUN, "tag": "Begun", "words": words, "url": reverse(BOARD)} for words in begun_words(user)),
        *(_second(step) for step in _asked_as_second(user)),
        *(_next(duty) for duty in _own_steps(user, late)),
        *(_stranded(concern) for concern in _idle(concern for concern, duty in told if duty is None)),
    ]


def _idle(concerns: Iterable[Concern]) -> list[Concern]:
    """Those that still wait for nothing: what was seen to since the last check is none of them."""
    rows = list(concerns)
    busy = set(Duty.objects.filter(concern__in=rows, met_at=None).values_list("concern", flat=True)) if rows else set()
    return [concern for concern in rows if concern.pk not in busy]


def begun_words(user: Any) -> list[str]:
    """Who began to write a concern more than four hours ago and has not raised it: what they wrote is theirs alone."""
    rows = call("gate.concerns_begun") if user.holds(Verb.APPROVE_REFERRALS) else []
    return [f"{name} began to write one on {gb_datetime(began)}, and has not raised it" for began, name in rows]


def _to_approve(user: Any) -> list[Duty]:
    """Approvals that are open on concerns of the teams that the person manages; whoever raised one does not decide."""
    managed = Concern.objects.visible_to(user).filter(team__in=team_ids(user, Verb.APPROVE_REFERRALS))
    mine = managed.exclude(raised_by=user).exclude(state__in=(State.CLOSED, State.VOID)).values("pk")
    rows = Duty.objects.filter(concern__in=mine, kind=DutyKind.APPROVAL, met_at=None).select_related("concern")
    return [duties[0] for duties in _by_concern(rows).values()]


def _approval(duty: Duty) -> dict[str, Any]:
    went = duty.concern.state in State.referred()
    title = "Say what you think of a referral" if went else "Approve a referral, or do not"
    return _task(duty.concern, title, "Approval", f"By {due_words(duty.due_at)}") | _pressing(duty)


def _own_steps(user: Any, told: Iterable[Duty]) -> list[Duty]:
    """What comes next on each concern that the person raised, and beside it a child's own discussion; what is told of
    as late already is not said twice."""
    raised = Concern.objects.visible_to(user).filter(raised_by=user, state__in=sorted(State.live())).values("pk")
    due = Duty.objects.filter(concern__in=raised, kind__in=sorted(OWN), met_at=None, due_at__lt=clock.now() + SOON)
    found: dict[tuple[UUID, bool], Duty] = {}
    for duty in soonest_first(due.select_related("concern")):
        found.setdefault((duty.concern_id, duty.kind == DutyKind.CHILD), duty)
    late = {(duty.concern_id, duty.kind == DutyKind.CHILD) for duty in told}
    return [duty for place, duty in found.items() if place not in late]


def _asked_as_second(user: Any) -> list[Step]:
    """Concerns that a colleague let the person know of, until they have said whether it is an error (T26)."""
    if not stood_in(user):
        return []
    asked = Step.objects.waiting_for_second(user).visible_to(user).filter(concern__in=stood_in(user))
    return list(asked.select_related("concern").order_by("recorded_at", "pk"))


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
