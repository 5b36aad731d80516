"""Telling whoever answers for a concern what is late, with nobody signed in and without its content."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from foundation import clock
from foundation.rowsecurity.calls import call_one
from foundation.rowsecurity.context import WORKER, acting_as
from safeguarding.actions.steps import calendar
from safeguarding.deadlines import Span

AHEAD = timedelta(days=14)


def tell_of_what_is_late() -> int:
    """Tell what is overdue, which concerns wait for nothing, and where the rota has a gap: each once, however often
    this runs. Those whose reason has gone are over.

    Returns:
        How many were told.
    """
    spans = hours_to_cover(clock.now())
    with acting_as(WORKER), transaction.atomic():  # who asks is told as a transaction begins
        told: int = call_one("gate.tell_of_concerns", f"{{{','.join(_as_range(span) for span in spans)}}}")
    return told


def end_waiting() -> int:
    """Go back to the discussion with every concern of which something was to be found out and the time is up (T7).

    Returns:
        How many went back.
    """
    with acting_as(WORKER), transaction.atomic():  # who asks is told as a transaction begins
        ended: int = call_one("gate.end_waiting")
    return ended


def hours_to_cover(start: datetime) -> list[Span]:
    """The hours of the next fourteen days in which somebody has to be on the rota."""
    if settings.ROTA_DAY_AND_NIGHT:
        return [(start, start + AHEAD)]
    return calendar().open_hours(start, AHEAD)


def _as_range(span: Span) -> str:
    return f"[{span[0].isoformat()},{span[1].isoformat()})"
