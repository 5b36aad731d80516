"""What pages show of legal demands and of what was booked."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from cases.presenting import text_of
from cases.vocabulary.sharing import Category
from consent.models import Booking, Demand, DemandFinding
from consent.presenting.permission import as_title, kinds_said, recipient_name
from consent.vocabulary import DemandFound, DemandKind
from foundation.components.shapes import Entry, Tag
from foundation.components.words import gb_date

STATES = {
    DemandFound.FOLLOW: Tag("To be followed", "green"),
    DemandFound.CHALLENGE: Tag("Challenged", "orange"),
    DemandFound.NOT_VALID: Tag("Not valid", "grey"),
}
WAITS = Tag("With the manager", "yellow")
UNCONFIRMED = Tag("Not confirmed by information governance", "yellow")
SAID_NO = Tag("Information governance: not valid", "red")


def state_of(finding: DemandFinding | None, word: bool | None) -> Tag:
    """Where a demand stands, in words and colour, with the word of information governance on what was found."""
    if finding is not None and finding.found == DemandFound.FOLLOW and word is not True:
        return UNCONFIRMED if word is None else SAID_NO
    return STATES[DemandFound(finding.found)] if finding else WAITS


def demand_card(demand: Demand, finding: DemandFinding | None, word: bool | None) -> dict[str, Any]:
    """One demand in the list of a case."""
    return {
        "title": as_title(recipient_name(demand.recipient)),
        "url": reverse("consent:demand", args=[demand.case_id, demand.pk]),
        "state": state_of(finding, word),
        "kind": DemandKind(demand.kind).label,
        "due": demand.due,
        "waits": finding is None or (finding.found == DemandFound.FOLLOW and word is None),
    }


def demand_rows(demand: Demand, finding: DemandFinding | None = None) -> list[tuple[str, str]]:
    """What came; with what counts of what was found, exactly what is to be given."""
    exactly = finding.categories if finding else ()
    rows = [
        ("What came", DemandKind(demand.kind).label),
        ("Who is to be told", as_title(recipient_name(demand.recipient))),
        ("Its number", text_of(demand.number)),
        ("What it orders", text_of(demand.orders)),
        ("Which kinds", kinds_said(demand.categories)),
        ("Exactly what may go", kinds_said(exactly)),
        ("The date on it", gb_date(demand.dated)),
        ("To be answered by", gb_date(demand.due)),
        ("May they be told of it", "No: it forbids that" if demand.forbids_telling else "Yes: tell them, and why"),
        ("Written down by", str(demand.recorded_by)),
    ]
    return [(label, value) for label, value in rows if value]


def finding_entry(finding: DemandFinding) -> Entry:
    """What was found, and who else looked at it."""
    ordered = kinds_said({*finding.categories} - {Category.EXISTENCE}) or Category.EXISTENCE.label
    facts = (
        ("Exactly what it orders", ordered if finding.categories else ""),
        ("Who looked at it, by telephone or letter", text_of(finding.checked_by)),
        ("On", gb_date(finding.checked_on) if finding.checked_on else ""),
        ("What they said", text_of(finding.advice)),
    )
    return Entry(
        STATES[DemandFound(finding.found)].text,
        finding.recorded_at,
        str(finding.recorded_by),
        text_of(finding.words),
        facts=tuple((label, value) for label, value in facts if value),
    )


def booking_entries(bookings: Sequence[Booking]) -> list[Entry]:
    """What was booked, newest first; what went is with everything that has been shared."""
    return [
        Entry(
            as_title(recipient_name(each.supplier)),
            each.recorded_at,
            str(each.recorded_by),
            f"They agreed: {text_of(each.agreed_words)}",
            url=reverse("consent:disclosure", args=[each.case_id, each.disclosure_id]),
            about="what went",
            facts=(("What", each.get_kind_display()),),
        )
        for each in bookings
    ]
