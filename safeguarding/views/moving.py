"""Making a move of a concern: one page for every row of the workflow that has no page of its own elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.presenting import text_of
from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from safeguarding import actions
from safeguarding.actions.steps import calendar
from safeguarding.forms import (
    AnsweredForm,
    ApprovalForm,
    AttemptForm,
    CloseForm,
    DiscussionForm,
    FinishForm,
    MonitorForm,
    MoreInfoForm,
    NameSecondForm,
    ReasonForm,
    SeekForm,
    Senior,
)
from safeguarding.models import Step
from safeguarding.presenting import INTROS, due_of, script_about_child, script_of
from safeguarding.rounds import rota_of
from safeguarding.rules import may_be_second, may_begin
from safeguarding.views.discussing import duty_panel, named, names_of, seniors_for
from safeguarding.views.fetching import OpenConcern, open_concern
from safeguarding.views.laws import reporting_warning
from safeguarding.vocabulary import DutyKind, Rota
from safeguarding.workflow import Move
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

Asked = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """What a move asks, how it is made, what is said once it was, and what more its form has to know."""

    form: type[Any]
    act: Callable[[Any, OpenConcern, Move, Any], object]
    done: str = "Recorded"
    more: Callable[[SignedInRequest, OpenConcern], Asked] = lambda _request, _found: {}
    calls: bool = False  # whether somebody of the rota is called
    about_child: bool = False  # because of a child in the adult's home


def _step(by: Any, found: OpenConcern, move: Move, form: Any) -> None:
    said = form.said()
    actions.step(by=by, concern=found.concern, move=move, reason=form.reason(), change=form.change(), **said)


def _attempt(by: Any, found: OpenConcern, move: Move, form: AttemptForm) -> None:
    actions.log_attempt(by=by, concern=found.concern, attempt=form.attempt())


def _discuss(by: Any, found: OpenConcern, move: Move, form: DiscussionForm) -> None:
    said = form.discussion(actions.named_to(found.concern, form.senior()) if form.is_named() else None)
    review_on = form.cleaned_data.get("review_on")
    actions.discuss(by=by, concern=found.concern, said=said, end=move.key, review_on=review_on)


def _approve(by: Any, found: OpenConcern, move: Move, form: ApprovalForm) -> None:
    actions.approve(by=by, concern=found.concern, approved=form.approves(), reasons=form.reason())


def _to_seek(request: SignedInRequest, found: OpenConcern) -> Asked:
    known = {name: getattr(found.concern, name) for name in ("disputes", "child_in_home")}
    return {"names": names_of(found), "initial": known | {"told": script_of(found.concern)}}


def _with_seniors(request: SignedInRequest, found: OpenConcern) -> Asked:
    return {"seniors": seniors_for(request, found, [rota_of(found.concern)])}


def _to_discuss(request: SignedInRequest, found: OpenConcern) -> Asked:
    told = [row for row in found.shown if isinstance(row, Step)]
    text = text_of(told[-1].reason) if told else script_of(found.concern)
    return _discussing(found, seniors_for(request, found, [rota_of(found.concern)]), text)


def _discussing(found: OpenConcern, seniors: list[Senior], text: str) -> Asked:
    told = named(found, seniors)
    return {"seniors": seniors, "names": names_of(found), "named_to": told, "initial": {"packet": text}}


def _childrens_seniors(request: SignedInRequest, found: OpenConcern) -> Asked:
    return {"seniors": seniors_for(request, found, [Rota.CHILD_IN_HOME])}


def _to_discuss_child(request: SignedInRequest, found: OpenConcern) -> Asked:
    seniors = seniors_for(request, found, [Rota.CHILD_IN_HOME])
    return _discussing(found, seniors, script_about_child(found.concern))


def _answering(request: SignedInRequest, found: OpenConcern) -> Asked:
    due = [duty.due_at for duty in found.duties() if duty.kind == DutyKind.ANSWER]
    return {"due_at": due[0] if due else None}


def _to_name(request: SignedInRequest, found: OpenConcern) -> Asked:
    return {"colleagues": list(User.objects.filter(pk__in=may_be_second(found.concern)).order_by("display_name", "pk"))}


DISCUSSED = Page(DiscussionForm, _discuss, "Discussion recorded", _to_discuss, calls=True)
WHY = Page(ReasonForm, _step)
MADE = {
    "raise": Page(FinishForm, _step, "Concern raised. Discuss it with a senior manager next"),
    "seek": Page(SeekForm, _step, "Call whoever is on duty, and record what comes of it", _to_seek, calls=True),
    "attempt": Page(AttemptForm, _attempt, "Attempt recorded", _with_seniors, calls=True),
    **dict.fromkeys(("discussed_refer", "discussed_not_refer", "disagree", "retrospective"), DISCUSSED),
    "child_attempt": Page(AttemptForm, _attempt, "Attempt recorded", _childrens_seniors, calls=True, about_child=True),
    "child_discussed": Page(
        DiscussionForm, _discuss, "Discussion recorded", _to_discuss_child, calls=True, about_child=True
    ),
    "more_info": Page(MoreInfoForm, _step),
    "answered": Page(AnsweredForm, _step, more=_answering),
    **dict.fromkeys(("no_call", "second_opinion", "raise_again", "reopen"), WHY),
    **dict.fromkeys(("ask_void", "void", "ask_restore", "restore"), WHY),
    "name_second": Page(NameSecondForm, _step, "They see it now, and have it on their home page", _to_name),
    **dict.fromkeys(("approve", "not_approve", "approve_afterwards"), Page(ApprovalForm, _approve)),
    "monitor": Page(MonitorForm, _step, "It is being watched"),
    "close": Page(CloseForm, _step, "Concern closed"),
}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def move(request: SignedInRequest, pk: UUID, concern: UUID, move: Move) -> HttpResponse:
    """Make one move, or read why it cannot be made."""
    page = MADE.get(move.key)
    if page is None:
        raise Http404
    found = open_concern(request, pk, concern, "safeguarding:move", shown=_told(request, concern, page))
    verdict = may_begin(request.user, found.concern, move, found.facts(request.user))
    asked: Asked = {"concern": found.concern, "move": move, "calendar": calendar()}
    form = page.form(posted(request), **asked, **page.more(request, found))
    if request.method == "POST" and verdict and form.is_valid():
        with keeping_what_was_typed(form):
            page.act(request.user, found, move, form)
            messages.success(request, page.done)
            return redirect(found.url)
    rota = Rota.CHILD_IN_HOME if page.about_child else rota_of(found.concern)
    duty = duty_panel(request, found, [rota]) if page.calls else None
    return render(
        request,
        "safeguarding/move.html",
        _about(found, move) | {"form": form, "verdict": verdict, "duty": duty, "warning": reporting_warning(move)},
    )


def _about(found: OpenConcern, move: Move) -> Asked:
    return {
        "heading": found.heading,
        "page_title": move.label,
        "intro": INTROS.get(move.key, ""),
        "due": due_of(found.duties()),
        "cancel_url": found.url,
    }


def _told(request: SignedInRequest, concern: UUID, page: Page) -> list[Step]:
    """What a senior manager was to be told, for the form that says what they were."""
    if page is not DISCUSSED:
        return []
    steps = Step.objects.visible_to(request.user).filter(concern=concern, move="seek")
    return list(steps.order_by("recorded_at", "pk")[:10])
