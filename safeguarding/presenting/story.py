"""What has happened to a concern, newest first: its steps, and what was said, decided and sent at each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse

from cases.models import Disclosure
from cases.presenting import person_of, text_of
from cases.vocabulary.sharing import Basis
from foundation.components.shapes import Entry, Tag
from foundation.components.words import gb_datetime
from safeguarding.models import (
    Approval,
    Attempt,
    Concern,
    Discussion,
    Packet,
    Referral,
    Reply,
    ShareDecision,
    Stage,
    Step,
)
from safeguarding.presenting.discussing import filled_in
from safeguarding.presenting.laws import sharing_entry, told_entry
from safeguarding.vocabulary import AuthorityDecision, Mode, Reached, ReplyKind, Rota, State, View
from safeguarding.workflow import MOVES

HAPPENED = {
    "raise": "Raised",
    "emergency": "Emergency",
    "no_call": "No call was made",
    "seek": "A senior manager is to be asked",
    "more_info": "There was more to find out",
    "answered": "Back to the discussion",
    "second_opinion": "A second opinion was asked for",
    "monitor": "Being watched",
    "raise_again": "Something new: raised again",
    "chase": "Chased the authority",
    "ask_void": "Said to be entered in error",
    "ask_restore": "Said to be no error",
    "name_second": "A colleague was let know of it",
    "close": "Closed",
    "reopen": "Opened again",
    "void": "Entered in error",
    "restore": "It was no error",
}
ABOUT_CHILD = " about the child in the home"
# Steps that stand in the story by what was written down with them.
TOLD_BY_THEIR_ROWS = frozenset(MOVES) - HAPPENED.keys()


def story_of(concern: Concern, rows: Mapping[type, Iterable[Any]]) -> list[Entry]:
    """Everything that has happened, newest first; needs the concern's key."""
    packets = {(packet.discussion_id, packet.manager_id): packet for packet in rows.get(Packet, ())}
    told = [step_entry(row) for row in rows.get(Step, ()) if row.move not in TOLD_BY_THEIR_ROWS]
    told += [discussion_entry(row, packets.get((row.pk, row.manager_id))) for row in rows.get(Discussion, ())]
    others: tuple[tuple[type, Callable[[Any], Entry]], ...] = (
        *((Attempt, attempt_entry), (Approval, approval_entry), (Referral, referral_entry)),
        *((Reply, reply_entry), (Stage, stage_entry), (Disclosure, disclosure_entry)),
        (ShareDecision, sharing_entry),
    )
    told += [entry(row) for model, entry in others for row in rows.get(model, ())]
    begun = Entry("Begun", concern.recorded_at, str(concern.raised_by))
    return [*sorted(told, key=lambda entry: entry.when, reverse=True), begun]


def step_entry(row: Step) -> Entry:
    """A step that says no more than why."""
    end = State(row.end)
    second = (("With", str(row.second_person)),) if row.second_person else ()
    return Entry(
        title=HAPPENED[row.move],
        when=row.recorded_at,
        by=str(row.recorded_by or "The service itself, because the time was up"),
        text=filled_in(text_of(row.reason)),
        facts=second,
        tone="concern" if end == State.EMERGENCY else "",
    )


def attempt_entry(row: Attempt) -> Entry:
    """An attempt to reach somebody."""
    return Entry(
        title=f"Tried to reach {row.manager}{ABOUT_CHILD if row.rota == Rota.CHILD_IN_HOME else ''}",
        when=row.at,
        by=str(row.recorded_by),
        facts=(("How", Mode(row.mode).label), ("What came of it", Reached(row.result).label)),
    )


