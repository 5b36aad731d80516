"""What pages show of permission and of what was shared, as plain values that templates pass on."""

from consent.presenting.enquiry import enquiry_of, script_words
from consent.presenting.permission import (
    as_title,
    card_of,
    joined,
    kinds_in_words,
    names_of,
    recipient_name,
    sentence_of,
)

__all__ = [
    "as_title",
    "card_of",
    "enquiry_of",
    "joined",
    "kinds_in_words",
    "names_of",
    "recipient_name",
    "script_words",
    "sentence_of",
]
