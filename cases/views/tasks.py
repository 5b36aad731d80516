"""Tasks on a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions
from cases.forms import TaskForm
from cases.models import Task
from cases.views.fetching import case_or_absent, open_for_form
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_task(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down something to be done."""
    found = open_for_form(request, pk, "cases:add_task")
    form = TaskForm(request.POST or None, workers=User.objects.working_in([found.case.team]), user=request.user)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.add_task(by=request.user, case=found.case, **form.task())
            messages.success(request, "Task added")
            return redirect(found.case)
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Add a task",
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/form.html", context)


@require_POST
@requires(TeamVerb.WORK_CASES)
def finish_task(request: SignedInRequest, pk: UUID, task: UUID) -> HttpResponse:
    """Mark a task done."""
    case = case_or_absent(request, pk)
    actions.finish_task(by=request.user, case=case, task=get_object_or_404(Task, case=case, pk=task))
    messages.success(request, "Task done")
    return redirect(case)
