"""A case along its life. Each change is a row of its history, which moves the case in the same statement."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Q

from audit.actions import action
from cases import keys
from cases.actions.tasks import end_task
from cases.actions.written import Closing, NewFacts
from cases.models import Allocation, Case, LevelChange, Merging, Review, StatusChange, Task, TimeEntry, as_seen
from cases.models.life import LifePart
from cases.rules import (
    are_two,
    closing_is_whole,
    may_be_given,
    may_hand_over,
    may_move,
    may_review,
    may_settle,
    may_work_on,
)
from cases.vocabulary import Status, TaskKind
from cases.workflow import Ask, Move
from foundation import clock
from teams.models import User

FOR_ONE_READER = (TaskKind.SAFEGUARDING, TaskKind.NOTICE)
ALLOCATED = ("intervention_level", "lead_worker", "second_worker")
DUPLICATE = "duplicate"  # of the code list of reasons for closing
LEVEL_CARRIED = "A file that was made one with this had reached it"
LEVEL_RETURNED = "The other file, which had reached it, was taken apart from this"
Row = TypeVar("Row", bound=LifePart)


@action
def move(*, by: User, case: Case, to: Move, reason: str = "", closing: Closing | None = None) -> None:
    """Move a case along its life; two people moving it at once do so one after the other.

    Args:
        by: who asks.
        case: the case as they saw it.
        to: the row of the workflow.
        reason: of a closing, when there is no more to say than that.
        closing: what a closing asks.

    Raises:
        Refused: when the person asking may not, the case no longer stands where the move starts, or a closing from
            level 2 says no outcome.
    """
    case = hold_case(case)
    may_move(by, case, to).enforce()
    said = (closing or Closing(reason)) if Ask.REASON in to.asks else Closing("")
    closing_is_whole(case, to, said.outcomes).enforce()
    keys.open_to_change(case)
    moved = {"status_from": case.status, "status_to": to.end, "reason": said.reason, "outcomes": list(said.outcomes)}
    _write(StatusChange, case, by, **moved)
    if Ask.REASON in to.asks:
        _finish_work(by, case, said)


@action
def change_case(*, by: User, case: Case, to: NewFacts) -> None:
    """Change what is known of a case: its level, who works on it, when it is looked at again, what it is about.

    Raises:
        Refused: when the person asking may not work on the case, or somebody chosen does not work in the team.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    case = as_seen(hold_case(case), case, [*ALLOCATED, *to.columns()])
    _level(by, case, to.level, to.level_reason)
    _allocate(by, case, to.lead_worker, to.second_worker)
    for name, value in to.columns().items():
        setattr(case, name, value)
    case.save(update_fields=list(to.columns()))


@action
def set_level(*, by: User, case: Case, level: int, reason: str = "") -> None:
    """Set how deep the work goes from now on; the highest level reached stays.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    _level(by, hold_case(case), level, reason)


@action
def allocate(*, by: User, case: Case, lead: User | None, second: User | None) -> None:
    """Give a case to a lead and a second worker, either of them nobody.

    Raises:
        Refused: when the person asking may not work on the case, or somebody chosen does not work in the team.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    _allocate(by, hold_case(case), lead, second)


@action
def hand_over(*, by: User, worker: User, cases: Iterable[Case], to: User, tasks: bool = False) -> int:
    """Put ``to`` in the place of ``worker``, as lead or second, on each of the cases, and give them the ``tasks`` there
    too; all of them or none.

    Returns:
        How many cases were handed over; one that ``worker`` no longer had is left alone.

    Raises:
        Refused: when the person asking does not manage a case's team, or ``to`` does not work in it.
    """
    done = 0
    for chosen in cases:
        may_hand_over(by, chosen.team).enforce()
        keys.open_to_change(chosen)
        case = hold_case(chosen)
        if not put_in_place(by, case, worker, to):
            continue
        done += 1
        if tasks:
            give_tasks(case, worker, to)
    return done


def give_tasks(case: Case, worker: User, to: User) -> None:
    """Give ``to`` what ``worker`` has to do on a case that is held; what a manager was asked or told stays theirs."""
    asked = (TaskKind.SAFEGUARDING, TaskKind.NOTICE)
    theirs = Task.objects.filter(case=case, assigned_to=worker).exclude(kind__in=asked).to_do()
    for task in theirs.select_for_update(of=("self",)):
        task.assigned_to = to
        if task.taken_by_id == worker.pk:
            task.taken_by, task.taken_at = None, None
        task.save(update_fields=["assigned_to", "taken_by", "taken_at"])


