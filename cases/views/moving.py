"""Changing what is known of a case, and moving it along its life."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.forms import ChangeForm, MoveForm
from cases.models import Case, Task
from cases.presenting import known_of, task_of
from cases.rules import may_move
from cases.views.fetching import open_for_form
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary import TaskState
from cases.workflow import Ask, Move
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change the level, the workers, the review date, and what reports need to know."""
    found = open_for_form(request, pk, "cases:change")
    form = ChangeForm(request.POST or None, case=found.case, workers=User.objects.working_in([found.case.team]))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.change_case(by=request.user, case=found.case, to=form.facts())
            messages.success(request, "Case changed")
            return redirect(found.case)
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Change this case",
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/form.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def move(request: SignedInRequest, pk: UUID, move: Move) -> HttpResponse:
    """Make a case inactive, close it, or open it again."""
    tasks: list[Task] = []
    found = open_for_form(request, pk, "cases:move", also=lambda case: _open_tasks(case, move, tasks))
    said = request.POST if request.method == "POST" else request.POST or None
    form = MoveForm(said, move=move, case=found.case, open_tasks=len(tasks), people=found.people)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.move(by=request.user, case=found.case, to=move, closing=form.closing())
            messages.success(request, f"Case is {move.end.label.lower()}")
            return redirect(found.case)
    context = {
        "form": form,
        "heading": found.heading,
        "case": found.case,
        "move": move,
        "verdict": may_move(request.user, found.case, move),
        "known": known_of(found.case) if Ask.REPORT in move.asks else [],
        "tasks": [task_of(task, request.user) for task in tasks],
        "page_title": move.label,
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/move.html", context)


def _open_tasks(case: Case, move: Move, into: list[Task]) -> list[Task]:
    """The tasks still open, when the move asks about them."""
    if Ask.TASKS in move.asks:
        rows = Task.objects.filter(case=case, state=TaskState.OPEN).select_related("assigned_to")
        into.extend(rows.order_by("due", "pk"))
    return into
