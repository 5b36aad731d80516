"""Reading one case, and who else has."""

from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from cases import keys
from cases.models import Case, Contact, Task, TimeEntry
from cases.presenting import about_of, entry_of, look_words, people_of, task_of
from cases.rules import may_read_looks, may_work_on
from cases.views.agreed import agreed_in
from cases.views.alike import alike_with, beside
from cases.views.fetching import (
    OpenCase,
    added_to,
    case_or_absent,
    case_tabs,
    people_of_case,
    points_of_case,
    uuid_or_none,
)
from cases.visibility import not_narrowed
from cases.vocabulary import TaskState
from cases.workflow import moves_from
from foundation.access import SignedInRequest, requires
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Given, Prepared
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

TIMELINE = 25  # contacts on one page
# Of two calls in one minute, the one that was written down later is the newer; the pages are cut by the same.
NEWEST_FIRST = ("-happened_at", "-recorded_at", "-id")
TASKS = 50  # tasks on one page
LOOKS = 50  # looks on one page


@require_GET
@requires(TeamVerb.SEE_CASES)
def case_page(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A case: its people and how to reach them safely, what was said, and what has to be done."""
    case = case_or_absent(request, pk)
    people, points = people_of_case(case), points_of_case(case)
    contacts = _timeline(request, case)
    more = contacts.pop() if len(contacts) > TIMELINE else None
    added, found = added_to(contacts), OpenCase(case, people)
    tasks = _TASKS(case)
    User.objects.fill_in(tasks, "assigned_to", "taken_by")
    alike, agreed = alike_with(request, case), agreed_in(found)
    shown = [*people, *points, *contacts, *tasks, *chain(*added.values()), *alike, *(agreed.shown if agreed else ())]
    keys.open_for(Verb.CASE_READ, [case], shown=shown, page="cases:case")
    context = {
        "case": case,
        "heading": found.heading,
        "agreed": agreed.panel() if agreed else None,
        "case_navigation": case_tabs(request, case, "cases:case"),
        "about": about_of(case, TimeEntry.objects.minutes_on(request.user, case)),
        "moves": moves_from(case.status),
        "people": people_of(people, points),
        "entries": [entry_of(each, {p.pk: p for p in people}, added.get(each.pk, ())) for each in contacts],
        "older": contacts[-1].pk if more else None,
        "is_older": "before" in request.GET,
        "may_work": may_work_on(request.user, case),
        **_by_state(tasks, request.user),
        **beside(request, case, alike),
    }
    return render(request, "cases/case.html", context)


def _by_state(tasks: list[Task], user: Any) -> dict[str, Any]:
    states = {"to_do": TaskState.OPEN, "done": TaskState.DONE}
    return {name: [task_of(task, user) for task in tasks if task.state == state] for name, state in states.items()}


_TASKS = Prepared(
    lambda: Task.objects.filter(case=Given(lambda case: case.pk)).order_by("state", "due", "pk")[:TASKS],
)


def _timeline(request: SignedInRequest, case: Case) -> list[Contact]:
    """One more contact than fits, newest first, from after the one that the address names. The case was let through
    both gates already, so here only what is narrowed within it is left out."""
    named = uuid_or_none(request.GET.get("before", ""))
    before = _contacts(request.user, case).filter(pk=named).first() if named else None
    found: list[Contact] = (
        _NEWEST(request.user, case) if before is None else list(_page(_contacts(request.user, case).before(before)))
    )
    User.objects.fill_in(found, "worker", "moved_away_by")
    return found


def _contacts(user: Any, case: Any) -> Any:
    return Contact.objects.filter(not_narrowed(user), case=case)


def _page(contacts: Any) -> Any:
    return contacts.order_by(*NEWEST_FIRST)[: TIMELINE + 1]


_NEWEST = Prepared(lambda: _page(_contacts(WHOEVER_ASKS, Given(lambda _user, case: case.pk))))


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


@require_GET
@requires(TeamVerb.READ_LOOKS)
def looks(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who has looked at this case: for its manager, and itself on the record."""
    case = case_or_absent(request, pk)
    may_read_looks(request.user, case).or_absent()
    people = people_of_case(case)
    before, edge = _instant(request.GET.get("before", "")), uuid_or_none(request.GET.get("look", ""))
    events = keys.open_with_looks(case, shown=people, before=before, most=LOOKS + 1, page="cases:looks", edge=edge)
    more = events.pop() if len(events) > LOOKS else None
    names: dict[UUID | None, str] = {
        person.pk: str(person) for person in User.objects.filter(pk__in={event.actor for event in events})
    }
    context = {
        "case": case,
        "heading": OpenCase(case, people).heading,
        "case_navigation": case_tabs(request, case, "cases:looks"),
        "looks": [(event, look_words(event), names.get(event.actor, "Somebody outside the team")) for event in events],
        "earlier": urlencode({"before": events[-1].at.isoformat(), "look": events[-1].pk}) if more else "",
        "is_earlier": before is not None,
    }
    return render(request, "cases/looks.html", context)
