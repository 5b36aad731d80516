"""The tables of permission: what was decided, and who asked us."""

from consent.models.consent import Consent
from consent.models.enquiry import Enquiry

__all__ = ["Consent", "Enquiry"]
