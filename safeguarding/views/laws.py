"""What the laws with a day of their own bring to a concern's pages: a decision of the manager's, and a warning."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation import clock
from foundation.access import SignedInRequest, requires
from safeguarding import actions
from safeguarding.forms.laws import ShareDecisionForm
from safeguarding.forms.parts import ShareForm
from safeguarding.models import Concern
from safeguarding.presenting import rows_of
from safeguarding.rules import asks_to_share, laws_in_force, may_decide_sharing
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
MANAGERS = frozenset({Who.MANAGER})


def report_is_asked(concern: Concern) -> bool:
    """Whether an offence that has to be reported is suspected, and its law is in force."""
    return concern.csa_suspected is True and SwitchCode.REPORT in laws_in_force(clock.today())


def reporting_warning(move: Move) -> str:
    """What managers are told where they decide on a concern, from the day of the law on (§2.6)."""
    return REPORTING if move.who == MANAGERS and SwitchCode.REPORT in laws_in_force(clock.today()) else ""


def sharing_panel(found: OpenConcern) -> str:
    """Where the manager decides whether what we hold is shared, when the law asks for it."""
    if Who.MANAGER not in found.roles or not asks_to_share(found.concern):
        return ""
    return reverse("safeguarding:decide_sharing", args=[found.concern.case_id, found.concern.pk])


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def decide_sharing(request: SignedInRequest, pk: UUID, concern: UUID) -> HttpResponse:
    """Decide whether what we hold is shared, on the answers as they stand."""
    found = open_concern(request, pk, concern, "safeguarding:decide_sharing")
    if not sharing_panel(found):
        raise Http404
    verdict = may_decide_sharing(request.user, found.concern)
    form = ShareDecisionForm(posted(request))
    if request.method == "POST" and verdict and form.is_valid():
        with keeping_what_was_typed(form):
            said = {"share": form.shares, "reasons": form.cleaned_data["reasons"]}
            actions.decide_sharing(by=request.user, concern=found.concern, **said)
            messages.success(request, "Recorded")
            return redirect(found.url)
    context = DECIDING | {"form": form, "verdict": verdict, "heading": found.heading, "cancel_url": found.url}
    labels = [(name, str(field.label)) for name, field in ShareForm.base_fields.items()]
    return render(request, "safeguarding/move.html", context | {"answers": rows_of(found.concern, labels)})
