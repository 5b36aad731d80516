"""What waits on cases for colleagues who do not see them, because of a conflict of interest or a wall."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cases.models import Case, Task, Unseen, unseen_work
from cases.presenting import left_words
from cases.vocabulary import Status
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@dataclass(frozen=True)
class Left:
    """What waits on one case for one colleague who does not see it, in words."""

    case: Case
    colleague: User
    words: str


def left_unseen(user: Any, case: Case | None = None) -> list[Left]:
    """All of it in the teams whose cases the person says who may see, the file that was opened first first; or what
    waits on one ``case``."""
    found = unseen_work(case) if user.holds(TeamVerb.MANAGE_CONFLICTS) else []
    cases = Case.objects.visible_to(user).in_bulk({each.file for each in found}) if found else {}
    return sorted(_in_words(user, found, cases), key=lambda left: (left.case.opened_at, left.colleague.display_name))


def _in_words(user: Any, found: Iterable[Unseen], cases: dict[UUID, Case]) -> Iterable[Left]:
    people = User.objects.in_bulk({each.colleague for each in found}) if cases else {}
    tasks = _tasks_of(user, cases)
    for each in found:
        case, colleague = cases.get(each.file), people.get(each.colleague)
        if case is None or colleague is None:
            continue
        at_work = case.status != Status.CLOSED
        words = left_words(
            leads=at_work and case.lead_worker_id == colleague.pk,
            seconds=at_work and case.second_worker_id == colleague.pk,
            tasks=tasks[case.pk, colleague.pk],
            drafts=each.drafts,
        )
        if words:
            yield Left(case, colleague, words)


def _tasks_of(user: Any, cases: Iterable[UUID]) -> Counter[tuple[UUID, UUID]]:
    """How many tasks each has on each case: whoever took one, or else was given it."""
    rows = Task.objects.visible_to(user).to_do().filter(case__in=list(cases)) if cases else Task.objects.none()
    who = rows.order_by().values_list("case", "taken_by", "assigned_to")
    return Counter((case, taken or given) for case, taken, given in who)
