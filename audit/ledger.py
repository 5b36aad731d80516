"""Counts what is recorded, so that an action or a page that records nothing can be undone.

Frames nest: an inner action's records count for it and for those around it, but an outer action's do not count for the
inner one, so a silent action cannot hide behind its caller.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Frame:
    """How many records were written inside one action or one page."""

    outer: "Frame | None"
    acting: bool
    count: int = 0


_frame: ContextVar[Frame | None] = ContextVar("ledger", default=None)


@contextmanager
def frame(*, acting: bool) -> Iterator[Frame]:
    """Open a frame; ``acting`` frames are those in which recorded models may be written."""
    made = Frame(_frame.get(), acting)
    token = _frame.set(made)
    try:
        yield made
    finally:
        _frame.reset(token)


def note() -> None:
    """Count one record in the innermost frame and in all around it."""
    current = _frame.get()
    while current is not None:
        current.count += 1
        current = current.outer


def acting() -> bool:
    """Whether an action is under way."""
    current = _frame.get()
    return current is not None and current.acting
