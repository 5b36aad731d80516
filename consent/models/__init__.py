"""The tables of permission."""

from consent.models.consent import Consent

__all__ = ["Consent"]
