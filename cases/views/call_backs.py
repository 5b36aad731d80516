"""Calls that were promised on a case: taken, put back, tried in vain."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cases import actions
from cases.views.fetching import case_or_absent
from cases.views.keeping import telling_refusal
from cases.views.tasks import task_or_absent
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb


@require_POST
@requires(TeamVerb.WORK_CASES)
def take_call_back(request: SignedInRequest, pk: UUID, task: UUID) -> HttpResponse:
    """Take a call-back, or be told who has it."""
    case = case_or_absent(request, pk)
    with telling_refusal(request):
        actions.take_call_back(by=request.user, case=case, task=task_or_absent(case, task))
    return redirect("queue")


@require_POST
@requires(TeamVerb.WORK_CASES)
def release_call_back(request: SignedInRequest, pk: UUID, task: UUID) -> HttpResponse:
    """Put a call-back into the queue again."""
    case = case_or_absent(request, pk)
    with telling_refusal(request):
        actions.release_call_back(by=request.user, case=case, task=task_or_absent(case, task))
        messages.success(request, "Put back into the queue")
    return redirect("queue")


@require_POST
@requires(TeamVerb.WORK_CASES)
def try_call_back(request: SignedInRequest, pk: UUID, task: UUID) -> HttpResponse:
    """Nobody was reached: that is recorded on the case, and the call-back waits again."""
    case = case_or_absent(request, pk)
    with telling_refusal(request):
        actions.could_not_reach(by=request.user, case=case, task=task_or_absent(case, task))
        messages.success(request, "Try recorded on the case. The call-back waits in the queue again")
    return redirect("queue")
