"""Which colour repeats which state. The words carry the meaning; a colour only lets the eye find them again.

Green is in force or done; blue-green is under way; yellow waits for somebody; red is late or refused; grey is over.
"""

from __future__ import annotations

from typing import Any

from .shapes import Tag

# One line for each colour, for reading across.
# fmt: off
COLOURS = {
    "green": ("open", "active", "given", "granted", "allowed", "approved", "decided", "done", "met", "acknowledged"),
    "teal": ("new", "raised", "referred", "referred_verbal", "in_progress", "discussed", "sent", "unread"),
    "yellow": ("draft", "waiting", "pending", "seeking_discussion", "awaiting_approval", "due", "ending", "soon"),
    "red": ("overdue", "late", "refused", "emergency", "breached", "urgent", "locked", "denied"),
    "orange": ("withdrawn", "expired", "ended", "returned", "challenged", "escalated"),
    "purple": ("restricted", "safeguarding", "manager_only", "confidential"),
    "grey": ("closed", "inactive", "superseded", "cancelled", "archived", "none"),
}
# fmt: on
COLOUR_OF = {code: colour for colour, codes in COLOURS.items() for code in codes}


def status_of(code: Any, words: str = "") -> Tag:
    """The tag of a code: words from the choice's own label, else from the code."""
    label = words or getattr(code, "label", "") or str(code).replace("_", " ").capitalize()
    return Tag(str(label), COLOUR_OF.get(str(getattr(code, "value", code)).lower(), "grey"))
