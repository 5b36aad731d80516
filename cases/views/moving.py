"""Changing what is known of a case, and moving it along its life."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.forms import ChangeForm, MoveForm
from cases.rules import may_move
from cases.views.fetching import open_for_form
from cases.views.keeping import keeping_what_was_typed
from cases.workflow import Move
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change the level, the lead worker, the review date, and what the case is about."""
    found = open_for_form(request, pk, "cases:change")
    form = ChangeForm(request.POST or None, case=found.case, workers=User.objects.working_in([found.case.team]))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.change_case(by=request.user, case=found.case, **form.changes())
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
    found = open_for_form(request, pk, "cases:move")
    form = MoveForm(request.POST if request.method == "POST" else None, move=move)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.move(by=request.user, case=found.case, to=move, reason=form.cleaned_data.get("reason", ""))
            messages.success(request, f"Case is {move.end.label.lower()}")
            return redirect(found.case)
    context = {
        "form": form,
        "heading": found.heading,
        "move": move,
        "verdict": may_move(request.user, found.case, move),
        "page_title": f"{move.label} this case" if move.key != "reopen" else "Open this case again",
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/move.html", context)
