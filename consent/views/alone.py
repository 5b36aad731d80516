"""A child asks for help alone (D35)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.rules import may_work_on
from cases.views.fetching import open_for_form, posted
from cases.views.keeping import keeping_what_was_typed
from consent.actions import advise_alone
from consent.forms import AloneForm
from consent.rules import may_ask_alone
from consent.vocabulary import ParentInvolved
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def alone(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down that a child asks for help alone. Nothing keeps them from advice; what follows is theirs to say."""
    found = open_for_form(request, pk, "consent:alone")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    child = found.confider
    if child is None or not may_ask_alone(child):
        raise Http404
    form = AloneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.cleaned_data
            parent = ParentInvolved(said["parent"])
            advise_alone(by=request.user, case=found.case, child=child, parent=parent, words=said["words"])
            messages.success(request, "Written down. Advise them")
            return redirect(reverse(_next(parent, at_risk=said["at_risk"]), args=[pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "A child asks for help alone",
        "people_url": reverse("cases:people", args=[pk]),
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/alone.html", context)


def _next(parent: ParentInvolved, *, at_risk: bool) -> str:
    """What comes next: a concern, which an app beside this one knows; their agreement to a parent; or nothing."""
    if at_risk:
        return "safeguarding:raise"
    return "consent:ask" if parent == ParentInvolved.YES else "consent:permissions"
