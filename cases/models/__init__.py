"""One table each: the case, its people, contacts and tasks, who is let in or kept out, and the code lists."""

from cases.models.ability import AbilityRecord, FormerName, Wishes
from cases.models.access import (
    CaseExclusion,
    CasePermission,
    Conflict,
    LettingIn,
    Seeing,
    Unseen,
    Wall,
    WallSide,
    unseen_work,
    who_sees,
)
from cases.models.alike import Alike
from cases.models.breach import BreachStep
from cases.models.case import Case
from cases.models.code import Code
from cases.models.contact import Contact
from cases.models.correction import ContactAddendum, ContactVersion
from cases.models.disclosure import (
    Breach,
    Disclosure,
    DisclosureItem,
    DisclosureResult,
    KeptBack,
    Recipient,
    SharingProof,
)
from cases.models.draft import Draft
from cases.models.edited import Edited, as_seen
from cases.models.left import Left, left_unseen
from cases.models.legal import LegalBasis
from cases.models.life import Allocation, LevelChange, Review, StatusChange, TimeEntry
from cases.models.merging import Merging, MergingPart, PersonMerging
from cases.models.message import Message
from cases.models.note import Note
from cases.models.parting import Undoing, undoing
from cases.models.person import Person
from cases.models.reaching import Address, ContactPoint
from cases.models.relating import PersonLink, Representative
from cases.models.relative import Relative
from cases.models.search import SavedSearch
from cases.models.setting import Setting
from cases.models.task import Task

__all__ = [
    "AbilityRecord",
    "Address",
    "Alike",
    "Allocation",
    "Breach",
    "BreachStep",
    "Case",
    "CaseExclusion",
    "CasePermission",
    "Code",
    "Conflict",
    "Contact",
    "ContactAddendum",
    "ContactPoint",
    "ContactVersion",
    "Disclosure",
    "DisclosureItem",
    "DisclosureResult",
    "Draft",
    "Edited",
    "FormerName",
    "KeptBack",
    "Left",
    "LegalBasis",
    "LettingIn",
    "LevelChange",
    "Merging",
    "MergingPart",
    "Message",
    "Note",
    "Person",
    "PersonLink",
    "PersonMerging",
    "Recipient",
    "Relative",
    "Representative",
    "Review",
    "SavedSearch",
    "Seeing",
    "Setting",
    "SharingProof",
    "StatusChange",
    "Task",
    "TimeEntry",
    "Undoing",
    "Unseen",
    "Wall",
    "WallSide",
    "Wishes",
    "as_seen",
    "left_unseen",
    "undoing",
    "unseen_work",
    "who_sees",
]
