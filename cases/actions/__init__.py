"""Every change to a case: a verb, keyword-only, ``by=`` whom, in one transaction with at least one record."""

from cases.actions.access import (
    declare_conflict,
    end_conflict,
    end_letting_in,
    keep_out,
    let_in,
    review_conflict,
)
from cases.actions.alike import answer_alike
from cases.actions.call_backs import could_not_reach, release_call_back, take_call_back
from cases.actions.calls import record_call
from cases.actions.contacts import record_contact
from cases.actions.corrections import add_to_contact, correct_contact
from cases.actions.drafts import Begun, discard_draft, keep_draft
from cases.actions.left import give_left
from cases.actions.life import add_time, allocate, change_case, hand_over, move, record_review, set_level
from cases.actions.merging import merge_cases
from cases.actions.messages import (
    close_message,
    leave_message,
    message_not_reached,
    release_message,
    take_message,
)
from cases.actions.one_person import make_one_person
from cases.actions.opening import open_case
from cases.actions.own_case import open_own_case
from cases.actions.parting import part_cases, settle_parting
from cases.actions.people import add_contact_point, add_person, change_person, explain_rights
from cases.actions.records import add_record, change_record, retire_record
from cases.actions.relatives import add_relative, remove_relative
from cases.actions.searches import save_search
from cases.actions.tasks import add_task, change_task, finish_task
from cases.actions.written import Closing, NewContact, NewContactPoint, NewFacts, NewPerson, Safety
from cases.actions.wrong_person import move_contact

__all__ = [
    "Begun",
    "Closing",
    "NewContact",
    "NewContactPoint",
    "NewFacts",
    "NewPerson",
    "Safety",
    "add_contact_point",
    "add_person",
    "add_record",
    "add_relative",
    "add_task",
    "add_time",
    "add_to_contact",
    "allocate",
    "answer_alike",
    "change_case",
    "change_person",
    "change_record",
    "change_task",
    "close_message",
    "correct_contact",
    "could_not_reach",
    "declare_conflict",
    "discard_draft",
    "end_conflict",
    "end_letting_in",
    "explain_rights",
    "finish_task",
    "give_left",
    "hand_over",
    "keep_draft",
    "keep_out",
    "leave_message",
    "let_in",
    "make_one_person",
    "merge_cases",
    "message_not_reached",
    "move",
    "move_contact",
    "open_case",
    "open_own_case",
    "part_cases",
    "record_call",
    "record_contact",
    "record_review",
    "release_call_back",
    "release_message",
    "remove_relative",
    "retire_record",
    "review_conflict",
    "save_search",
    "set_level",
    "settle_parting",
    "take_call_back",
    "take_message",
]