@action
def record_review(*, by: User, case: Case, note: str, next_due: date) -> Review:
    """Write down that a case was looked at again, and when the next look is due.

    Raises:
        Refused: when the person asking may not work on the case, it is closed, or somebody else has said when the next
            look is due since it was read.
    """
    case = as_seen(hold_case(case), case, ["review_due"])
    may_review(by, case).enforce()
    keys.open_to_change(case)
    made = _write(Review, case, by, note=note, next_due=next_due)
    case.review_due = next_due
    case.save(update_fields=["review_due"])
    return made


@action
def add_time(*, by: User, case: Case, day: date, minutes: int, kind: str) -> TimeEntry:
    """Write down time that one spent on a case without a contact.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    return _write(TimeEntry, case, by, day=day, minutes=minutes, kind=kind)


def put_in_place(by: User, case: Case, worker: User, to: User) -> bool:
    """Put ``to`` in the place of ``worker`` on a case that is held; whether they had one."""
    before = (case.lead_worker, case.second_worker)
    lead, second = ((to if each == worker else each) for each in before)
    _allocate(by, case, lead, None if lead == second else second)
    return worker in before


def hold_case(case: Case) -> Case:
    """The case as it stands now, held until the transaction ends."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    now: Case = rows.select_related("team", "lead_worker", "second_worker").get(pk=case.pk)
    return now


def _write(model: type[Row], case: Case, by: User, **said: object) -> Row:
    made = model.of(case, recorded_at=clock.now(), recorded_by=by, **said)
    made.save(force_insert=True)
    return made


def _level(by: User, case: Case, level: int, reason: str) -> None:
    if level != case.intervention_level:
        _write(LevelChange, case, by, level_from=case.intervention_level, level_to=level, reason=reason)


def _allocate(by: User, case: Case, lead: User | None, second: User | None) -> None:
    """Write the change down, if it is one. Whoever already works on the case may stay, even if they have left."""
    before = (case.lead_worker, case.second_worker)
    if (lead, second) == before:
        return
    are_two(lead, second).enforce()
    for chosen in (lead, second):
        if chosen is not None and chosen not in before:
            may_be_given(chosen, case).enforce()
    _write(Allocation, case, by, lead_from=before[0], lead_to=lead, second_from=before[1], second_to=second)


def close_as_duplicate(by: User, case: Case, of: Case) -> None:
    """Close a file that was made one with another, for an action that asked who may. Its tasks are the other's by now,
    and so is the level that the work had come to."""
    case, of = hold_case(case), hold_case(of)
    if case.status != Status.CLOSED:
        moved = {"status_from": case.status, "status_to": Status.CLOSED, "reason": DUPLICATE, "outcomes": []}
        _write(StatusChange, case, by, **moved)
    if case.intervention_level > of.intervention_level:
        _level(by, of, case.intervention_level, LEVEL_CARRIED)


def level_as_before(by: User, of: Case, merging: Merging) -> None:
    """Take the level back that came over from another file, unless somebody has set one since; for an action that asked
    who may."""
    of = hold_case(of)
    latest = LevelChange.objects.filter(case=of).order_by("-recorded_at", "-pk").first()
    carried = (merging.other_level_before, merging.level_before)
    if latest and (latest.level_from, latest.level_to) == carried and latest.recorded_at >= merging.recorded_at:
        _level(by, of, latest.level_from, LEVEL_RETURNED)


def as_before(by: User, case: Case, merging: Merging) -> None:
    """Put a file where it stood before it was made one with another, for an action that asked who may. Where its lead
    works there no more it is ``by``'s to look at, and inactive."""
    case = hold_case(case)
    if merging.status_before == Status.CLOSED:
        return
    gone = case.lead_worker is not None and not may_be_given(case.lead_worker, case)
    ends = [Status.OPEN, *([Status.INACTIVE] if gone or merging.status_before == Status.INACTIVE else [])]
    stands = case.status
    for end in ends:
        _write(StatusChange, case, by, status_from=stands, status_to=end, reason="", outcomes=[])
        stands = end
    if gone:
        _allocate(by, case, by, None if case.second_worker == by else case.second_worker)


def _finish_work(by: User, case: Case, said: Closing) -> None:
    """What a closing leaves behind: the answers that reports need, no review date, and tasks done unless kept. What the
    manager was asked or told about risk and about mistakes stays until they have read it, whoever closes the case."""
    case.review_due = None
    for name, value in said.facts.items():
        setattr(case, name, value)
    case.save(update_fields=["review_due", *said.facts])
    for child, need in said.needs:
        child.sen_primary = need
        child.save(update_fields=["sen_primary"])
    if not said.keep_tasks:
        theirs = Q(kind__in=FOR_ONE_READER) & ~Q(assigned_to=by)
        for task in Task.objects.filter(case=case).to_do().exclude(theirs):
            if may_settle(by, task):
                end_task(case, by, task)
