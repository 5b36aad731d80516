"""What reports and deadlines need of a case: how the family heard of us, whom it disagrees with, until when to ask for
mediation or to appeal, and what it thinks of us (§3.4)."""

from datetime import date

from cases.deadlines import appeal_by, mediate_by
from cases.models import Case
from cases.presenting.texts import label_of
from cases.vocabulary import CodeList
from foundation.components.words import gb_date


def dispute_rows(case: Case) -> list[tuple[str, str]]:
    """The rows of a summary: only what is known, because most cases have none of it."""
    rows = [
        ("Heard about us", label_of(CodeList.HEARD_ABOUT, case.heard_about) if case.heard_about else ""),
        ("Disagrees with", ", ".join(label_of(CodeList.DISPUTE, code) for code in case.dispute_with)),
        ("Appeal about", ", ".join(label_of(CodeList.APPEAL, code) for code in case.appeal_types)),
        ("Decision letter", _day(case.decision_letter_on)),
        ("Mediation by", _day(mediate_by(case.decision_letter_on))),
        ("Mediation certificate", _day(case.mediation_certificate_on)),
        ("Appeal by", _day(appeal_by(case.decision_letter_on, case.mediation_certificate_on))),
        ("What they think of us", " ".join(words for asked, words in _thoughts(case) if asked)),
    ]
    return [(label, said) for label, said in rows if said]


def _thoughts(case: Case) -> list[tuple[bool | None, str]]:
    """What is known of an evaluation; what nobody wrote down is not said."""
    return [
        (case.evaluation_sent, "They have been asked."),
        (case.evaluation_received, "They have told us."),
        (case.evaluation_received is False, "They have not told us."),
    ]


def _day(day: date | None) -> str:
    return gb_date(day) if day else ""
