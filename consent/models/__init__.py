"""The tables of permission: what was decided, what we asked for and what came, who asked, what the law demands."""

from consent.models.arrival import Arrival, QuarantineDecision
from consent.models.booking import Booking
from consent.models.consent import Confirmation, Consent
from consent.models.demand import Demand, DemandFinding
from consent.models.enquiry import Enquiry
from consent.models.request import InformationRequest, RequestStep
from consent.models.sheet import DemandSheet, SheetPermission, SheetReceipt

__all__ = [
    "Arrival",
    "Booking",
    "Confirmation",
    "Consent",
    "Demand",
    "DemandFinding",
    "DemandSheet",
    "Enquiry",
    "InformationRequest",
    "QuarantineDecision",
    "RequestStep",
    "SheetPermission",
    "SheetReceipt",
]
