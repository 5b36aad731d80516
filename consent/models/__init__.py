"""The tables of permission: what was decided, what we asked for and what came, and who asked us."""

from consent.models.arrival import Arrival, QuarantineDecision
from consent.models.consent import Confirmation, Consent
from consent.models.enquiry import Enquiry
from consent.models.request import InformationRequest, RequestStep

__all__ = ["Arrival", "Confirmation", "Consent", "Enquiry", "InformationRequest", "QuarantineDecision", "RequestStep"]
