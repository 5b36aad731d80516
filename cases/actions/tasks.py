"""What has to be done."""

from datetime import date
from typing import Any

from audit.actions import action
from cases import keys
from cases.models import Case, Contact, Task
from cases.rules import may_work_on
from cases.vocabulary import TaskState
from foundation import clock
from teams.models import User


@action
def add_task(*, by: User, case: Case, title: str, due: date, assigned_to: User) -> Task:
    """Write down something to be done on a case.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    return write_task(case, by, title, due, assigned_to)


@action
def finish_task(*, by: User, case: Case, task: Task) -> None:
    """Mark a task done; doing it twice changes nothing the second time.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.state == TaskState.DONE:
        return
    task.state, task.done_at, task.done_by = TaskState.DONE, clock.now(), by
    task.save(update_fields=["state", "done_at", "done_by"])
    keep_next_due(case)


def write_task(
    case: Case, by: User, title: str, due: date, assigned_to: User, *, contact: Contact | None = None
) -> Task:
    """Write one task down, for an action that holds the case's keys."""
    said: dict[str, Any] = {"title": title, "due": due, "assigned_to": assigned_to, "contact": contact}
    task = Task.of(case, recorded_at=clock.now(), recorded_by=by, **said)
    task.save(force_insert=True)
    keep_next_due(case)
    return task


def keep_next_due(case: Case) -> None:
    """Keep the day that lists sort and filter by: the soonest of the open tasks."""
    soonest = Task.objects.filter(case=case, state=TaskState.OPEN).order_by("due").values_list("due", flat=True).first()
    if soonest != case.next_due:
        case.next_due = soonest
        case.save(update_fields=["next_due"])
