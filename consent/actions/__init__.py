"""Every change to a permission, and everything told with one: a verb, keyword-only, ``by=`` whom."""

from consent.actions.permission import CONFIRM, NewDecision, decide_consent, decisions_of, take_back
from consent.actions.sharing import share

__all__ = ["CONFIRM", "NewDecision", "decide_consent", "decisions_of", "share", "take_back"]
