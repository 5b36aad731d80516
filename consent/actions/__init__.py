"""Every change to a permission, everything told with one, and whoever asked: a verb, keyword-only, ``by=`` whom."""

from consent.actions.enquiring import NewEnquiry, record_enquiry
from consent.actions.permission import CONFIRM, decide_consent, decide_each, decisions_of, take_back
from consent.actions.sharing import NotPermitted, share
from consent.rules import NewDecision

__all__ = [
    "CONFIRM",
    "NewDecision",
    "NewEnquiry",
    "NotPermitted",
    "decide_consent",
    "decide_each",
    "decisions_of",
    "record_enquiry",
    "share",
    "take_back",
]