def discussion_entry(row: Discussion, packet: Packet | None) -> Entry:
    """A discussion, both views of it, and whether the senior manager has given their own word."""
    facts = [
        ("They think", View(row.view).label),
        ("We think", View(row.worker_view).label),
        ("Named", "Yes" if row.named else "No: nobody was named"),
        ("Rota", Rota(row.rota).label.partition(",")[0] if row.rota != Rota.CHILDREN else ""),
        ("How", Mode(row.mode).label),
        ("Their own word", _word(packet)),
    ]
    told = [
        ("", text_of(row.reasons)),
        ("They advised: ", text_of(row.advice)),
        ("What happens next: ", text_of(row.actions)),
        ("They were shown: ", text_of(packet.text) if packet else ""),
    ]
    return Entry(
        title=f"{_discussed(row)} with {row.manager}",
        when=row.held_at,
        by=str(row.recorded_by),
        text="\n\n".join(f"{label}{text}" for label, text in told if text),
        tag=Tag("Agreed", "green") if row.agreed else Tag("Not agreed", "orange"),
        facts=tuple((label, value) for label, value in facts if value),
    )


def _discussed(row: Discussion) -> str:
    if row.rota == Rota.CHILD_IN_HOME:
        return "Discussed the child in the home"
    return "Discussed afterwards" if row.retrospective else "Discussed"


def disclosure_entry(row: Disclosure) -> Entry:
    """What was told because of the concern beside its referrals."""
    return told_entry(row) if row.basis == Basis.STATUTORY_DUTY else naming_entry(row)


def naming_entry(row: Disclosure) -> Entry:
    """Somebody was named to a senior manager, and why; needs the case's key."""
    return Entry(
        title=f"Named to {person_of(row.recipient)}",
        when=row.sent_at,
        by=str(row.recorded_by),
        text=text_of(row.benefit),
        tag=Tag("On the register", "purple"),
    )


def _word(packet: Packet | None) -> str:
    if packet is None or packet.confirmed_at is None:
        return "Not confirmed yet"
    said = text_of(packet.answer)
    how = "They remember it differently" if packet.differently else "Confirmed"
    return f"{how}, {gb_datetime(packet.confirmed_at)}{f': {said}' if said else ''}"


def approval_entry(row: Approval) -> Entry:
    """What the manager said of a referral."""
    when = "before it was made" if row.before_referral else "after it was made"
    return Entry(
        title=f"The referral was {'approved' if row.approved else 'not approved'}, {when}",
        when=row.recorded_at,
        by=str(row.recorded_by),
        text=text_of(row.reasons),
        tag=Tag("Approved", "green") if row.approved else Tag("Not approved", "orange"),
    )


def referral_entry(row: Referral) -> Entry:
    """A referral, by telephone or in writing."""
    facts = [("Spoke to", text_of(row.spoke_to)), ("Their reference", text_of(row.their_reference))]
    return Entry(
        title=f"Referred {'in writing' if row.in_writing else 'by telephone'} to {row.route.name}",
        when=row.told_at,
        by=str(row.recorded_by),
        facts=tuple((label, value) for label, value in facts if value),
        url=reverse("safeguarding:referral", args=[row.case_id, row.concern_id, row.pk]),
        tag=Tag("Referred", "teal"),
    )


def reply_entry(row: Reply) -> Entry:
    """What the authority said."""
    facts = [("Who", text_of(row.who)), ("Their reference", text_of(row.their_reference))]
    decided = AuthorityDecision(row.decision).label if row.decision else ""
    return Entry(
        title=f"{ReplyKind(row.kind).label} by the authority",
        when=row.at,
        by=str(row.recorded_by),
        text=text_of(row.text),
        tag=Tag(decided, "teal") if decided else None,
        also=(Tag("We are not satisfied", "orange"),) if row.dissatisfied else (),
        facts=tuple((label, value) for label, value in facts if value),
    )


def stage_entry(row: Stage) -> Entry:
    """A stage of a disagreement between agencies."""
    return Entry(
        title=f"Escalated: stage {row.number}",
        when=row.recorded_at,
        by=str(row.recorded_by),
        text=text_of(row.text),
        facts=(("With", text_of(row.with_whom)), ("By", gb_datetime(row.due_at))),
    )
