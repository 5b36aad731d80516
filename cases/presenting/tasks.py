"""Tasks in a list, and on a page of their own."""

from typing import Any

from django.urls import reverse

from cases.models import Task
from cases.presenting.texts import text_of
from cases.rules import may_settle
from cases.vocabulary import TaskKind, TaskState
from foundation import clock
from foundation.components.shapes import Tag
from foundation.components.words import gb_date, gb_datetime, gb_time

COLOURS = {
    TaskKind.CALL_BACK: "blue",
    TaskKind.SAFEGUARDING: "red",
    TaskKind.REVIEW: "purple",
    TaskKind.NOTICE: "yellow",
}


def task_of(task: Task, reader: Any) -> dict[str, Any]:
    """One task, for a list of them that somebody reads."""
    return {
        "id": task.pk,
        "title": text_of(task.title),
        "due": task.due,
        "at": gb_time(task.promised_at) if task.promised_at else "",
        "kind": kind_tag(task),
        "assigned_to": str(task.taken_by or task.assigned_to),
        "is_done": task.state == TaskState.DONE,
        "is_late": task.state == TaskState.OPEN and task.due < clock.today(),
        "url": reverse("cases:task", args=[task.case_id, task.pk]),
        "may_settle": may_settle(reader, task),
        "done_url": reverse("cases:finish_task", args=[task.case_id, task.pk]),
    }


def kind_tag(task: Task) -> Tag | None:
    """What sort of thing it is, when it is not a plain task."""
    colour = COLOURS.get(TaskKind(task.kind))
    return Tag(task.get_kind_display(), colour) if colour else None


def facts_of(task: Task) -> list[tuple[str, Any]]:
    """What is known of a task, for its own page."""
    rows = [
        ("Kind", task.get_kind_display()),
        ("Promised", gb_datetime(task.promised_at) if task.promised_at else ""),
        ("Due", gb_date(task.due)),
        ("Written down", f"{gb_date(task.recorded_at)} by {task.recorded_by}"),
        ("Taken", f"{gb_datetime(task.taken_at)} by {task.taken_by}" if task.taken_at else ""),
        ("Nobody reached", tries_of(task.tries)),
        ("Done", f"{gb_datetime(task.done_at)} by {task.done_by}" if task.done_at else ""),
    ]
    return [(label, said) for label, said in rows if said]


def tries_of(number: int) -> str:
    """How often somebody tried in vain, in words; nothing for never."""
    return {0: "", 1: "Once", 2: "Twice"}.get(number, f"{number} times")
