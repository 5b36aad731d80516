"""Every change to a permission, everything told or asked with one, what came and whoever asked: a verb, keyword-only,
``by=`` whom."""

from consent.actions.alone import advise_alone
from consent.actions.arriving import NewArrival, decide_quarantine, record_arrival
from consent.actions.asking import CHASE, NewRequest, ask_holder, record_step
from consent.actions.disputing import dispute, uphold
from consent.actions.enquiring import NewEnquiry, record_enquiry
from consent.actions.permission import CONFIRM, decide_consent, decide_each, decisions_of, take_back
from consent.actions.sharing import NotPermitted, share
from consent.rules import NewDecision

__all__ = [
    "CHASE",
    "CONFIRM",
    "NewArrival",
    "NewDecision",
    "NewEnquiry",
    "NewRequest",
    "NotPermitted",
    "advise_alone",
    "ask_holder",
    "decide_consent",
    "decide_each",
    "decide_quarantine",
    "decisions_of",
    "dispute",
    "record_arrival",
    "record_enquiry",
    "record_step",
    "share",
    "take_back",
    "uphold",
]
