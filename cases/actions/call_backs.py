"""Promised call-backs on a case: taken by one person, put back, tried in vain."""

from audit.actions import action
from cases import keys
from cases.actions.contacts import confider_of, record_contact
from cases.actions.tasks import locked, locked_task
from cases.actions.written import NewContact
from cases.models import Case, Task
from cases.rules import may_still_change, may_take, may_work_on
from cases.vocabulary import ContactType, Direction, Screen, WithWhom
from foundation import clock
from teams.models import User


@action
def take_call_back(*, by: User, case: Case, task: Task) -> None:
    """Take a promised call-back; of two who do at once, one has it and the other is told who.

    Raises:
        Refused: when the person asking may not work on the case, or somebody else has taken or done it.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    task = locked_task(locked(case), task)
    may_take(by, task).enforce()
    task.taken_by, task.taken_at = by, task.taken_at or clock.now()
    task.save(update_fields=["taken_by", "taken_at"])


@action
def release_call_back(*, by: User, case: Case, task: Task) -> None:
    """Put a call-back into the queue again, whoever has it: nobody who is called away holds it up.

    Raises:
        Refused: when the person asking may not work on the case, or it is done.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    task = locked_task(locked(case), task)
    may_still_change(task).enforce()
    task.taken_by = task.taken_at = None
    task.save(update_fields=["taken_by", "taken_at"])


@action
def could_not_reach(*, by: User, case: Case, task: Task) -> None:
    """Record that nobody was reached: a contact of that kind on the case, and the call-back waits again.

    Raises:
        Refused: when the person asking may not work on the case, or somebody else has taken or done it.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    case = locked(case)
    task = locked_task(case, task)
    may_take(by, task).enforce()
    now = clock.now().replace(second=0, microsecond=0)
    nobody = NewContact(
        happened_at=now,
        direction=Direction.OUT,
        method="tel",
        with_whom=WithWhom.SERVICE_USER,
        contact_type=ContactType.NO_ANSWER,
        safeguarding_screen=Screen.NOT_ASKED,
        person=confider_of(case),
    )
    record_contact(by=by, case=case, contact=nobody, finishes=task)
