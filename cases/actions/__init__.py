"""Every change to a case: a verb, keyword-only, ``by=`` whom, in one transaction with at least one record."""

from cases.actions.contacts import record_contact
from cases.actions.life import change_case, move
from cases.actions.opening import open_case
from cases.actions.people import add_contact_point, add_person, change_person, explain_rights, set_safety
from cases.actions.searches import save_search
from cases.actions.tasks import add_task, change_task, finish_task
from cases.actions.written import NewContact, NewContactPoint, NewPerson, Safety

__all__ = [
    "NewContact",
    "NewContactPoint",
    "NewPerson",
    "Safety",
    "add_contact_point",
    "add_person",
    "add_task",
    "change_case",
    "change_person",
    "change_task",
    "explain_rights",
    "finish_task",
    "move",
    "open_case",
    "record_contact",
    "save_search",
    "set_safety",
]
