"""One queue of everybody who was promised a call: the one promised longest ago first."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from cases import keys
from cases.models import Message, Task
from cases.presenting import call_back_of, message_of
from cases.views.fetching import uuid_or_none
from cases.views.tasks import whose
from cases.vocabulary import TaskKind
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Link
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

PAGE = 25  # of both together


@require_GET
@requires(TeamVerb.WORK_CASES)
def queue(request: SignedInRequest) -> HttpResponse:
    """Messages for the team and promised call-backs, taken by one person at a time."""
    mine = "mine" in request.GET
    found = _first(request, mine)
    page = found[:PAGE]
    context = {
        "page_title": "Call-backs",
        "whose": [Link("Everybody’s", "?", not mine), Link("For me or taken by me", "?mine=on", mine)],
        "waiting": _shown(request.user, page),
        "is_later": "after" in request.GET,
        "last": page[-1].pk if len(found) > PAGE else None,
    }
    return render(request, "cases/queue.html", context)


def waiting_for(user: Any) -> tuple[Any, Any]:
    """Messages and promised call-backs that wait, of those the person may see."""
    call_backs = Task.objects.visible_to(user).to_do().filter(kind=TaskKind.CALL_BACK).order_by("promised_at", "pk")
    return Message.objects.visible_to(user).waiting(), call_backs


def _first(request: SignedInRequest, mine: bool) -> list[Any]:
    """One more than fits of both, merged by when they were promised, from after the one that the address names."""
    kinds = waiting_for(request.user)
    start = uuid_or_none(request.GET.get("after", ""))
    before = next((row for rows in kinds for row in rows.filter(pk=start)), None) if start else None
    found: list[Any] = []
    for rows in kinds:
        wanted = rows.of(request.user) if mine else rows
        found += _from(wanted, before)[: PAGE + 1]
    return sorted(found, key=lambda row: (row.promised_at, row.pk))[: PAGE + 1]


def _from(rows: Any, before: Any) -> Any:
    rows = rows if rows.model is Message else rows.select_related("case")
    if before is None:
        return rows
    later = Q(promised_at__gt=before.promised_at) | Q(promised_at=before.promised_at, pk__gt=before.pk)
    return rows.filter(later)


def _shown(user: Any, page: list[Any]) -> list[dict[str, Any]]:
    """What the page shows of each; the look at all of them is recorded."""
    messages = [row for row in page if isinstance(row, Message)]
    call_backs = [row for row in page if isinstance(row, Task)]
    User.objects.fill_in(messages, "taken_by", "recorded_by", "for_whom")
    User.objects.fill_in(call_backs, "taken_by", "recorded_by", "assigned_to")
    keys.open_messages(messages, page="queue")
    names = keys.open_with_confiders(
        Verb.CASES_LISTED, {task.case_id: task.case for task in call_backs}.values(), shown=call_backs, page="queue"
    )
    return [
        message_of(row, user.pk) if isinstance(row, Message) else _call_back(row, user, whose(row.case, names))
        for row in page
    ]


def _call_back(task: Task, user: Any, of: dict[str, Any]) -> dict[str, Any]:
    return call_back_of(task, user.pk) | {"who": of["name"]} | of
