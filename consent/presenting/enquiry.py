"""What a page shows of enquiries, and the answer that is read out."""

from typing import Any

from cases.presenting import text_of
from consent.models import Enquiry
from consent.presenting.rule import rule_in_words
from consent.rules import answer_to
from consent.vocabulary import ENQUIRY_SCRIPTS, AskedBy, AskedHow, AskedWhat, Response


def script_words(version: str) -> str:
    """The answer of one version, word for word."""
    return ENQUIRY_SCRIPTS.get(version, "")


def enquiry_of(enquiry: Enquiry) -> dict[str, Any]:
    """One enquiry in the managers' register."""
    asker = AskedBy(enquiry.asked_by)
    where, response = text_of(enquiry.organisation), Response(enquiry.response)
    claims = {"in_writing": enquiry.in_writing, "said_died": enquiry.said_died}
    why = answer_to(asker, enquiry.asked_what, **claims).why
    rows = [
        ("About", text_of(enquiry.asked_about)),
        ("They say they are", asker.label),
        ("They wanted to know", AskedWhat(enquiry.asked_what).label),
        ("They have brought", "Their constituent’s written authority" if enquiry.in_writing else ""),
        ("They say", "That the person has died" if enquiry.said_died else ""),
        ("Their words", text_of(enquiry.words)),
        ("How", AskedHow(enquiry.asked_how).label),
        ("Answered", response.label),
        ("Wording", f"Version {enquiry.script_version.removeprefix('v')}"),
        ("Why", why),
        ("Rule", rule_in_words(enquiry.decided_by_row)),
    ]
    return {
        "id": enquiry.pk,
        "who": ", ".join(filter(None, (text_of(enquiry.enquirer), where))),
        "received_at": enquiry.received_at,
        "rows": [(label, value) for label, value in rows if value],
        "by": str(enquiry.recorded_by),
        "recorded_at": enquiry.recorded_at,
    }
