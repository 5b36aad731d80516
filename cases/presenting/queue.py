"""Promised call-backs: messages left for the team and calls promised on a case, one like the other."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import Message, Task
from cases.presenting.tasks import tries_of
from cases.presenting.texts import text_of
from cases.vocabulary import Direction
from foundation import clock
from foundation.components.shapes import Tag
from foundation.components.words import gb_datetime_short, gb_time, gb_weekday


def waiting_of(row: Message | Task, reader: UUID) -> dict[str, Any]:
    """What both have in common: when it was promised, who has it, how often it was tried, and its buttons."""
    return {
        "id": row.pk,
        "promised": promised_words(row.promised_at),
        "late": lateness(row.promised_at),
        "has_it": str(row.taken_by) if row.taken_by else "",
        "since": since_words(row.taken_at) if row.taken_at else "",
        "is_mine": row.taken_by_id == reader,
        "tried": tries_of(row.tries),
        "tried_at": gb_datetime_short(row.tried_at) if row.tried_at else "",
        "buttons": _buttons(row),
    }


def message_of(message: Message, reader: UUID) -> dict[str, Any]:
    """A message in the queue."""
    return waiting_of(message, reader) | {
        "is_message": True,
        "who": text_of(message.caller),
        "about": text_of(message.about),
        "telephone": text_of(message.telephone),
        "caution": _caution(message),
        "for_whom": str(message.for_whom or ""),
        "origin": f"Left with {message.recorded_by}, {gb_datetime_short(message.recorded_at)}",
        "answer_url": f"{reverse('record_call')}?message={message.pk}",
        "close_url": reverse("close_message", args=[message.pk]),
    }


def carried_over(message: Message | None) -> tuple[dict[str, str], dict[str, str]]:
    """What the call that answers a message begins with: of the call itself, and of a caller who may be new."""
    if message is None:
        return {}, {}
    who = text_of(message.caller)
    call = {"find": who, "summary": text_of(message.about), "direction": Direction.OUT}
    return call, {"given_name": who, "telephone": text_of(message.telephone)}


def call_back_of(task: Task, reader: UUID) -> dict[str, Any]:
    """A call promised on a case in the queue; whose case it is, the page adds."""
    return waiting_of(task, reader) | {
        "about": text_of(task.title),
        "note": text_of(task.note),
        "for_whom": str(task.assigned_to),
        "origin": f"Promised by {task.recorded_by}, {gb_datetime_short(task.recorded_at)}",
        "answer_url": f"{reverse('cases:add_contact', args=[task.case_id])}?task={task.pk}",
        "close_url": reverse("cases:task", args=[task.case_id, task.pk]),
    }


def promised_words(moment: datetime | None) -> str:
    """By when they were promised a call; today is called today."""
    if moment is None:
        return ""
    day = clock.london(moment).date()
    return f"By {gb_time(moment)} {'today' if day == clock.today() else f'on {gb_weekday(day)}'}"


def since_words(moment: datetime) -> str:
    """When somebody took it; today by the hour alone."""
    is_today = clock.london(moment).date() == clock.today()
    return f"at {gb_time(moment)}" if is_today else f"on {gb_datetime_short(moment)}"


def lateness(moment: datetime | None) -> Tag | None:
    """Whether the promise is broken already."""
    return Tag("Overdue", "red") if moment is not None and moment < clock.now() else None


def _caution(message: Message) -> Tag | None:
    if message.telephone is None:
        return None
    return Tag("May leave a message", "green") if message.may_leave_message else Tag("Leave no message", "red")


def _buttons(row: Message | Task) -> dict[str, str]:
    """Where its buttons are sent to."""
    if isinstance(row, Message):
        return {what: reverse(f"{what}_message", args=[row.pk]) for what in ("take", "release", "try")}
    return {what: reverse(f"cases:{what}_call_back", args=[row.case_id, row.pk]) for what in ("take", "release", "try")}
