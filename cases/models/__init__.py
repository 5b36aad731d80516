"""One table each: the case, its people, contacts and tasks, who is let in or kept out, and the code lists."""

from cases.models.ability import AbilityRecord, FormerName, Wishes
from cases.models.access import CaseExclusion, CasePermission
from cases.models.case import Case
from cases.models.code import Code
from cases.models.contact import Contact
from cases.models.life import Allocation, LevelChange, Review, StatusChange, TimeEntry
from cases.models.message import Message
from cases.models.person import Person
from cases.models.reaching import Address, ContactPoint
from cases.models.relating import PersonLink, Representative
from cases.models.search import SavedSearch
from cases.models.setting import Setting
from cases.models.task import Task

__all__ = [
    "AbilityRecord",
    "Address",
    "Allocation",
    "Case",
    "CaseExclusion",
    "CasePermission",
    "Code",
    "Contact",
    "ContactPoint",
    "FormerName",
    "LevelChange",
    "Message",
    "Person",
    "PersonLink",
    "Representative",
    "Review",
    "SavedSearch",
    "Setting",
    "StatusChange",
    "Task",
    "TimeEntry",
    "Wishes",
]
