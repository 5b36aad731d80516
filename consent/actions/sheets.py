"""Putting a demand to information governance, who see no case, and their own word on it (D12, R-C10-4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from audit.actions import action, done_by
from audit.ledger import note
from cases import keys as cases_keys
from cases.actions import add_task, change_task
from cases.models import Case, FormerName, Person, Task
from cases.rules import may_work_on
from cases.vocabulary import TaskState
from consent import keys
from consent.actions.demands import CONFIRM, latest_finding, word_on
from consent.models import Demand, DemandSheet
from consent.rules import may_find_on, may_put, names_in, references_in
from foundation import clock
from foundation.rowsecurity.calls import NOT_SO, call, refusing
from foundation.sealing.fields import Sealed
from foundation.verdict import Refused
from teams.models import User

ANSWERED = "They have answered already, or it was taken back. Look at it again."
NOT_THEIRS = "It cannot be put to them now. Look at the rota, and at what was found, and choose again."
TAKEN_BACK = (
    "This was taken back while you had it open, or its time is over. Your answer was not needed, and is not kept."
)
ASK_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class NewSheet:
    """What one account of information governance is shown: in the manager's words, with nobody's name."""

    reader: User
    from_whom: str
    orders: str
    told_already: str = ""


@action
def put_to_governance(*, by: User, case: Case, demand: Demand, said: NewSheet) -> DemandSheet:
    """Put what was found of a demand to information governance, sealed by itself. What waited of it before is taken
    back; the manager has a task to chase them.

    Raises:
        Refused: when the person asking does not manage the team, it is not to be followed, they have given their word,
            or the words say who somebody of the case is.
    """
    may_work_on(by, case, identifying=True).enforce()
    may_find_on(by, demand).enforce()
    cases_keys.open_to_change(case)
    finding = latest_finding(demand)
    may_put(finding, word_on(finding)).enforce()
    check_says_nobody(case, demand, said)
    made = DemandSheet(id=uuid4(), case=case, team_id=case.team_id)
    key = keys.mint_for(made)
    values = vars(said) | {"demand": demand, "finding": finding, "task": _chased(by, case, demand)}
    copied = {"kind": demand.kind, "dated": demand.dated, "due": demand.due, "categories": demand.categories}
    for name, value in (values | copied).items():
        setattr(made, name, value)
    made.recorded_at, made.recorded_by = clock.now(), by
    with refusing({NOT_SO: NOT_THEIRS}):
        made.save(force_insert=True)
    keys.give_sheet(made, key)
    return made


def who_can_confirm(demand: Demand) -> list[User]:
    """Who of information governance can be asked about a demand, as the database has it."""
    ids = [person for (person,) in call("gate.governance_to_ask", demand.pk)]
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk"))


def check_says_nobody(case: Case, demand: Demand, said: NewSheet) -> None:
    """That nothing on the sheet says who somebody of the case is, nor by which number the family can be found.

    Raises:
        Refused: naming what is to be left out.
    """
    names = list(names_of_case(case))
    numbers = [case.reference, demand.number.reveal() if demand.number else ""]
    for about in ("from_whom", "orders", "told_already"):
        words = getattr(said, about)
        if found := [*names_in(words, names), *references_in(words, numbers)]:
            refused = Refused(f"This says ‘{'’ and ‘'.join(found)}’. Leave it out: they are not told who it is about.")
            refused.about = about
            raise refused


def names_of_case(case: Case) -> Iterator[str]:
    """Every name that stands in the case, former ones too."""
    for person in Person.objects.filter(case=case):
        yield from map(_read, (person.given_name, person.family_name, person.known_as))
    for former in FormerName.objects.filter(case=case):
        yield _read(former.name)


def _read(text: Sealed | None) -> str:
    return text.reveal() if text else ""


def _chased(by: User, case: Case, demand: Demand) -> Task:
    """The task to chase them: the one that came with the demand, or another once that is done."""
    due = max(clock.today(), min(demand.due, clock.today() + ASK_AGAIN))
    task = Task.objects.get(pk=demand.task_id)
    if task.state != TaskState.OPEN:
        return add_task(by=by, case=case, title=CONFIRM, due=due, assigned_to=by)
    change_task(by=by, case=case, task=task, title=CONFIRM, note="", assigned_to=by, due=due)
    return task


@action
def take_from_governance(*, by: User, case: Case, sheet: DemandSheet) -> None:
    """Take back what waits for information governance: they see nothing of it any more, and can answer nothing.

    Raises:
        Refused: when the person asking does not manage the team, or it waits for nobody.
    """
    may_work_on(by, case, identifying=True).enforce()
    may_find_on(by, sheet.demand).enforce()
    done_by("gate.take_sheet", sheet.pk, reasons={NOT_SO: ANSWERED})


@action
def confirm_sheet(*, by: User, sheet: DemandSheet, valid: bool, answer: str = "") -> None:
    """The word of information governance on a demand: that it is valid, or why not. It closes the sheet for them; what
    stays with them is a receipt in which nobody can be recognised.

    Raises:
        Refused: when the sheet is not theirs, or not any more.
    """
    with refusing({"42501": TAKEN_BACK}):
        keys.open_sheets([sheet], page="consent:sheet")
        sheet.answer = "" if valid else answer
        call("gate.confirm_sheet", sheet.pk, valid, sheet.answer.blob if sheet.answer else None)
    note()
