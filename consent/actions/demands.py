"""A court order or another legal demand: written down, looked at by two, and followed exactly (D12, R-C10-4)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from audit.actions import action
from cases import keys
from cases.actions import add_task, change_task, finish_task
from cases.actions.sharing import NewDisclosure, disclose, keep_back
from cases.actions.worries import manager_of
from cases.disclosure import SharingBasis
from cases.models import Case, Disclosure, Recipient, Task
from cases.rules import may_work_on
from cases.vocabulary import TaskState
from cases.vocabulary.sharing import Basis, BasisKind, Category, Purpose
from consent.actions.sharing import NotPermitted
from consent.models import Demand, DemandFinding, DemandSheet
from consent.rules import Telling, may_find_on, ruling_on_demand, word_among
from consent.vocabulary import DemandFound, DemandKind
from foundation import clock
from foundation.rowsecurity.calls import NOT_SO, call_one, refusing
from teams.models import User

LOOK_AT = "A court order or a legal demand has come. Have it looked at today, under Orders and bookings"
CONFIRM = (
    "An order waits for information governance. Chase them; once they have confirmed it, give exactly what it orders,"
    " under Orders and bookings"
)
JUST_FOUND = "What was found of this demand has just changed. Look at it again before anything goes."
WAITS = "Nobody has found yet whether it is valid. The manager does, with information governance."
UNCONFIRMED = "Information governance has not confirmed it yet. The manager puts it to them, and chases them."
TOO_MUCH = "It does not order this. Give exactly what it orders, and nothing else."
STOPPED = "The manager found that it is not to be followed as it stands. Nothing goes on it."
SAID_NO = "Information governance says that it is not valid. Nothing goes on it."


@dataclass(frozen=True)
class NewDemand:
    """What came, as it stands on the paper."""

    recipient: Recipient
    kind: DemandKind
    orders: str
    dated: date
    due: date
    categories: frozenset[Category]
    number: str = ""
    forbids_telling: bool = False


@dataclass(frozen=True)
class NewFinding:
    """What the manager found, and what somebody else said of it by telephone, if anybody did."""

    found: DemandFound
    words: str
    categories: frozenset[Category] = frozenset()
    checked_by: str = ""
    checked_on: date | None = None
    advice: str = ""


@action
def record_demand(*, by: User, case: Case, came: NewDemand) -> Demand:
    """Write down what came. Nothing goes on it yet: that the table gives it to the manager and information governance
    is written down too, and the manager has a task for today.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    said = vars(came) | {"categories": sorted(came.categories | {Category.EXISTENCE})}
    task = add_task(by=by, case=case, title=LOOK_AT, due=clock.today(), assigned_to=manager_of(case) or by)
    made = Demand.of(case, task=task, recorded_at=clock.now(), recorded_by=by, **said)
    made.save(force_insert=True)
    answer = ruling_on_demand(made, None, came.categories, word=None)
    kept = {"reasons": answer.why, "row": answer.row, "answer": answer.answer}
    keep_back(by=by, case=case, recipient=came.recipient, categories=[Category(c) for c in made.categories], **kept)
    return made


@action
def find_on_demand(*, by: User, case: Case, demand: Demand, said: NewFinding) -> DemandFinding:
    """Write down what is to be done about a demand. The latest finding counts, and nothing goes on it before
    information governance has confirmed it themselves: the manager has a task to chase them.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_work_on(by, case, identifying=True).enforce()
    may_find_on(by, demand).enforce()
    keys.open_to_change(case)
    kinds = said.categories | {Category.EXISTENCE} if said.found == DemandFound.FOLLOW else frozenset()
    values = vars(said) | {"categories": sorted(kinds)}
    made = DemandFinding.of(case, demand=demand, recorded_at=clock.now(), recorded_by=by, **values)
    made.save(force_insert=True)
    _move_task(by, case, demand, follows=said.found == DemandFound.FOLLOW)
    return made


def _move_task(by: User, case: Case, demand: Demand, *, follows: bool) -> None:
    """What is to be followed waits for information governance, whom the manager chases; with anything else nothing is
    to be done."""
    task = Task.objects.get(pk=demand.task_id)
    if task.state != TaskState.OPEN:
        return
    if follows:
        change_task(by=by, case=case, task=task, title=CONFIRM, note="", assigned_to=by, due=clock.today())
    else:
        finish_task(by=by, case=case, task=task)


def latest_finding(demand: Demand) -> DemandFinding | None:
    """What counts of what was found."""
    return DemandFinding.objects.filter(demand=demand).order_by("-recorded_at", "-pk").first()


def word_on(finding: DemandFinding | None) -> bool | None:
    """What information governance said of what was found: that it is valid, that it is not, or nothing yet."""
    return word_among(finding, DemandSheet.objects.filter(finding=finding)) if finding else None


def to_be_followed(case: Case) -> dict[UUID, list[tuple[Demand, DemandFinding]]]:
    """What the law has somebody told in a case, by whom: the demands that were found valid by the manager and by
    information governance, with what was found."""
    rows = DemandFinding.objects.filter(case=case).select_related("demand").order_by("recorded_at", "pk")
    sheets = list(DemandSheet.objects.filter(case=case))
    last = {each.demand_id: each for each in rows}
    found: dict[UUID, list[tuple[Demand, DemandFinding]]] = {}
    for each in last.values():
        if each.found == DemandFound.FOLLOW and word_among(each, sheets):
            found.setdefault(each.demand.recipient_id, []).append((each.demand, each))
    return found


@action
def give_demanded(*, by: User, case: Case, demand: Demand, told: NewDisclosure) -> Disclosure:
    """Write down that what is ordered was given: decided in Python, and again as the database mints the proof.

    Raises:
        NotPermitted: when it was not found valid by two, or does not order this.
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    finding = latest_finding(demand)
    word = word_on(finding)
    answer = ruling_on_demand(demand, finding, told.categories, word=word)
    if not answer:
        telling = Telling(demand.recipient, Purpose.LEGAL_DUTY, told.categories)
        raise NotPermitted(answer, by=by, case=case, telling=telling, why=why_not(finding, word))
    told = replace(told, purpose=Purpose.LEGAL_DUTY)
    made = disclose(by=by, case=case, told=told, resting_on=_mint(told, demand))
    _finish_tasks(by, case, demand)
    return made


def why_not(finding: DemandFinding | None, word: bool | None) -> str:
    """Why nothing goes on a demand as it stands, or not this."""
    if finding is None:
        return WAITS
    if finding.found != DemandFound.FOLLOW:
        return STOPPED
    return UNCONFIRMED if word is None else TOO_MUCH if word else SAID_NO


def _finish_tasks(by: User, case: Case, demand: Demand) -> None:
    """What was to be done about it is done."""
    put = DemandSheet.objects.filter(demand=demand).values("task")
    for task in Task.objects.filter(Q(pk=demand.task_id) | Q(pk__in=put), state=TaskState.OPEN).order_by("pk"):
        finish_task(by=by, case=case, task=task)


def _mint(told: NewDisclosure, demand: Demand) -> SharingBasis:
    kinds = sorted(told.categories)
    with refusing({NOT_SO: JUST_FOUND}):
        row: str = call_one("gate.mint_demand", told.id, demand.pk, told.recipient.pk, kinds)
    return SharingBasis(told.id, BasisKind.GOVERNANCE, Basis.LEGAL_COMPULSION, row, told.categories)
