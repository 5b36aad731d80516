"""What pages show of what was asked for, what came, and what is in quarantine."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from cases.presenting import text_of
from cases.vocabulary.sharing import Category, SendingMethod
from consent.models import Arrival, InformationRequest, QuarantineDecision, RequestStep
from consent.presenting.permission import as_title, joined, kinds_said, recipient_name
from consent.vocabulary import CameHow, Fate, Held, LegalTag, StepKind, Thing
from foundation import clock
from foundation.components.shapes import Entry, Tag
from foundation.components.words import gb_date, gb_datetime

STEP_COLOURS = {StepKind.CHASED: "yellow", StepKind.PART: "blue", StepKind.RECEIVED: "green", StepKind.REFUSED: "red"}
HELD_COLOURS = {Held.CASE: "green", Held.QUARANTINE: "orange", Held.SAFEGUARDING: "red", Held.GONE: "grey"}


def asked_kinds(categories: Iterable[str]) -> str:
    """Kinds of information without that there has been contact, which is always part."""
    return kinds_said({*categories} - {Category.EXISTENCE})


def state_of(request: InformationRequest, steps: list[RequestStep]) -> Tag:
    """Where a request stands: what ended it, or how long it has been waited for."""
    ended = next((step for step in steps if step.kind in StepKind.ending()), None)
    if ended is not None:
        return Tag(StepKind(ended.kind).label, STEP_COLOURS[StepKind(ended.kind)])
    return Tag("Overdue", "red") if due_of(request, steps) < clock.today() else Tag("Waiting", "yellow")


def due_of(request: InformationRequest, steps: list[RequestStep]) -> Any:
    """By when an answer is due: as last said, newest step first."""
    return next((step.due for step in steps if step.due), request.due)


def request_card(request: InformationRequest, steps: list[RequestStep]) -> dict[str, Any]:
    """One request on the permission page."""
    state = state_of(request, steps)
    waits = not any(step.kind in StepKind.ending() for step in steps)
    return {
        "title": as_title(recipient_name(request.holder)),
        "url": reverse("consent:asked", args=[request.case_id, request.pk]),
        "state": state,
        "asked_at": request.sent_at,
        "kinds": asked_kinds(request.categories),
        "due": due_of(request, steps) if waits else None,
        "waits": waits,
    }


def request_name(request: InformationRequest) -> str:
    """One request in a list to choose from."""
    return f"{as_title(recipient_name(request.holder))}, asked on {gb_date(request.sent_at)}"


def request_rows(request: InformationRequest, names: dict[Any, str]) -> list[tuple[str, Any]]:
    """One request in full."""
    return [
        ("Asked of", as_title(recipient_name(request.holder))),
        ("What for", text_of(request.scope)),
        ("Which kinds", asked_kinds(request.categories)),
        ("About", joined(names.get(pk, "") for pk in request.subjects)),
        ("How", SendingMethod(request.method).label),
        ("When", gb_datetime(request.sent_at)),
        ("Written down by", str(request.recorded_by)),
    ]


def step_entry(step: RequestStep) -> Entry:
    """One thing that happened to a request."""
    kind = StepKind(step.kind)
    facts = (("Due by", gb_date(step.due)),) if step.due else ()
    return Entry(kind.label, step.recorded_at, str(step.recorded_by), text_of(step.words), facts=facts)


def arrival_rows(arrival: Arrival) -> list[tuple[str, Any]]:
    """One thing that arrived, opened."""
    rows = [
        ("From", as_title(text_of(arrival.sender))),
        ("About", text_of(arrival.about)),
        ("What it is", text_of(arrival.summary)),
        ("Which kinds", asked_kinds(arrival.categories)),
        ("It holds", joined(LegalTag(tag).label for tag in arrival.tags)),
        ("How", CameHow(arrival.came_how).label),
        ("Written down by", f"{arrival.recorded_by}, {gb_datetime(arrival.recorded_at)}"),
    ]
    return [(label, value) for label, value in rows if value]


def arrival_card(arrival: Arrival) -> dict[str, Any]:
    """One thing that arrived, on the permission page of its case."""
    return {
        "title": Thing(arrival.thing).label,
        "arrived_on": arrival.arrived_on,
        "why": "They gave it to us" if arrival.from_service_user else "They agreed that we ask for it",
        "rows": arrival_rows(arrival),
    }


def quarantine_item(arrival: Arrival) -> dict[str, Any]:
    """One thing in the managers' list, without its text."""
    held = Held(arrival.held)
    due = arrival.due() if held == Held.QUARANTINE else None
    return {
        "id": arrival.pk,
        "url": reverse("consent:quarantined", args=[arrival.pk]),
        "title": Thing(arrival.thing).label,
        "arrived_on": arrival.arrived_on,
        "held": Tag(held.label, HELD_COLOURS[held]),
        "due": due,
        "by": str(arrival.recorded_by),
        "recorded_at": arrival.recorded_at,
    }


def decision_entry(decision: QuarantineDecision) -> Entry:
    """What a manager decided, and why."""
    return Entry(Fate(decision.fate).label, decision.recorded_at, str(decision.recorded_by), text_of(decision.reason))
