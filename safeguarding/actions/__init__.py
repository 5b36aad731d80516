"""Every change to a concern: a verb, keyword-only, ``by=`` whom, in one transaction with at least one record."""

from safeguarding.actions.agreeing import answer, ask_for_day, ask_for_law, may_answer
from safeguarding.actions.apart import take_apart
from safeguarding.actions.directory import (
    NewPlace,
    add_route,
    add_to_rota,
    add_turns,
    name_place,
    verify_route,
    withdraw_from_rota,
    withdraw_route,
)
from safeguarding.actions.discussing import (
    NewAttempt,
    NewDiscussion,
    approve,
    confirm_packet,
    discuss,
    log_attempt,
    name_somebody,
    named_to,
    namings_of,
    put_again,
    told_beside,
)
from safeguarding.actions.injuries import mark_injury, take_back_injury
from safeguarding.actions.laws import Shared, decide_sharing, share_by_duty
from safeguarding.actions.raising import (
    NewConcern,
    begin,
    declare_emergency,
    describe,
    emergency_from_nothing,
    keep_from,
    raise_concern,
    raise_from_nothing,
)
from safeguarding.actions.referring import NewReferral, NewReply, escalate, refer, reply
from safeguarding.actions.sending import Sent, send
from safeguarding.actions.steps import step

__all__ = [
    "NewAttempt",
    "NewConcern",
    "NewDiscussion",
    "NewPlace",
    "NewReferral",
    "NewReply",
    "Sent",
    "Shared",
    "add_route",
    "add_to_rota",
    "add_turns",
    "answer",
    "approve",
    "ask_for_day",
    "ask_for_law",
    "begin",
    "confirm_packet",
    "decide_sharing",
    "declare_emergency",
    "describe",
    "discuss",
    "emergency_from_nothing",
    "escalate",
    "keep_from",
    "log_attempt",
    "mark_injury",
    "may_answer",
    "name_place",
    "name_somebody",
    "named_to",
    "namings_of",
    "put_again",
    "raise_concern",
    "raise_from_nothing",
    "refer",
    "reply",
    "send",
    "share_by_duty",
    "step",
    "take_apart",
    "take_back_injury",
    "told_beside",
    "verify_route",
    "withdraw_from_rota",
    "withdraw_route",
]
