"""Tasks in a list."""

from typing import Any

from django.urls import reverse

from cases.models import Task
from cases.presenting.texts import text_of
from cases.vocabulary import TaskState
from foundation import clock


def task_of(task: Task) -> dict[str, Any]:
    """One task, for a list of them."""
    return {
        "id": task.pk,
        "title": text_of(task.title),
        "due": task.due,
        "assigned_to": str(task.assigned_to),
        "is_done": task.state == TaskState.DONE,
        "is_late": task.state == TaskState.OPEN and task.due < clock.today(),
        "done_url": reverse("cases:finish_task", args=[task.case_id, task.pk]),
    }
