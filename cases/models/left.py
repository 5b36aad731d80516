"""What waits on cases for colleagues who do not see them, because of a conflict of interest or a wall."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases.models.access import Unseen, unseen_work
from cases.models.case import Case
from cases.models.task import Task
from cases.vocabulary import Status
from teams.models import User
from teams.vocabulary import Verb


@dataclass(frozen=True)
class Left:
    """What waits on one case for one colleague who does not see it."""

    case: Case
    colleague: User
    leads: bool
    seconds: bool
    tasks: int
    drafts: int


def left_unseen(user: Any, case: Case | None = None) -> list[Left]:
    """All of it in the teams whose cases the person says who may see, the file that was opened first first; or what
    waits on one ``case``."""
    found = unseen_work(case) if user.holds(Verb.MANAGE_CONFLICTS) else []
    left = _with_rows(user, found) if found else ()
    return sorted(left, key=lambda each: (each.case.opened_at, each.colleague.display_name))


def _with_rows(user: Any, found: list[Unseen]) -> Iterable[Left]:
    cases = Case.objects.visible_to(user).in_bulk({each.file for each in found})
    people = User.objects.in_bulk({each.colleague for each in found}) if cases else {}
    tasks = Task.objects.visible_to(user).numbers_on(cases) if cases else {}
    for each in found:
        case, colleague = cases.get(each.file), people.get(each.colleague)
        if case is None or colleague is None:
            continue
        at_work = case.status != Status.CLOSED
        leads = at_work and case.lead_worker_id == colleague.pk
        seconds = at_work and case.second_worker_id == colleague.pk
        yield Left(case, colleague, leads, seconds, tasks.get((case.pk, colleague.pk), 0), each.drafts)
