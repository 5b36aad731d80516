"""Asking others for information, with permission to ask them: decided in Python, and again as the row goes in."""

from dataclasses import dataclass
from datetime import date, datetime

from audit.actions import action
from cases import keys
from cases.actions import add_task, change_task, finish_task
from cases.actions.sharing import NewDisclosure, disclose
from cases.disclosure import Decision, SharingBasis, decide
from cases.models import Case, Task
from cases.rules import may_work_on
from cases.vocabulary import TaskState
from cases.vocabulary.sharing import Basis, BasisKind, Category, Purpose, SendingMethod, Told
from consent.actions.permission import decisions_of
from consent.actions.sharing import NotPermitted
from consent.models import Consent, InformationRequest, RequestStep
from consent.rules import Telling, may_still_wait, situation
from consent.vocabulary import StepKind
from foundation import clock
from foundation.rowsecurity.calls import NOT_SO, refusing
from teams.models import User

CHASE = "See whether what we asked for has come, and ask again"
JUST_CHANGED = "This permission has just changed. Look at it again before you ask anybody anything."


@dataclass(frozen=True)
class NewRequest:
    """What is asked of the holder that a permission names."""

    telling: Telling
    scope: str
    method: SendingMethod
    sent_at: datetime
    due: date


@action
def ask_holder(*, by: User, case: Case, asked: NewRequest, resting_on: Consent) -> InformationRequest:
    """Write down that somebody was asked for information. Asking discloses that there is a case, so the disclosure is
    written with it, and the day on which an answer is due becomes a task (R-C7-1).

    Raises:
        Refused: with the table's reason, when the permission does not cover asking them for this at this instant.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    answer = decide(situation(asked.telling, resting_on, decisions_of(case)))
    if not answer:
        raise NotPermitted(answer, by=by, case=case, telling=asked.telling, why=_what_may_be_asked(answer))
    told = NewDisclosure(
        asked.telling.recipient,
        (),
        asked.method,
        asked.sent_at,
        purpose=asked.telling.purpose,
        benefit=f"Asking them for information, to help with {Purpose(asked.telling.purpose).label.lower()}",
        subject_told=Told.YES,
    )
    task = add_task(by=by, case=case, title=CHASE, due=asked.due, assigned_to=by)
    made = _write(by, case, asked, resting_on, told, task)
    basis = SharingBasis(told.id, BasisKind.CONSENT, Basis.CONSENT, answer.row, told.categories)
    disclose(by=by, case=case, told=told, resting_on=basis)
    return made


def _what_may_be_asked(answer: Decision) -> str:
    part = [kind.label.lower() for kind in Category if kind in answer.allowed - {Category.EXISTENCE}]
    return f"{answer.why} You may ask about {', '.join(part)}." if part else answer.why


def _write(
    by: User, case: Case, asked: NewRequest, resting_on: Consent, told: NewDisclosure, task: Task
) -> InformationRequest:
    made = InformationRequest.of(
        case,
        holder=asked.telling.recipient,
        rests_on=resting_on,
        disclosure_id=told.id,
        purpose=asked.telling.purpose,
        categories=sorted(asked.telling.categories),
        subjects=sorted(asked.telling.subjects),
        scope=asked.scope,
        limits_kept=asked.telling.limits_kept,
        method=asked.method,
        sent_at=asked.sent_at,
        due=asked.due,
        task=task,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    with refusing({NOT_SO: JUST_CHANGED}):
        made.save(force_insert=True)
    return made


@action
def record_step(
    *, by: User, case: Case, request: InformationRequest, kind: StepKind, words: str = "", due: date | None = None
) -> RequestStep:
    """Write down what happened to a request: asked again or part of it came, and by when the rest is due; or all of it
    came; or they said no, and why. The task follows.

    Raises:
        Refused: when the person asking may not work on the case, or nothing is waited for any more.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    may_still_wait(request).enforce()
    step = RequestStep.of(
        case,
        request=request,
        kind=kind,
        words=words,
        due=None if kind in StepKind.ending() else due,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    step.save(force_insert=True)
    _move_task(by, case, request.task, step.due)
    return step


def _move_task(by: User, case: Case, task: Task, due: date | None) -> None:
    """Put off the task, or finish it when nothing is waited for; one that somebody finished early begins again."""
    if due is None:
        finish_task(by=by, case=case, task=task)
    elif task.state == TaskState.OPEN:
        change_task(by=by, case=case, task=task, title=CHASE, note="", assigned_to=task.assigned_to, due=due)
    else:
        add_task(by=by, case=case, title=CHASE, due=due, assigned_to=by)
