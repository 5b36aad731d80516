"""The tables of a concern."""

from safeguarding.models.access import ConcernExclusion, PacketPermission
from safeguarding.models.agreed import CalendarDay, LawDate
from safeguarding.models.concern import Concern, ConcernPart, Duty, Injury, Step
from safeguarding.models.directory import RotaSlot, Route, Switch
from safeguarding.models.discussion import Approval, Attempt, Discussion, Packet
from safeguarding.models.law import ShareDecision
from safeguarding.models.notice import Notice, PacketReceipt
from safeguarding.models.referral import Referral, Reply, Stage
from safeguarding.models.waiting import Waiting, begun_unraised, waiting_for

__all__ = [
    "Approval",
    "Attempt",
    "CalendarDay",
    "Concern",
    "ConcernExclusion",
    "ConcernPart",
    "Discussion",
    "Duty",
    "Injury",
    "LawDate",
    "Notice",
    "Packet",
    "PacketPermission",
    "PacketReceipt",
    "Referral",
    "Reply",
    "RotaSlot",
    "Route",
    "ShareDecision",
    "Stage",
    "Step",
    "Switch",
    "Waiting",
    "begun_unraised",
    "waiting_for",
]
