"""What concerns ask of somebody: read here, said in words where it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from foundation import clock
from foundation.rowsecurity.calls import call
from safeguarding.models.concern import Concern, Duty, Step
from safeguarding.models.notice import Notice
from safeguarding.visibility import stood_in
from safeguarding.vocabulary import DutyKind, State
from teams.visibility import team_ids
from teams.vocabulary import Verb

# What the worker does themself; the rest waits for somebody else. A child in the home is a step of its own.
OWN = frozenset(DutyKind) - {
    *(DutyKind.APPROVAL, DutyKind.CONFIRM, DutyKind.CHILD_CONFIRM, DutyKind.ACKNOWLEDGEMENT, DutyKind.DECISION)
}
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """All of it for one person."""

    to_approve: list[Duty]
    told: list[Notice]  # of what the hourly check found late, or without a next step
    begun: list[tuple[str, datetime]]  # who began to write a concern, and when
    as_second: list[Step]
    own: list[Duty]
    busy: set[UUID]  # concerns told of as waiting for nothing, for which something is due by now


def waiting_for(user: Any) -> Waiting:
    """The referrals that wait for this manager's word, what they are told of, and what they do next themselves on each
    concern that they raised."""
    standing = Notice.objects.visible_to(user).standing().filter(concern__state__in=sorted(State.live()))
    told = list(standing.select_related("concern", "duty").order_by("recorded_at", "pk"))
    return Waiting(
        to_approve=list(_to_approve(user)),
        told=told,
        begun=begun_unraised(user),
        as_second=_asked_as_second(user),
        own=list(_due_on_raised(user)),
        busy=_busy(notice.concern for notice in told if notice.concern and notice.duty is None),
    )


def begun_unraised(user: Any) -> list[tuple[str, datetime]]:
    """Who began to write a concern more than four hours ago and has not raised it, and when: for whoever manages."""
    rows = call("gate.concerns_begun") if user.holds(Verb.APPROVE_REFERRALS) else []
    return [(name, began) for began, name in rows]


def _busy(concerns: Iterable[Concern]) -> set[UUID]:
    rows = list(concerns)
    return set(Duty.objects.filter(concern__in=rows, met_at=None).values_list("concern", flat=True)) if rows else set()


def _to_approve(user: Any) -> Iterable[Duty]:
    """Approvals that are open on concerns of the teams that the person manages; whoever raised one does not decide."""
    managed = Concern.objects.visible_to(user).filter(team__in=team_ids(user, Verb.APPROVE_REFERRALS))
    mine = managed.exclude(raised_by=user).exclude(state__in=(State.CLOSED, State.VOID)).values("pk")
    open_ = Duty.objects.filter(concern__in=mine, kind=DutyKind.APPROVAL, met_at=None)
    rows: Iterable[Duty] = open_.select_related("concern")
    return rows


def _due_on_raised(user: Any) -> Iterable[Duty]:
    raised = Concern.objects.visible_to(user).filter(raised_by=user, state__in=sorted(State.live())).values("pk")
    due = Duty.objects.filter(concern__in=raised, kind__in=sorted(OWN), met_at=None, due_at__lt=clock.now() + SOON)
    rows: Iterable[Duty] = due.select_related("concern")
    return rows


def _asked_as_second(user: Any) -> list[Step]:
    """Concerns that a colleague let the person know of, until they have said whether it is an error (T26)."""
    if not stood_in(user):
        return []
    asked = Step.objects.waiting_for_second(user).visible_to(user).filter(concern__in=stood_in(user))
    return list(asked.select_related("concern").order_by("recorded_at", "pk"))
