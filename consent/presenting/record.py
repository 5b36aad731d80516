"""What a service user keeps of what they agreed, as a page and as a document.

Its fields are those of a consent record of ISO/IEC TS 27560: the record's own reference, who decided and for whom, who
holds the information, purpose, kinds, recipient, how and when it was given, how long it lasts, where it stands, how it
is taken back, and what was done on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cases.models import Disclosure
from cases.presenting import text_of
from cases.vocabulary.sharing import Category, Purpose
from consent.models import Consent
from consent.presenting.permission import STATES, as_title, ends_in_words, joined, kinds_in_words, recipient_name
from consent.rules import Decisions
from consent.vocabulary import DecisionKind, Footing, IdentityCheck, Method, Way
from foundation.components.words import gb_date, gb_datetime
from foundation.documents import Document, Facts, Paragraph, Points, Section

TITLE = "What you agreed"  # names nobody: it shows in windows and print queues
CHANGE = (
    "Tell anybody in the team, at any time and in any way: by telephone, in writing or in person.",
    "It stops at once. You do not have to say why, and we go on helping you.",
    "What has been told already cannot be called back. We tell you what it was.",
)
DECIDED = {DecisionKind.GRANTED: "You said yes", DecisionKind.REFUSED: "You said no"}


@dataclass(frozen=True)
class OwnRecord:
    """One decision in the words of whoever made it."""

    lead: str
    limits: str
    rows: Sequence[tuple[str, str]]
    gone: Sequence[str]
    change: Sequence[str] = CHANGE

    def document(self) -> Document:
        """The same, to be printed or sent."""
        limits = [Paragraph(f"Limits you set: {self.limits}", important=True)] if self.limits else []
        gone = Points(self.gone) if self.gone else Paragraph("Nothing so far.")
        sections = [
            Section("What you agreed to", [*limits, Facts(self.rows, columns=("What", "What we wrote down"))]),
            Section("If you change your mind", [Points(self.change)]),
            Section("What has been told", [gone]),
        ]
        return Document(TITLE, sections, lead=self.lead)


def own_record(decision: Consent, among: Decisions, names: dict[Any, str], gone: Sequence[Disclosure]) -> OwnRecord:
    """The record of one decision, for a case whose keys are in hand."""
    to = recipient_name(decision.recipient)
    way = "tell" if decision.way == Way.OUT else "ask"
    said = DECIDED.get(DecisionKind(decision.decision), "You were not asked")
    lead = f"{names.get(decision.grantor_id, '')}: {said.lower()} when we asked whether we may {way} {to}."
    rows = _rows(decision, among, names, as_title(to))
    return OwnRecord(lead, text_of(decision.limits), rows, [went(each) for each in gone])


def _rows(decision: Consent, among: Decisions, names: dict[Any, str], to: str) -> list[tuple[str, str]]:
    granted = decision.decision == DecisionKind.GRANTED
    known = IdentityCheck(decision.identity_check).label if decision.identity_check else ""
    rows = [
        ("Who decided", _who(decision, names)),
        ("Who holds the information", str(decision.team)),
        ("Who may be told" if decision.way == Way.OUT else "Who may be asked", to),
        ("What it is to help with", Purpose(decision.purpose).label),
        ("Which kinds of information", joined(kinds_in_words(among.permitted(decision))) if granted else ""),
        ("About whom", joined(names.get(pk, "") for pk in decision.subjects)),
        ("How often", ("Once" if decision.one_off else "From now on") if granted else ""),
        ("How you told us", Method(decision.method).label if decision.method else ""),
        ("How we knew that it was you", known),
        ("Who interpreted", text_of(decision.interpreter)),
        ("Who else was there", text_of(decision.witness)),
        ("Your words", text_of(decision.words)),
        ("When you told us", gb_datetime(decision.valid_from)),
        ("Until when", ends_in_words(decision)),
        ("When we look at it again", gb_date(decision.review_due) if decision.review_due else ""),
        ("Confirmed to you in writing", _confirmed(decision, among)),
        ("Where it stands", STATES[among.stands(decision)].text),
        ("Number of this record", str(decision.pk)),
    ]
    return [(label, value) for label, value in rows if value]


def _confirmed(decision: Consent, among: Decisions) -> str:
    sent = among.confirmed.get(decision.pk)
    spoken = decision.decision == DecisionKind.GRANTED and decision.method in Method.spoken()
    return gb_datetime(sent) if sent else "By this record, once you have it" if spoken else ""


def _who(decision: Consent, names: dict[Any, str]) -> str:
    who, footing = names.get(decision.grantor_id, ""), Footing(decision.footing)
    for_whom = names.get(decision.acts_for_id, "")
    more = "" if footing == Footing.OWN else f", {footing.label[0].lower()}{footing.label[1:]}"
    return f"{who}{more}" + (f": {for_whom}" if for_whom else "")


def went(each: Disclosure) -> str:
    """One thing that has gone, in a line."""
    kinds = joined(kinds_in_words({*each.categories} - {Category.EXISTENCE})) or Category.EXISTENCE.label
    return f"{gb_datetime(each.sent_at)}, {each.get_method_display().lower()}: {kinds}"
