"""A case along its life."""

from collections.abc import Iterable
from datetime import date

from audit.actions import action
from cases import keys
from cases.models import Case
from cases.rules import may_move, may_work_on
from cases.vocabulary import Status
from cases.workflow import Move
from foundation import clock
from teams.models import User


@action
def move(*, by: User, case: Case, to: Move, reason: str = "") -> None:
    """Move a case along its life; two people moving it at once do so one after the other.

    Raises:
        Refused: when the person asking may not, or the case no longer stands where the move starts.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    may_move(by, case, to).enforce()
    keys.open_to_change(case)
    case.status = to.end
    case.closed_at, case.close_reason = (clock.now(), reason) if to.end == Status.CLOSED else (None, "")
    case.save(update_fields=["status", "closed_at", "close_reason"])


@action
def change_case(
    *, by: User, case: Case, level: int, lead_worker: User | None, review_due: date | None, issues: Iterable[str]
) -> None:
    """Change who leads a case, how deep the work goes, when it is looked at again, and what it is about.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    case.intervention_level, case.lead_worker = level, lead_worker
    case.review_due, case.issues = review_due, list(issues)
    case.save(update_fields=["intervention_level", "lead_worker", "review_due", "issues"])
