"""A case of their own for a young person whose rights are theirs by now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions
from cases.forms import OwnCaseForm
from cases.rules import may_open_own_case
from cases.views.fetching import open_for_form
from cases.views.keeping import keeping_what_was_typed
from cases.views.people import form_page, people_url
from foundation import clock
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def own_case(request: SignedInRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Open a case in which a young person is the one who confides."""
    found = open_for_form(request, pk, "cases:own_case")
    whose = found.person_or_absent(person)
    may_open_own_case(request.user, found.case, whose, clock.today()).or_absent()
    workers = User.objects.working_in([found.case.team])
    form = OwnCaseForm(request.POST or None, workers=workers, not_first=found.case.lead_worker_id)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            lead = form.lead_worker()
            own = actions.open_own_case(by=request.user, case=found.case, person=whose, lead_worker=lead)
            messages.success(request, "Case opened. Ask the manager to wall it off from the one they were in.")
            return redirect(own)
    title = "Open a case of their own"
    return form_page(request, found, form, title, person=whose, template="cases/own_case.html")


@require_POST
@requires(TeamVerb.WORK_CASES)
def rights_explained(request: SignedInRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Write down that a young person was told of the rights that are their own."""
    found = open_for_form(request, pk, "cases:rights_explained")
    whose = found.person_or_absent(person)
    actions.explain_rights(by=request.user, case=found.case, person=whose)
    messages.success(request, "Written down that their rights were explained today")
    return redirect(people_url(found.case, whose))
