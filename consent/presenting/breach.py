"""What managers' pages show of breaches: the register with its clocks, one breach, and what was done about it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import Breach, BreachStep, Disclosure, DisclosureItem
from cases.presenting import text_of
from cases.vocabulary.breach import BreachMove, ReportedTo, Risk, SafetyAnswer
from cases.vocabulary.sharing import BreachState
from cases.workflow import BREACH_PATHS, risk_of
from consent.presenting.permission import as_title, joined, kinds_said, recipient_name
from foundation import clock
from foundation.components.shapes import Cell, Column, Entry, Table, Tag
from foundation.components.words import gb_datetime, gb_datetime_short

HOUR = timedelta(hours=1)
COLOURS = {
    BreachState.OPEN: "red",
    BreachState.CONTAINED: "orange",
    BreachState.DECIDED: "yellow",
    BreachState.CLOSED: "grey",
}
RISK_COLOURS = {Risk.LOW: "green", Risk.RISK: "orange", Risk.HIGH: "red"}
BREACHES = (
    Column("Case", whole=True),
    Column("Known since", whole=True),
    Column("What happened"),
    Column("72 hours", whole=True),
    Column("Where it stands"),
    Column("By", extra=True),
)


def state_tag(breach: Breach) -> Tag:
    """Where a breach stands, in words and colour."""
    return Tag(breach.get_state_display(), COLOURS[BreachState(breach.state)])


def hours(number: float) -> str:
    """Whole hours in words."""
    whole = int(number)
    return "less than an hour" if whole == 0 else "1 hour" if whole == 1 else f"{whole} hours"


def clock_words(breach: Breach) -> str:
    """How old an open breach is, and what is left of its 72 hours."""
    left = (breach.due_at - clock.now()) / HOUR
    return as_title(f"{hours(left)} left" if left >= 0 else f"{hours(-left)} over")


def next_of(moves: Sequence[BreachMove], steps: Sequence[BreachStep]) -> BreachMove | None:
    """What comes next of what may be done: to contain it, to weigh it, to tell whom it was decided to tell and who was
    not told yet, to close it; the first that is still owed."""
    done = {step.move for step in steps if step.reported_to in ("", ReportedTo.REGULATOR)}
    decided = next((step for step in reversed(steps) if step.move == BreachMove.DECIDE), None)
    owed = {BreachMove.REPORT: decided and decided.report, BreachMove.TELL: decided and decided.tell}
    return next((move for move in moves if move not in done and owed.get(move, True)), None)


def breach_table(rows: Iterable[Breach], *, closed: bool) -> Table:
    """The register of breaches: by reference, never by name."""
    return Table("Breaches", BREACHES, tuple(_breach_row(each, closed=closed) for each in rows), id="breaches")


def _breach_row(each: Breach, *, closed: bool) -> tuple[Any, ...]:
    url = reverse("consent:breach", args=[each.case_id, each.pk])
    age = "" if closed else as_title(f"{hours((clock.now() - each.aware_at) / HOUR)} ago")
    return (
        Cell(each.case.readable_reference, url=url, about=gb_datetime_short(each.aware_at)),
        Cell(gb_datetime_short(each.aware_at), note=age),
        Cell(each.get_cause_display(), note=text_of(each.what_happened)),
        Cell(gb_datetime_short(each.due_at), note="" if closed else clock_words(each)),
        Cell(tag=state_tag(each)),
        str(each.recorded_by),
    )


def breach_rows(
    breach: Breach, gone: Disclosure | None, items: Sequence[DisclosureItem], names: dict[UUID, str]
) -> list[tuple[str, str]]:
    """What happened, whose confidence it was and who has it now."""
    rows = [
        ("What happened", breach.get_cause_display()),
        ("How it came about", text_of(breach.what_happened)),
        ("To whom", as_title(recipient_name(gone.recipient)) if gone else ""),
        ("About", joined(sorted({names.get(item.subject_id, "") for item in items if item.subject_id}))),
        ("Kinds", kinds_said(gone.categories) if gone else ""),
        ("What was told", "\n".join(text_of(item.what) for item in items if item.what)),
        ("When it went", gb_datetime(gone.sent_at) if gone else ""),
        ("Whether they know", gone.get_subject_told_display() if gone and gone.subject_told else ""),
        ("Known since", gb_datetime(breach.aware_at)),
        ("Written down by", str(breach.recorded_by)),
    ]
    return [(label, value) for label, value in rows if value]


def to_report(breach: Breach, gone: Disclosure | None, steps: Sequence[BreachStep]) -> list[tuple[str, str]]:
    """What information governance is told (article 33(3)): by reference and in codes, so that it names nobody."""
    decided = next((step for step in reversed(steps) if step.move == BreachMove.DECIDE), None)
    contained = next((step for step in reversed(steps) if step.move == BreachMove.CONTAIN), None)
    rows = [
        ("Our reference", breach.case.readable_reference),
        ("What happened", breach.get_cause_display()),
        ("When it went", gb_datetime(gone.sent_at) if gone else ""),
        ("When we knew", gb_datetime(breach.aware_at)),
        ("Families", "1"),
        ("Kinds of information", kinds_said(gone.categories) if gone else ""),
        ("What became of it", contained.get_contained_display() if contained else "Not known yet"),
        ("The risk", risk_of(decided.likelihood, decided.severity).label if decided else "Not weighed yet"),
    ]
    return [(label, value) for label, value in rows if value]


def step_entry(step: BreachStep) -> Entry:
    """One thing that was done about a breach."""
    return Entry(
        BREACH_PATHS[BreachMove(step.move)].happened,
        step.happened_at or step.recorded_at,
        str(step.recorded_by),
        "\n".join(text for text in (text_of(step.words), text_of(step.lessons)) if text),
        tag=_tag_of(step),
        facts=tuple((label, value) for label, value in _facts_of(step) if value),
    )


def _tag_of(step: BreachStep) -> Tag | None:
    if step.move != BreachMove.DECIDE:
        return None
    risk = risk_of(step.likelihood, step.severity)
    return Tag(risk.label, RISK_COLOURS[risk])


def _facts_of(step: BreachStep) -> list[tuple[str, str]]:
    return [
        ("Asked back", _yes_or_no(step.asked_back)),
        ("What became of it", step.get_contained_display() if step.contained else ""),
        ("How likely", step.get_likelihood_display() if step.likelihood else ""),
        ("How bad", step.get_severity_display() if step.severity else ""),
        ("Somebody in danger", SafetyAnswer(step.safety).label if step.safety else ""),
        ("To be reported", _yes_or_no(step.report)),
        ("To be told", _yes_or_no(step.tell)),
        ("Why not", step.get_why_not_told_display() if step.why_not_told else ""),
        ("Who was told", step.get_reported_to_display() if step.reported_to else ""),
        ("Their reference", text_of(step.reference)),
        ("How", step.get_method_display() if step.method else ""),
    ]


def _yes_or_no(answer: bool | None) -> str:
    return "" if answer is None else "Yes" if answer else "No"
