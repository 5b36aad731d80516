"""The concerns of a case, and one of them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from cases import keys as case_keys
from cases.references import readable
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, people_of_case
from foundation.access import SignedInRequest, requires
from safeguarding import keys
from safeguarding.models import Concern
from safeguarding.presenting import about_of, due_of, line_of, steps_of, tags_of
from safeguarding.rules import roles_of
from safeguarding.views.fetching import duties_of, open_concern
from teams.vocabulary import Verb as TeamVerb


@require_GET
@requires(TeamVerb.SEE_CASES)
def concerns(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The concerns of a case that this person may know of; for everybody else the page says the same as for none."""
    case = case_or_absent(request, pk)
    people = people_of_case(case)
    rows = Concern.objects.visible_to(request.user).filter(case=case).select_related("raised_by")
    found = [row for row in rows.order_by("-recorded_at", "pk") if roles_of(request.user, row)]
    case_keys.open_for(Verb.CASE_READ, [case], shown=people, page="safeguarding:concerns")
    if found:
        keys.open_for(Verb.CONCERNS_LISTED, found, page="safeguarding:concerns")
    due = duties_of(found)
    context = {
        "case": case,
        "heading": OpenCase(case, people).heading,
        "case_navigation": case_tabs(request, case, "safeguarding:concerns"),
        "concerns": [line_of(row, [duty for duty in due if duty.concern_id == row.pk]) for row in found],
        "may_work": may_work_on(request.user, case),
    }
    return render(request, "safeguarding/concerns.html", context)


@require_GET
@requires(TeamVerb.SEE_CASES)
def concern(request: SignedInRequest, pk: UUID, concern: UUID) -> HttpResponse:
    """One concern: where it stands, what is due and why then, what comes next, and what is known."""
    found = open_concern(request, pk, concern, "safeguarding:concern")
    steps, later = steps_of(found.concern, found.facts(request.user), found.roles)
    context = {
        "case": found.case,
        "concern": found.concern,
        "heading": found.heading,
        "case_navigation": case_tabs(request, found.case, "safeguarding:concerns"),
        "reference": readable(found.concern.reference),
        "tags": tags_of(found.concern),
        "due": due_of(found.duties()),
        "steps": steps,
        "later": later,
        "about": about_of(found.concern),
    }
    return render(request, "safeguarding/concern.html", context)
