"""What the laws with a day of their own bring to a concern's pages: a decision of the manager's, and a warning."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation import clock
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from foundation.verdict import Verdict
from safeguarding import actions
from safeguarding.forms.laws import ShareByDutyForm, ShareDecisionForm
from safeguarding.forms.parts import ShareForm
from safeguarding.models import Concern, ShareDecision
from safeguarding.presenting import rows_of
from safeguarding.presenting.laws import facts_of_decision, whom
from safeguarding.rules.laws import asks_to_share, decisions_in_force, laws_in_force, may_decide_sharing, may_share
from safeguarding.views.fetching import OpenConcern, open_concern
from safeguarding.vocabulary import SwitchCode, Who
from safeguarding.workflow import Move
from teams.vocabulary import Verb as TeamVerb

REPORTING = (
    "Nobody may stop or discourage a report of a sexual offence against a child: that is an offence itself (Crime and"
    " Policing Act 2026). You can say what you think of it, and whoever has to report it reports it all the same."
)
DECIDING = {
    "page_title": "Decide whether it is shared",
    "intro": "The duty to share (Children Act 2004 s.16LA): what matters to keeping a child safe or well is shared as"
    " far as it helps another body, unless that would harm the child more. Record it either way.",
    "submit_label": "Record my decision",
}
TELLING = {
    "page_title": "Tell them what was decided",
    "intro": "Tell this body what the manager decided that it is told, and nothing else. It is written down with it.",
    "submit_label": "Write this down",
}
MANAGERS = frozenset({Who.MANAGER})


def report_is_asked(concern: Concern) -> bool:
    """Whether an offence that has to be reported is suspected, and its law is in force."""
    return concern.csa_suspected is True and SwitchCode.REPORT in laws_in_force(clock.today())


def reporting_warning(move: Move) -> str:
    """What managers are told where they decide on a concern, from the day of the law on (§2.6)."""
    return REPORTING if move.who == MANAGERS and SwitchCode.REPORT in laws_in_force(clock.today()) else ""


def sharing_panel(found: OpenConcern) -> dict[str, Any] | None:
    """What the duty to share asks of whoever reads the concern: the manager decides, and what was decided is told."""
    if not asks_to_share(found.concern):
        return None
    decided = decisions_in_force(found.concern) if Who.WORKER in found.roles else []
    decides = Who.MANAGER in found.roles
    if not decides and not decided:
        return None
    place = [found.concern.case_id, found.concern.pk]
    return {
        "decide_url": reverse("safeguarding:decide_sharing", args=place) if decides else "",
        "tell": [
            {"whom": whom(row), "url": reverse("safeguarding:share_by_duty", args=[*place, row.pk])} for row in decided
        ],
    }


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def decide_sharing(request: SignedInRequest, pk: UUID, concern: UUID) -> HttpResponse:
    """Decide whether what we hold is shared, and with whom, on the answers as they stand."""
    found = open_concern(request, pk, concern, "safeguarding:decide_sharing")
    if Who.MANAGER not in found.roles or not asks_to_share(found.concern):
        raise Http404
    verdict = may_decide_sharing(request.user, found.concern)
    form = ShareDecisionForm(posted(request))
    if request.method == "POST" and verdict and form.is_valid():
        with keeping_what_was_typed(form):
            said = {"share": form.shared(), "reasons": form.cleaned_data["reasons"]}
            actions.decide_sharing(by=request.user, concern=found.concern, **said)
            messages.success(request, "Recorded")
            return redirect(found.url)
    labels = [(name, str(field.label)) for name, field in ShareForm.base_fields.items()]
    return render(
        request, "safeguarding/move.html", _page(found, form, verdict, rows_of(found.concern, labels)) | DECIDING
    )


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def share_by_duty(request: SignedInRequest, pk: UUID, concern: UUID, decision: UUID) -> HttpResponse:
    """Tell a body what the manager decided that it is told, and write it down in the same press (D14)."""
    row = get_object_or_404(_decided(request, pk, concern), pk=decision)
    found = open_concern(request, pk, concern, "safeguarding:share_by_duty", shown=[row])
    if Who.WORKER not in found.roles:
        raise Http404
    verdict = may_share(found.concern, row)
    form = ShareByDutyForm(posted(request), decision=row)
    if request.method == "POST" and verdict and form.is_valid():
        with keeping_what_was_typed(form):
            actions.share_by_duty(by=request.user, concern=found.concern, decision=row, told=form.told(row.recipient))
            messages.success(request, "Written down. It stands with everything that has been shared")
            return redirect(found.url)
    return render(request, "safeguarding/move.html", _page(found, form, verdict, facts_of_decision(row)) | TELLING)


def _decided(request: SignedInRequest, pk: UUID, concern: UUID) -> Any:
    rows = ShareDecision.objects.visible_to(request.user).filter(case=pk, concern=concern, share=True)
    return rows.exclude(recipient=None).select_related("recipient")


def _page(found: OpenConcern, form: Form, verdict: Verdict, answers: Any) -> dict[str, Any]:
    return {
        "form": form,
        "verdict": verdict,
        "heading": found.heading,
        "cancel_url": found.url,
        "answers": answers,
    }
