"""An emergency: whom to call, and the record of it, which nothing but two answers is ever asked for (T2)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.actions import record as log
from audit.vocabulary import Verb
from cases import keys as case_keys
from cases.models import Case
from cases.presenting import text_of
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, people_of_case, posted, uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from safeguarding import actions, keys
from safeguarding.forms import EmergencyForm
from safeguarding.models import Concern
from safeguarding.rules import roles_of
from safeguarding.vocabulary import State
from teams.models import Team
from teams.vocabulary import Verb as TeamVerb

PAGE = "safeguarding:record_emergency"


@requires(anyone=True, unaided=True)
def numbers(request: HttpRequest) -> HttpResponse:
    """Whom to call. It is drawn from the settings and the address alone: it is there when nothing else is."""
    context = {
        "numbers": settings.EMERGENCY_NUMBERS,
        "invented": any(number.invented for number in settings.EMERGENCY_NUMBERS),
        "record_url": reverse(PAGE) + _query(request),
        "demonstration": settings.DEMONSTRATION,
    }
    return HttpResponse(render_to_string("safeguarding/emergency.html", context))


def _query(request: HttpRequest) -> str:
    """Which case and concern the page was opened from, if the address names any by an id."""
    named = {name: uuid_or_none(request.GET.get(name, "")) for name in ("case", "concern")}
    ids = {name: pk for name, pk in named.items() if pk}
    return f"?{urlencode(ids)}" if ids else ""


@require_http_methods(["GET", "POST"])
@requires()
def record(request: SignedInRequest) -> HttpResponse:
    """Write down an emergency: of a concern, on a case, or of somebody nobody knows yet. Whoever writes nothing down
    here, an administrator or somebody outside the service, is told what to do instead."""
    if not request.user.holds(TeamVerb.WORK_CASES):
        return _told_who_writes(request)
    found = _case(request)
    live = _live(request, found.case) if found else []
    form = EmergencyForm(posted(request), concerns=live, teams=_teams(request), known=found is not None)
    form.begin_with(request.GET.get("concern", ""))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            concern = _declare(request, found.case if found else None, form)
            messages.success(request, "Emergency recorded. What is due now stands below")
            return redirect("safeguarding:concern", concern.case_id, concern.pk)
    context = {
        "form": form,
        "heading": found.heading if found else None,
        "page_title": "Record an emergency",
        "submit_label": "Record this emergency",
        "cancel_url": found.case.get_absolute_url() if found else reverse("home"),
        "numbers": settings.EMERGENCY_NUMBERS,
    }
    return render(request, "safeguarding/record_emergency.html", context)


def _told_who_writes(request: SignedInRequest) -> HttpResponse:
    log(Verb.FORM_OPENED, page=PAGE)
    context = {
        "page_title": "Call, then tell a caseworker",
        "numbers": settings.EMERGENCY_NUMBERS,
        "takes_messages": request.user.holds(TeamVerb.TAKE_MESSAGES),
    }
    return render(request, "safeguarding/emergency_told.html", context)


def _declare(request: SignedInRequest, case: Case | None, form: EmergencyForm) -> Concern:
    said: dict[str, Any] = {"by": request.user, **form.said()}
    if case is None:
        return actions.emergency_from_nothing(team=form.team(), **said)
    return actions.declare_emergency(case=case, concern=form.concern_chosen(), **said)


def _case(request: SignedInRequest) -> OpenCase | None:
    """The case that the address names, with its look recorded. One that is not theirs is like none: whoever is in
    danger is written down all the same."""
    case = _workable(request, uuid_or_none(request.GET.get("case", "")))
    if case is None:
        log(Verb.FORM_OPENED, page=PAGE)
        return None
    people = people_of_case(case)
    case_keys.open_for(Verb.FORM_OPENED, [case], shown=people, page=PAGE)
    return OpenCase(case, people)


def _workable(request: SignedInRequest, pk: UUID | None) -> Case | None:
    try:
        case = case_or_absent(request, pk) if pk else None
    except Http404:
        return None
    return case if case and may_work_on(request.user, case) else None


def _live(request: SignedInRequest, case: Case) -> list[tuple[Concern, str]]:
    """The concerns of the case that the person knows of and that are not over, with about whom they are."""
    rows = Concern.objects.visible_to(request.user).filter(case=case, state__in=State.live())
    found = [row for row in rows.order_by("-recorded_at", "pk") if roles_of(request.user, row)]
    if found:
        keys.open_for(Verb.CONCERNS_LISTED, found, page=PAGE)
    return [(row, text_of(row.about) or text_of(row.worry) or row.get_state_display()) for row in found]


def _teams(request: SignedInRequest) -> list[Team]:
    return list(Team.objects.where(request.user, TeamVerb.WORK_CASES).order_by("name", "pk"))
