"""What a service user keeps of what they agreed, as a page and as a document.

Its fields follow ISO/IEC TS 27560 (on what knowledge of it: ``docs/decisions/2026-11-28-sharing.md``): the record's own
reference, who decided and for whom, who holds the information and how they are reached, purpose, lawful basis, kinds,
recipient, how and when it was given, on which notice, from when and how long it lasts and is kept, where it stands, how
it is taken back, their rights and who watches over them, what was done on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cases.models import Disclosure, LegalBasis
from cases.presenting import text_of
from cases.vocabulary.sharing import Category, Purpose
from consent.models import Consent
from consent.presenting.permission import (
    STATES,
    as_title,
    first_day,
    joined,
    kinds_in_words,
    last_day,
    lasts_in_words,
    recipient_name,
)
from consent.presenting.sharing import lawful_in_words
from consent.rules import Decisions
from consent.vocabulary import DecisionKind, Footing, IdentityCheck, Method, Way
from foundation.components.words import gb_date, gb_datetime
from foundation.documents import Block, Document, Facts, Paragraph, Points, Section
from teams.presenting.reaching import Reached

TITLE = "What you agreed"  # names nobody: it shows in windows and print queues
CHANGE = (
    "Tell anybody in the team, at any time and in any way: by telephone, in writing or in person.",
    "It stops at once. You do not have to say why, and we go on helping you.",
    "What has been told already cannot be called back. We tell you what it was.",
)
RIGHTS = (
    "You can ask us for a copy of what we hold about you, and to put it right.",
    "You can ask us to stop using it, or say that you object.",
    "If you are not content with how we look after it, tell us. We write within 30 days that we have your complaint.",
    "You can also go to the Information Commissioner, at ico.org.uk.",
)
KEPT = "As long as the file that it belongs to"
FORM = "The service’s own, version 1"
# What pages say of them, said to them.
YOU_WERE_KNOWN = {
    IdentityCheck.CALLBACK: "We rang you back on the number we hold",
    IdentityCheck.SECURITY_ANSWER: "Your security answer",
    IdentityCheck.KNOWN_VOICE: "We know your voice",
    IdentityCheck.ID_SEEN: "We saw your identity document",
    IdentityCheck.VERIFIED_EMAIL: "From the e-mail address we hold for you",
}
YOU_DECIDED = {
    Footing.PARENTAL: "for your child, with parental responsibility",
    Footing.COMPETENT_CHILD: "who understands this decision",
    Footing.REPRESENTATIVE: "with authority",
}
YOU_SAID = {Method.REPRESENTATIVE: "Through your representative"}
YOU_ARE_KNOWN = "That you have been in contact with us"
DECIDED = {DecisionKind.GRANTED: "You said yes", DecisionKind.REFUSED: "You said no"}


@dataclass(frozen=True)
class OwnRecord:
    """One decision in the words of whoever made it."""

    lead: str
    limits: str
    rows: Sequence[tuple[str, str]]
    gone: Sequence[str]
    reach: Reached
    change: Sequence[str] = CHANGE
    rights: Sequence[str] = RIGHTS

    def document(self) -> Document:
        """The same, to be printed or sent."""
        limits = [Paragraph(f"Limits you set: {self.limits}", important=True)] if self.limits else []
        invented = [Paragraph(self.reach.invented)] if self.reach.invented else []
        change: list[Block] = [
            Points(self.change),
            Facts(self.reach.rows, columns=("How to reach us", "Where")),
            *invented,
        ]
        gone = Points(self.gone) if self.gone else Paragraph("Nothing so far.")
        sections = [
            Section("What you agreed to", [*limits, Facts(self.rows, columns=("What", "What we wrote down"))]),
            Section("If you change your mind", change),
            Section("What has been told", [gone]),
            Section("Your rights", [Points(self.rights)]),
        ]
        return Document(TITLE, sections, lead=self.lead, footer=self.reach.name)


def own_record(
    decision: Consent,
    among: Decisions,
    names: dict[Any, str],
    gone: Sequence[Disclosure],
    reach: Reached,
    lawful: LegalBasis | None = None,
) -> OwnRecord:
    """The record of one decision, for a case whose keys are in hand. ``lawful`` is what holds for telling with
    permission on the day on which it was given."""
    to = recipient_name(decision.recipient)
    way = "tell" if decision.way == Way.OUT else "ask"
    said = DECIDED.get(DecisionKind(decision.decision), "You were not asked")
    lead = f"{names.get(decision.grantor_id, '')}: {said.lower()} when we asked whether we may {way} {to}."
    law = ("Why it is lawful", f"You agreed, and it is our public task: {lawful_in_words(lawful)}" if lawful else "")
    granted = decision.decision == DecisionKind.GRANTED
    rows = [*_what(decision, among, names, as_title(to)), *([law] if granted else []), *_how(decision, among)]
    rows = [(label, value) for label, value in rows if value]
    return OwnRecord(lead, text_of(decision.limits), rows, [went(each) for each in gone], reach)


def _what(decision: Consent, among: Decisions, names: dict[Any, str], to: str) -> list[tuple[str, str]]:
    """Who decided what, about whom and for what."""
    granted = decision.decision == DecisionKind.GRANTED
    return [
        ("Who decided", _who(decision, names)),
        ("Who holds the information", str(decision.team)),
        ("Who may be told" if decision.way == Way.OUT else "Who may be asked", to),
        ("What it is to help with", Purpose(decision.purpose).label),
        ("Which kinds of information", _kinds(among.permitted(decision)) if granted else ""),
        ("About whom", joined(names.get(pk, "") for pk in decision.subjects)),
        ("How often", lasts_in_words(decision.one_off, first_day(decision)) if granted else ""),
        ("From when", _begins(decision) if granted else ""),
    ]


def _how(decision: Consent, among: Decisions) -> list[tuple[str, str]]:
    """How and when it was said, how long it holds and where it stands."""
    method, check = decision.method, decision.identity_check
    return [
        ("How you told us", YOU_SAID.get(Method(method), Method(method).label) if method else ""),
        ("How we knew that it was you", YOU_WERE_KNOWN[IdentityCheck(check)] if check else ""),
        ("Who interpreted", text_of(decision.interpreter)),
        ("Who else was there", text_of(decision.witness)),
        ("When you signed", gb_date(decision.signed_on) if decision.signed_on else ""),
        ("Your words", text_of(decision.words)),
        ("The notice about privacy that we explained", _notice(decision)),
        ("When you told us", gb_datetime(decision.recorded_at)),
        ("Until when", f"Until the end of {gb_date(last_day(decision))}" if decision.expires_at else ""),
        ("When we look at it again", gb_date(decision.review_due) if decision.review_due else ""),
        ("Confirmed to you in writing", _confirmed(decision, among)),
        ("Where it stands", STATES[among.stands(decision)].text),
        ("How long we keep this", KEPT),
        ("Number of this record", str(decision.pk)),
        ("Form of this record", FORM),
    ]


def _begins(decision: Consent) -> str:
    """Of what begins on a later day: which, and that nothing is said before."""
    day = first_day(decision)
    return f"{gb_date(day)}. Before that day we say nothing" if day else ""


def _kinds(categories: frozenset[Category]) -> str:
    known = [YOU_ARE_KNOWN] if Category.EXISTENCE in categories else []
    return joined([*known, *kinds_in_words(categories - {Category.EXISTENCE})])


def _notice(decision: Consent) -> str:
    version, day = decision.grantor.privacy_version, decision.grantor.privacy_explained_on
    return f"Version {version}, on {gb_date(day)}" if day else ""


def _confirmed(decision: Consent, among: Decisions) -> str:
    sent = among.confirmed.get(decision.pk)
    spoken = decision.decision == DecisionKind.GRANTED and decision.method in Method.spoken()
    return gb_datetime(sent) if sent else "By this record, once you have it" if spoken else ""


def _who(decision: Consent, names: dict[Any, str]) -> str:
    who, footing = names.get(decision.grantor_id, ""), Footing(decision.footing)
    for_whom = names.get(decision.acts_for_id, "")
    more = f", {YOU_DECIDED[footing]}" if footing in YOU_DECIDED else ""
    return f"{who}{more}" + (f": {for_whom}" if for_whom else "")


def went(each: Disclosure) -> str:
    """One thing that has gone, in a line."""
    kinds = joined(kinds_in_words({*each.categories} - {Category.EXISTENCE})) or Category.EXISTENCE.label
    return f"{gb_datetime(each.sent_at)}, {each.get_method_display().lower()}: {kinds}"
