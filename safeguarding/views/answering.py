"""What comes back from an authority, chasing it, and disagreeing with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from safeguarding import actions
from safeguarding.forms.answering import AcknowledgedForm, ChaseForm, DecidedForm, EscalateForm
from safeguarding.rules import next_stage
from safeguarding.views.fetching import OpenConcern, open_concern
from safeguarding.workflow import Move
from teams.vocabulary import Verb as TeamVerb

FORMS: dict[str, type[Form]] = {
    "acknowledge": AcknowledgedForm,
    "decide": DecidedForm,
    "resolve": DecidedForm,
    "chase": ChaseForm,
    "escalate": EscalateForm,
    "next_stage": EscalateForm,
}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def answer(request: SignedInRequest, pk: UUID, concern: UUID, move: Move) -> HttpResponse:
    """Write down what an authority answered, that it was chased, or that we disagree."""
    if move.key not in FORMS:
        raise Http404
    found = open_concern(request, pk, concern, "safeguarding:answer")
    if found.state not in move.starts:
        messages.error(request, move.refusal)
        return redirect(found.url)
    form = FORMS[move.key](posted(request), **_of_stage(found, move))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            _write(request, found, move, form)
            messages.success(request, "Recorded")
            return redirect(found.url)
    context = {"form": form, "heading": found.heading, "page_title": move.label, "cancel_url": found.url}
    return render(request, "safeguarding/form.html", context)


def _of_stage(found: OpenConcern, move: Move) -> dict[str, int]:
    if FORMS[move.key] is not EscalateForm:
        return {}
    return {"stage": next_stage(found.concern)}


def _write(request: SignedInRequest, found: OpenConcern, move: Move, form: Any) -> None:
    by, concern = request.user, found.concern
    if isinstance(form, AcknowledgedForm | DecidedForm):
        actions.reply(by=by, concern=concern, said=form.reply(), move=move)
    elif isinstance(form, EscalateForm):
        actions.escalate(by=by, concern=concern, **form.stage())
    else:
        actions.step(by=by, concern=concern, move=move, reason=form.cleaned_data["reason"])
