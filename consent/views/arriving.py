"""What arrives: into a case when it was given or agreed to, otherwise into quarantine, where managers decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import keys as case_keys
from cases.disclosure import Permission
from cases.listing import Edge
from cases.models import Case
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, open_for_form, people_of_case, posted, uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from cases.views.listing import query
from consent import keys
from consent.actions import decide_quarantine, decisions_of, record_arrival
from consent.forms import ArrivalForm, FateForm, UnplacedArrivalForm
from consent.listing import quarantine_page
from consent.models import Arrival, Consent, InformationRequest, QuarantineDecision
from consent.presenting import as_title, recipient_name
from consent.presenting.coming_in import (
    arrival_card,
    arrival_rows,
    asked_kinds,
    decision_entry,
    quarantine_item,
    request_card,
    request_name,
)
from consent.rules import Decisions, came_rightly
from consent.views.asking import requests_of, steps_of
from consent.views.sharing import recipients_of
from consent.vocabulary import Held, Way
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Link
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb

WHERE = {
    Held.CASE: "Recorded. It is in the case",
    Held.QUARANTINE: "Recorded, and held in quarantine. The manager decides about it within a working day",
}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def arrive(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Something arrived that is about this case."""
    found = open_for_form(request, pk, "consent:arrive")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    asked = [(row, request_name(row)) for row in requests_of(found.case)]
    form = ArrivalForm(
        posted(request), recipients=recipients_of(found.case), requests=asked, initial=_begun(request, asked)
    )
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            held = record_arrival(by=request.user, team=found.case.team, case=found.case, came=form.came())
            messages.success(request, WHERE[held])
            return redirect(reverse("consent:permissions", args=[pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Something arrived",
        "submit_label": "Record what arrived",
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/arrive.html", context)


def _begun(request: SignedInRequest, asked: list[tuple[Any, str]]) -> dict[str, str]:
    """What the page of a request begins with: that this answers it."""
    wanted = uuid_or_none(request.GET.get("request", ""))
    row = next((row for row, _ in asked if row.pk == wanted), None)
    return {"request": str(row.pk), "origin": str(row.holder_id)} if row else {}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES, shows_records=False)
def arrive_unplaced(request: SignedInRequest) -> HttpResponse:
    """Something arrived that nobody asked for: nobody is looked up, and it goes into quarantine."""
    teams = list(Team.objects.where(request.user, TeamVerb.WORK_CASES).order_by("name", "pk"))
    form = UnplacedArrivalForm(posted(request), teams=teams)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            held = record_arrival(by=request.user, team=form.team(), case=None, came=form.came())
            messages.success(request, WHERE[held])
            return redirect("home")
    context = {
        "form": form,
        "page_title": "Something arrived that we did not ask for",
        "submit_label": "Put it into quarantine",
        "cancel_url": reverse("home"),
    }
    return render(request, "consent/arrive.html", context)


@require_GET
@requires(TeamVerb.SEE_RESTRICTED)
def quarantine(request: SignedInRequest) -> HttpResponse:
    """What waits for a manager's decision, the longest first."""
    return _quarantine_page(request, decided=False)


@require_GET
@requires(TeamVerb.SEE_RESTRICTED)
def quarantine_decided(request: SignedInRequest) -> HttpResponse:
    """What managers decided about, the last first."""
    return _quarantine_page(request, decided=True)


def _quarantine_page(request: SignedInRequest, *, decided: bool) -> HttpResponse:
    page = quarantine_page(request.user, Edge.read(request.GET.get("from", "")), decided=decided)
    keys.open_incoming(page.rows, page="consent:quarantine")
    context = {
        "page_title": "Decided in quarantine" if decided else "Quarantine",
        "parts": [
            Link("To decide", reverse("consent:quarantine"), not decided),
            Link("Decided", reverse("consent:quarantine_decided"), decided),
        ],
        "items": [quarantine_item(each) for each in page.rows],
        "decided": decided,
        "previous": query(request, page.previous),
        "following": query(request, page.following),
    }
    return render(request, "consent/quarantine.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.SEE_RESTRICTED)
def quarantined(request: SignedInRequest, item: UUID) -> HttpResponse:
    """One thing in quarantine: what it is, and what becomes of it."""
    arrival = Arrival.objects.visible_to(request.user).exclude(held=Held.CASE).filter(pk=item).first()
    if arrival is None:
        raise Http404
    decisions = list(
        QuarantineDecision.objects.visible_to(request.user).filter(arrival=arrival).order_by("-recorded_at", "-pk")
    )
    User.objects.fill_in([arrival, *decisions], "recorded_by")
    keys.open_incoming([arrival], decisions, page="consent:quarantined")
    found = _case_of(arrival)
    form = FateForm(posted(request), permissions=_permissions(found.case if found else None), kinds=arrival.categories)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            decide_quarantine(by=request.user, arrival=arrival, **form.said())
            messages.success(request, "Decided")
            return redirect("consent:quarantine")
    return render(request, "consent/quarantined.html", _quarantined(arrival, decisions, found) | {"form": form})


def _quarantined(arrival: Arrival, decisions: list[QuarantineDecision], found: OpenCase | None) -> dict[str, Any]:
    return {
        "heading": found and found.heading,
        "raise_url": reverse("safeguarding:raise", args=[found.case.pk]) if found else "",
        "page_title": "In quarantine",
        "submit_label": "Record this decision",
        "item": quarantine_item(arrival),
        "rows": [] if arrival.held == Held.GONE else arrival_rows(arrival),
        "decisions": [decision_entry(each) for each in decisions],
        "is_open": arrival.held in (Held.QUARANTINE, Held.SAFEGUARDING),
        "cancel_url": reverse("consent:quarantine"),
    }


def _case_of(arrival: Arrival) -> OpenCase | None:
    """The case that something in quarantine is about, opened on the record, if it names one that the manager sees."""
    case = Case.objects.filter(pk=arrival.case_id).first() if arrival.case_id else None
    if case is None:
        return None
    User.objects.fill_in([case], "lead_worker", "second_worker")
    found = OpenCase(case, people_of_case(case))
    case_keys.open_for(Verb.FORM_OPENED, [case], shown=found.people, page="consent:quarantined")
    return found


def _permissions(case: Case | None) -> list[tuple[Consent, str]]:
    """Permissions of an open case that let us ask, and are in force; none for what belongs to no case."""
    if case is None:
        return []
    among = decisions_of(case)
    live = [each for each in among.all if each.way == Way.IN and among.stands(each) == Permission.VALID]
    names = ((each, as_title(recipient_name(each.recipient))) for each in live)
    return [(each, f"{name}: {asked_kinds(among.permitted(each))}") for each, name in names]


def coming_in(case: Case, requests: list[InformationRequest], among: Decisions, user: Any) -> dict[str, Any]:
    """What was asked for in a case and what came, for its permission page. What rests on a permission that was taken
    back is not there, even if it were still held in the case."""
    steps = steps_of(case) if requests else {}
    came = list(Arrival.objects.visible_to(user).filter(case=case, held=Held.CASE).order_by("-arrived_on", "-pk"))
    came = [each for each in came if came_rightly(each, among)]
    User.objects.fill_in(came, "recorded_by")
    if came:
        keys.open_incoming(came, page="consent:permissions")
    return {
        "requests": [request_card(each, steps.get(each.pk, [])) for each in requests],
        "came": [arrival_card(each) for each in came],
    }
