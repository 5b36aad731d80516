"""What a decision permits at an instant, and whether one may be written down as it was said."""

from consent.rules.permission import (
    Decisions,
    MayBeSaid,
    Telling,
    answer_to,
    may_answer_enquiries,
    ruling_on,
    what_may_be_said,
)
from consent.rules.recording import NewDecision, in_order

__all__ = [
    "Decisions",
    "MayBeSaid",
    "NewDecision",
    "Telling",
    "answer_to",
    "in_order",
    "may_answer_enquiries",
    "ruling_on",
    "what_may_be_said",
]
