"""The choices a caseworker sees. Code lists that change over the years are rows with dates: ``cases.models.Code``."""

from cases.vocabulary.cases import AccessClass, CaseKind, Status
from cases.vocabulary.contacts import ConsentCheck, ContactType, Direction, Screen, WithWhom
from cases.vocabulary.lists import CodeList
from cases.vocabulary.people import Channel, PersonRole, Safe
from cases.vocabulary.tasks import TaskState

__all__ = [
    "AccessClass",
    "CaseKind",
    "Channel",
    "CodeList",
    "ConsentCheck",
    "ContactType",
    "Direction",
    "PersonRole",
    "Safe",
    "Screen",
    "Status",
    "TaskState",
    "WithWhom",
]
