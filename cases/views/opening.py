"""Opening a case."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.actions import record
from audit.vocabulary import Verb
from cases import actions
from cases.forms import ConfiderForm, OpenCaseForm
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary import CaseKind, PersonRole
from foundation.access import SignedInRequest, requires
from teams.models import Team
from teams.vocabulary import Verb as TeamVerb

ROLES = {CaseKind.ADULT: PersonRole.PARENT, CaseKind.YOUNG_PERSON: PersonRole.YOUNG_PERSON}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def open_case(request: SignedInRequest) -> HttpResponse:
    """Open a case for somebody, or for an enquiry that names nobody."""
    record(Verb.FORM_OPENED, page="cases:open")
    teams = Team.objects.where(request.user, TeamVerb.WORK_CASES).order_by("name", "pk")
    form = OpenCaseForm(request.POST or None, teams=teams, user=request.user)
    names_nobody = request.POST.get("kind") in CaseKind.nameless()  # whatever was typed of a person is forgotten
    person = ConfiderForm(None if names_nobody else request.POST or None, prefix="person")
    if request.method == "POST" and _are_valid(form, person):
        with keeping_what_was_typed(form):
            case = actions.open_case(by=request.user, **_said(form, person))
            messages.success(request, "Case opened")
            return redirect(case)
    context = {"form": form, "person": person, "page_title": "Open a case", "cancel_url": reverse("cases:cases")}
    return render(request, "cases/open.html", context)


def _are_valid(form: OpenCaseForm, person: ConfiderForm) -> bool:
    valid = form.is_valid()
    # Both are checked, so that every error shows at once; an enquiry that names nobody
    # forgets whatever was typed of a person.
    return valid and (form.cleaned_data["kind"] in CaseKind.nameless() or person.is_valid())


def _said(form: OpenCaseForm, person: ConfiderForm) -> dict[str, Any]:
    said = form.cleaned_data
    kind = CaseKind(said["kind"])
    named = [] if kind in CaseKind.nameless() else [(person.person(ROLES[kind], is_confider=True), person.points())]
    return {
        "team": form.team(),
        "kind": kind,
        "people": named,
        "level": int(said["level"]),
        "lead_worker": form.lead_worker(),
        "referral_source": said["referral_source"],
        "sen_stage_open": said["sen_stage_open"],
        "issues": said["issues"],
        "review_due": said["review_due"],
    }
