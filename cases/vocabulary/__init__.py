"""The choices a caseworker sees. Code lists that change over the years are rows with dates: ``cases.models.Code``."""

from cases.vocabulary.access import ConflictKind, Mitigation, Origin, Side, WallKind
from cases.vocabulary.alike import AlikeAnswer, Brought, Likeness
from cases.vocabulary.cases import AccessClass, CaseKind, Status
from cases.vocabulary.contacts import ConsentCheck, ContactType, Direction, PaperNotes, Screen, WithWhom
from cases.vocabulary.drafts import ANY_FORM, FORMS
from cases.vocabulary.life import TimeKind
from cases.vocabulary.lists import CodeList
from cases.vocabulary.messages import Outcome
from cases.vocabulary.needs import (
    Authority,
    CommunicationNeed,
    Diagnosis,
    Language,
    LookedAfter,
    SocialCare,
    TaughtWith,
    Upbringing,
)
from cases.vocabulary.people import AgeBand, Channel, DeathKnown, PersonRole, PrivacyMethod, RiskKind, Safe, Sex
from cases.vocabulary.relating import (
    AbilityKind,
    ActsAs,
    AddressKind,
    AdultLink,
    Conclusion,
    LivesWith,
    OrderKind,
    Responsibility,
    ResponsibilitySource,
    Untold,
)
from cases.vocabulary.tasks import TaskKind, TaskState

__all__ = [
    "ANY_FORM",
    "FORMS",
    "AbilityKind",
    "AccessClass",
    "ActsAs",
    "AddressKind",
    "AdultLink",
    "AgeBand",
    "AlikeAnswer",
    "Authority",
    "Brought",
    "CaseKind",
    "Channel",
    "CodeList",
    "CommunicationNeed",
    "Conclusion",
    "ConflictKind",
    "ConsentCheck",
    "ContactType",
    "DeathKnown",
    "Diagnosis",
    "Direction",
    "Language",
    "Likeness",
    "LivesWith",
    "LookedAfter",
    "Mitigation",
    "OrderKind",
    "Origin",
    "Outcome",
    "PaperNotes",
    "PersonRole",
    "PrivacyMethod",
    "Responsibility",
    "ResponsibilitySource",
    "RiskKind",
    "Safe",
    "Screen",
    "Sex",
    "Side",
    "SocialCare",
    "Status",
    "TaskKind",
    "TaskState",
    "TaughtWith",
    "TimeKind",
    "Untold",
    "Upbringing",
    "WallKind",
    "WithWhom",
]
