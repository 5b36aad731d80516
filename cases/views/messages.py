"""Leaving a message for the team, and calling back."""

from uuid import UUID

from django.contrib import messages as said
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions, keys
from cases.forms import CloseMessageForm, MessageForm
from cases.models import Message
from cases.presenting import message_of
from cases.views.keeping import keeping_what_was_typed, telling_refusal
from foundation.access import SignedInRequest, requires
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.TAKE_MESSAGES, shows_records=False)
def leave_message(request: SignedInRequest) -> HttpResponse:
    """Leave a message for the team. Whoever has left it may go on to the next; it is not shown to them again."""
    teams = list(Team.objects.where(request.user, TeamVerb.TAKE_MESSAGES).order_by("name", "pk"))
    form = MessageForm(request.POST or None, teams=teams, workers=Message.recipients(teams))
    works = request.user.holds(TeamVerb.WORK_CASES)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.leave_message(by=request.user, **form.message())
            said.success(request, "Message left for the team")
            return redirect("queue" if works else "leave_message")
    context = {
        "form": form,
        "page_title": "Leave a message",
        "submit_label": "Leave this message",
        "cancel_url": reverse("queue" if works else "home"),
        "works": works,
    }
    return render(request, "cases/leave_message.html", context)


def message_or_absent(request: SignedInRequest, pk: UUID) -> Message:
    """A message, if the person may see it.

    Raises:
        Http404: when it is not there, or not theirs.
    """
    found: Message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    User.objects.fill_in([found], "taken_by", "for_whom", "recorded_by")
    return found


@require_POST
@requires(TeamVerb.WORK_CASES)
def take_message(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a message, or be told who has it."""
    with telling_refusal(request):
        actions.take_message(by=request.user, message=message_or_absent(request, pk))
    return redirect("queue")


@require_POST
@requires(TeamVerb.WORK_CASES)
def release_message(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a message back into the queue."""
    with telling_refusal(request):
        actions.release_message(by=request.user, message=message_or_absent(request, pk))
        said.success(request, "Put back into the queue")
    return redirect("queue")


@require_POST
@requires(TeamVerb.WORK_CASES)
def try_message(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Nobody was reached; the message waits again."""
    with telling_refusal(request):
        actions.message_not_reached(by=request.user, message=message_or_absent(request, pk))
        said.success(request, "Try recorded. The message waits in the queue again")
    return redirect("queue")


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def close_message(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Finish a message without a call, and say why."""
    message = message_or_absent(request, pk)
    keys.open_messages([message], page="close_message")
    form = CloseMessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.close_message(by=request.user, message=message, outcome=form.cleaned_data["outcome"])
            said.success(request, "Message closed")
            return redirect("queue")
    context = {
        "form": form,
        "page_title": "Close without a call",
        "submit_label": "Close this message",
        "cancel_url": reverse("queue"),
        "item": message_of(message, request.user.pk),
    }
    return render(request, "cases/close_message.html", context)
