"""Fetching one concern as the person who asks: kept from them, not theirs and not there are the same (promise 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from audit.vocabulary import Verb
from cases import keys as case_keys
from cases.models import Case, Disclosure
from cases.presenting import name_accounts
from cases.views.fetching import OpenCase, case_or_absent, people_of_case
from foundation.access import SignedInRequest
from foundation.components.shapes import CaseHeading
from safeguarding import actions, keys
from safeguarding.facts import Facts
from safeguarding.models import (
    Approval,
    Attempt,
    Concern,
    Discussion,
    Duty,
    Packet,
    Referral,
    Reply,
    ShareDecision,
    Stage,
    Step,
)
from safeguarding.rules import known_of, roles_of
from safeguarding.vocabulary import DutyKind, State, Who

# What is written down of a concern, and who stands in it.
WITH_WHOM: dict[Any, tuple[str, ...]] = {
    Step: ("recorded_by", "second_person"),
    Attempt: ("recorded_by", "manager"),
    Discussion: ("recorded_by", "manager"),
    Packet: (),
    Approval: ("recorded_by",),
    Referral: ("recorded_by", "route"),
    Reply: ("recorded_by",),
    Stage: ("recorded_by",),
    ShareDecision: ("recorded_by", "recipient"),
}


@dataclass(frozen=True)
class OpenConcern:
    """One concern that was fetched with its case, whose keys are in hand and whose look is recorded."""

    concern: Concern
    found: OpenCase
    roles: frozenset[Who]
    shown: tuple[Any, ...] = ()

    @property
    def case(self) -> Case:
        """Its case."""
        return self.found.case

    @property
    def heading(self) -> CaseHeading:
        """The header of its case, for every page and form of it."""
        return self.found.heading

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.concern.state)

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("safeguarding:concern", args=[self.concern.case_id, self.concern.pk])

    def facts(self, by: Any, **said: Any) -> Facts:
        """What is stored of it, for the workflow to decide on."""
        return known_of(self.concern, by, **said)

    def duties(self) -> list[Duty]:
        """What is due on it, the soonest first."""
        return duties_of([self.concern])

    def discussions_owed(self) -> set[DutyKind]:
        """The discussions that are due beside the concern's own, or after its referral."""
        return {DutyKind(duty.kind) for duty in self.duties()} & {DutyKind.RETROSPECTIVE, DutyKind.CHILD}


def concern_or_absent(request: SignedInRequest, case: Case, pk: UUID) -> Concern:
    """The concern of a case, if the person may know of it.

    Raises:
        Http404: when it is not there, or kept from them.
    """
    rows = Concern.objects.visible_to(request.user).filter(case=case, pk=pk).select_related("raised_by", "contact")
    found: Concern | None = rows.first()
    if found is None or not roles_of(request.user, found):
        raise Http404
    found.case = case
    return found


def open_concern(
    request: SignedInRequest, pk: UUID, concern: UUID, page: str, *, shown: Iterable[Any] = ()
) -> OpenConcern:
    """Fetch a concern for one of its pages, and record that it was looked at, with the rows ``shown`` of it.

    Raises:
        Http404: when it is not there, or kept from them.
    """
    case = case_or_absent(request, pk)
    row, shown = concern_or_absent(request, case, concern), tuple(shown)
    people = people_of_case(case)
    case_keys.open_for(Verb.FORM_OPENED, [case], shown=people, page=page)
    keys.open_for(Verb.CONCERN_READ, [row], shown=shown, page=page)
    return OpenConcern(row, OpenCase(case, people), roles_of(request.user, row), shown)


def rows_about(request: SignedInRequest, concern: UUID) -> dict[type, list[Any]]:
    """Everything that was written down of a concern as it moved, oldest first, each by its kind."""
    rows = {
        model: list(
            model.objects.visible_to(request.user)
            .filter(concern=concern)
            .select_related(*people)
            .order_by("recorded_at", "pk")
        )
        for model, people in WITH_WHOM.items()
    }
    told = list(actions.told_beside(concern).visible_to(request.user))
    name_accounts(each.recipient for each in told)
    return rows | {Disclosure: told}


def duties_of(concerns: Iterable[Concern]) -> list[Duty]:
    """What is still due on these concerns, the soonest first."""
    ids = [concern.pk for concern in concerns]
    return list(Duty.objects.filter(concern__in=ids, met_at=None).order_by("due_at", "pk"))
