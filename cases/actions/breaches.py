"""Handling a breach: what a manager does about it, one row at a time, until it is closed (articles 33 and 34)."""

from dataclasses import dataclass
from datetime import datetime

from audit.actions import action
from cases import keys
from cases.actions.tasks import end_task, locked, write_task
from cases.models import Breach, BreachStep, Case, Task
from cases.rules import may_handle_breaches, may_step, weighs_up
from cases.vocabulary.breach import BreachMove, SafetyAnswer
from cases.vocabulary.sharing import BreachState
from cases.workflow import BREACH_PATHS
from foundation import clock
from foundation.components.words import gb_datetime
from foundation.verdict import YES, Verdict
from foundation.working_days import after
from teams.models import User

TELL_WITHIN, CLOSE_WITHIN = 1, 5  # working days
REPORT_IT = "Report the breach by {until}, by reference and without a name{more}"
AND_TELL_THEM = "; then tell them, by a safe way, what was shared"
TELL_THEM = "Tell them, by a safe way, what was shared without their permission"
CLOSE_IT = "Close the breach: what was learned from it?"
CALL_FIRST = "Call them by a safe way before any letter goes: somebody may be in danger because of what was shared"


@dataclass(frozen=True)
class BreachSaid:
    """What a manager says of a breach; each move asks some of it."""

    move: BreachMove
    words: str
    lessons: str = ""
    contained: str = ""
    asked_back: bool | None = None
    likelihood: str = ""
    severity: str = ""
    safety: str = ""
    report: bool | None = None
    tell: bool | None = None
    why_not_told: str = ""
    reported_to: str = ""
    reference: str = ""
    method: str = ""
    happened_at: datetime | None = None

    def in_order(self) -> Verdict:
        """Whether a decision fits the risk that was weighed; anything else does."""
        if self.move != BreachMove.DECIDE:
            return YES
        return weighs_up(self.likelihood, self.severity, report=bool(self.report), why_not_told=self.why_not_told)


@action
def handle_breach(*, by: User, case: Case, breach: Breach, said: BreachSaid) -> BreachStep:
    """Write down what was done about a breach, and move it on; what is due next is a task. Two managers at once do so
    one after the other.

    Raises:
        Refused: when the person asking does not manage the team, it does not follow where the breach stands, a decision
            does not fit the risk, or they close what they wrote down themselves.
    """
    may_handle_breaches(by, case).enforce()
    keys.open_to_change(case)
    case = locked(case)
    breach = Breach.objects.get(pk=breach.pk, case=case)
    before = steps_of(breach)
    may_step(by, breach, said.move, before).enforce()
    said.in_order().enforce()
    step = BreachStep.of(
        case,
        breach=breach,
        state_from=breach.state,
        state_to=BREACH_PATHS[said.move].end or breach.state,
        task=_next_task(by, case, breach, before, said),
        recorded_at=clock.now(),
        recorded_by=by,
        **vars(said),
    )
    step.save(force_insert=True)
    return step


def steps_of(breach: Breach) -> list[BreachStep]:
    """What was done about a breach so far, oldest first."""
    return list(BreachStep.objects.filter(breach=breach).order_by("recorded_at", "pk"))


def _next_task(by: User, case: Case, breach: Breach, before: list[BreachStep], said: BreachSaid) -> Task | None:
    """End the task that a decision or a closing was, and write down what a decision leaves to be done."""
    if BREACH_PATHS[said.move].end not in (BreachState.DECIDED, BreachState.CLOSED):
        return None
    tasks = [task for task in (breach.task, *(step.task for step in before)) if task is not None]
    for task in tasks[-1:]:
        end_task(case, by, task)
    if said.move == BreachMove.CLOSE:
        return None
    if said.safety == SafetyAnswer.YES:
        write_task(case, by, CALL_FIRST, clock.today(), by)
    today = clock.today()
    if said.report:
        due = clock.london(breach.due_at).date()
        title = REPORT_IT.format(until=gb_datetime(breach.due_at), more=AND_TELL_THEM if said.tell else "")
        return write_task(case, by, title, max(due, today), by)
    if said.tell:
        return write_task(case, by, TELL_THEM, after(today, TELL_WITHIN), by)
    return write_task(case, by, CLOSE_IT, after(today, CLOSE_WITHIN), by)
