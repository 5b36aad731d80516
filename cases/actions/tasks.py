"""What has to be done."""

from datetime import date, datetime
from typing import Any

from audit.actions import action
from cases import keys
from cases.models import Case, Contact, Task, as_seen
from cases.rules import may_be_given, may_settle, may_still_change, may_work_on
from cases.vocabulary import ContactType, TaskKind, TaskState
from foundation import clock
from teams.models import User

CHANGING = ("title", "note", "assigned_to", "due")


@action
def add_task(
    *,
    by: User,
    case: Case,
    title: str,
    due: date,
    assigned_to: User,
    note: str = "",
    kind: str = TaskKind.TASK,
    promised_at: datetime | None = None,
) -> Task:
    """Write down something to be done on a case; a call back says when it was promised.

    Raises:
        Refused: when the person asking may not work on the case, or whoever is to do it does not work in its team.
    """
    may_work_on(by, case).enforce()
    may_be_given(assigned_to, case).enforce()
    keys.open_to_change(case)
    return write_task(locked(case), by, title, due, assigned_to, note=note, kind=kind, promised_at=promised_at)


@action
def change_task(
    *, by: User, case: Case, task: Task, title: str, note: str, assigned_to: User, due: date | None = None
) -> None:
    """Word a task better, put it off (``due`` left out: it stays), or give it to somebody else.

    Raises:
        Refused: when the person asking may not work on the case, whoever is to do it does not work in its team, it is
            done already, or it is what the manager was asked.
    """
    may_work_on(by, case).enforce()
    may_settle(by, task).enforce()
    if assigned_to.pk != task.assigned_to_id:
        may_be_given(assigned_to, case).enforce()
    keys.open_to_change(case)
    case, task = locked(case), as_seen(locked_task(case, task), task, CHANGING)
    may_still_change(task).enforce()
    task.title, task.note, task.assigned_to, task.due = title, note, assigned_to, due or task.due
    task.save(update_fields=CHANGING)
    keep_next_due(case)


@action
def finish_task(*, by: User, case: Case, task: Task) -> None:
    """Mark a task done; doing it twice changes nothing the second time.

    Raises:
        Refused: when the person asking may not work on the case, or it is what the manager was asked.
    """
    may_work_on(by, case).enforce()
    may_settle(by, task).enforce()
    keys.open_to_change(case)
    end_task(locked(case), by, task)


def locked(case: Case) -> Case:
    """The case as it stands, held until the action ends. Taken before any of its tasks, so that two never wait for
    each other."""
    held: Case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    return held


def locked_task(case: Case, task: Task) -> Task:
    """The task as it stands, held until the action ends."""
    held: Task = Task.objects.select_for_update().get(pk=task.pk, case=case)
    return held


def write_task(
    case: Case, by: User, title: str, due: date, assigned_to: User, *, contact: Contact | None = None, **more: Any
) -> Task:
    """Write one task down, for an action that holds the case and its keys."""
    said: dict[str, Any] = {"title": title, "due": due, "assigned_to": assigned_to, "contact": contact, **more}
    task = Task.of(case, recorded_at=clock.now(), recorded_by=by, **said)
    task.save(force_insert=True)
    keep_next_due(case)
    return task


def end_task(case: Case, by: User, task: Task, *, contact: Contact | None = None) -> None:
    """Mark one task done, by ``contact`` if it was that; for an action that holds the case and its keys."""
    task = locked_task(case, task)
    if task.state == TaskState.DONE:
        return
    task.state, task.done_at, task.done_by, task.done_contact = TaskState.DONE, clock.now(), by, contact
    task.save(update_fields=["state", "done_at", "done_by", "done_contact"])
    keep_next_due(case)


def answer_task(case: Case, by: User, task: Task, contact: Contact) -> None:
    """Mark the task that a contact was for done. One that reached nobody did not do it: the task waits again, whoever
    had taken it, and says that it was tried. What the manager was asked, nobody else's contact answers; for an action
    that holds the case and its keys."""
    if not may_settle(by, task):
        return
    if contact.contact_type not in ContactType.nobody_reached():
        end_task(case, by, task, contact=contact)
        return
    task = locked_task(case, task)
    task.taken_by, task.taken_at, task.tries, task.tried_at = None, None, task.tries + 1, contact.happened_at
    task.save(update_fields=["taken_by", "taken_at", "tries", "tried_at"])


def keep_next_due(case: Case) -> None:
    """Keep the day that lists sort and filter by: the soonest of the open tasks."""
    soonest = Task.objects.filter(case=case).to_do().values_list("due", flat=True).first()
    if soonest != case.next_due:
        case.next_due = soonest
        case.save(update_fields=["next_due"])
