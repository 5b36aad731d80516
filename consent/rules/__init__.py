"""What a decision permits at an instant, whether one may be written down as it was said, what may come in, and what
whoever asks about a family is told."""

from consent.rules.coming_in import (
    Coming,
    WayIn,
    answer_to,
    came_rightly,
    may_answer_enquiries,
    may_ask_alone,
    may_decide_quarantine,
    may_keep,
    may_still_wait,
    way_in,
)
from consent.rules.demands import (
    demand_situation,
    may_find_on,
    may_put,
    ruling_on_booking,
    ruling_on_demand,
    word_among,
)
from consent.rules.naming import names_in, references_in
from consent.rules.permission import (
    REVIEW_GRACE,
    STANDING,
    Decisions,
    MayBeSaid,
    Telling,
    agreed_ahead,
    ruling_on,
    situation,
    what_may_be_said,
)
from consent.rules.recording import NewDecision, in_order, may_be_disputed, may_uphold

__all__ = [
    "REVIEW_GRACE",
    "STANDING",
    "Coming",
    "Decisions",
    "MayBeSaid",
    "NewDecision",
    "Telling",
    "WayIn",
    "agreed_ahead",
    "answer_to",
    "came_rightly",
    "demand_situation",
    "in_order",
    "may_answer_enquiries",
    "may_ask_alone",
    "may_be_disputed",
    "may_decide_quarantine",
    "may_find_on",
    "may_keep",
    "may_put",
    "may_still_wait",
    "may_uphold",
    "names_in",
    "references_in",
    "ruling_on",
    "ruling_on_booking",
    "ruling_on_demand",
    "situation",
    "way_in",
    "what_may_be_said",
    "word_among",
]
