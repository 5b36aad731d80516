"""A court order or another legal demand: written down, looked at by two, and given exactly as ordered (D12)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import keys
from cases.models import Case
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, open_for_form, people_of_case, posted
from cases.views.keeping import keeping_what_was_typed
from consent import keys as own_keys
from consent.actions.demands import find_on_demand, give_demanded, record_demand, word_on
from consent.forms.demands import DemandForm, FindingForm, GiveDemandedForm
from consent.models import Booking, Demand, DemandFinding, DemandSheet
from consent.presenting.demands import booking_entries, demand_card, demand_rows, finding_entry, state_of
from consent.presenting.sheets import sheet_entries, waiting_words
from consent.rules import may_find_on, word_among
from consent.views.sharing import recipients_of, written_down
from consent.vocabulary import DemandFound
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_GET
@requires(TeamVerb.SEE_CASES)
def demands(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What the law demanded in a case, where each stands, and what was booked."""
    case = case_or_absent(request, pk)
    found = OpenCase(case, people_of_case(case))
    rows, findings, bookings = demands_of(case), findings_of(case), bookings_of(case)
    sheets = sheets_of(rows)
    shown = [*found.people, *rows, *findings, *bookings]
    keys.open_for(Verb.CASE_READ, [case], shown=shown, page="consent:demands")
    context = {
        "case": case,
        "heading": found.heading,
        "demands": [_card(row, latest(row, findings), sheets) for row in rows],
        "bookings": booking_entries(bookings),
        "may_work": may_work_on(request.user, case, identifying=True),
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/demands.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def demand_new(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A court order has come: written down before anybody answers it; the manager has a task for today."""
    found = open_for_form(request, pk, "consent:demand_new")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    form = DemandForm(posted(request), recipients=recipients_of(found.case))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            recipient = written_down(request.user, found.case, form.recipient())
            made = record_demand(by=request.user, case=found.case, came=form.came(recipient))
            messages.success(request, "Written down. The manager has a task for today")
            return redirect(reverse("consent:demand", args=[pk, made.pk]))
    context = _page(found, form, "A court order or a legal demand has come")
    return render(request, "consent/demand_new.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def demand(request: SignedInRequest, pk: UUID, demand: UUID) -> HttpResponse:
    """One demand with what was found of it; a manager writes down what is to be done."""
    found, row, findings = demand_or_absent(request, pk, demand, "consent:demand")
    may_find = may_find_on(request.user, row)
    form = FindingForm(posted(request), demand=row)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            made = find_on_demand(by=request.user, case=found.case, demand=row, said=form.said())
            messages.success(request, "Written down")
            onward = "put_demand" if made.found == DemandFound.FOLLOW else "demand"
            return redirect(reverse(f"consent:{onward}", args=[pk, row.pk]))
    context = _page(found, form, "What the law demands") | _standing(row, findings)
    context |= {"rows": demand_rows(row), "findings": [finding_entry(each) for each in findings]}
    return render(request, "consent/demand.html", context | {"may_find": may_find})


def _standing(row: Demand, findings: Sequence[DemandFinding]) -> dict[str, Any]:
    """Where one demand stands between the manager and information governance, and what can be done next."""
    last, sheets, at = latest(row, findings), sheets_of([row]), [row.case_id, row.pk]
    if sheets:
        own_keys.open_sheets(sheets, page="consent:demand")
    word = word_among(last, sheets)
    to_follow = last is not None and last.found == DemandFound.FOLLOW
    asked = next((each for each in sheets if not each.confirmed_at and not each.taken_at), None)
    return {
        "state": state_of(last, word),
        "sheets": sheet_entries(sheets),
        "is_followed": to_follow and word is True,
        "unconfirmed": to_follow and word is None,
        "waiting": waiting_words(asked),
        "asked": asked,
        "give_url": reverse("consent:give_demanded", args=at),
        "put_url": reverse("consent:put_demand", args=at),
        "take_url": reverse("consent:take_demand_back", args=at),
    }


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def give_demand(request: SignedInRequest, pk: UUID, demand: UUID) -> HttpResponse:
    """Give exactly what is ordered, and write it down in the same press."""
    found, row, findings = demand_or_absent(request, pk, demand, "consent:give_demanded")
    last = latest(row, findings)
    form = GiveDemandedForm(posted(request), demand=row, finding=last, people=found.named())
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            give_demanded(by=request.user, case=found.case, demand=row, told=form.told(row.recipient))
            messages.success(request, "Written down. It stands with everything that has been shared")
            return redirect(reverse("consent:shared", args=[pk]))
    state = state_of(last, word_on(last))
    context = _page(found, form, "Give what is ordered") | {"state": state, "rows": demand_rows(row, last)}
    return render(request, "consent/give_demanded.html", context)


def _card(row: Demand, last: DemandFinding | None, sheets: Sequence[DemandSheet]) -> dict[str, Any]:
    return demand_card(row, last, word_among(last, sheets))


def sheets_of(demands: Sequence[Demand]) -> list[DemandSheet]:
    """What was put of these demands, newest first."""
    found = list(DemandSheet.objects.filter(demand__in=[each.pk for each in demands]).order_by("-recorded_at", "-pk"))
    User.objects.fill_in(found, "recorded_by", "reader")
    return found


def demands_of(case: Case, *, only: UUID | None = None) -> list[Demand]:
    """The demands of a case, newest first."""
    rows = Demand.objects.filter(case=case).select_related("recipient", "task").order_by("-recorded_at", "-pk")
    found = list(rows.filter(pk=only) if only else rows)
    User.objects.fill_in(found, "recorded_by")
    return found


def findings_of(case: Case) -> list[DemandFinding]:
    """What was found of the demands of a case, newest first."""
    found = list(DemandFinding.objects.filter(case=case).order_by("-recorded_at", "-pk"))
    User.objects.fill_in(found, "recorded_by")
    return found


def bookings_of(case: Case) -> list[Booking]:
    """What was booked in a case, newest first."""
    found = list(Booking.objects.filter(case=case).select_related("supplier").order_by("-recorded_at", "-pk"))
    User.objects.fill_in(found, "recorded_by")
    return found


def latest(demand: Demand, findings: Sequence[DemandFinding]) -> DemandFinding | None:
    """What counts of what was found: the newest."""
    return next((each for each in findings if each.demand_id == demand.pk), None)


def demand_or_absent(
    request: SignedInRequest, pk: UUID, demand: UUID, page: str
) -> tuple[OpenCase, Demand, list[DemandFinding]]:
    """One demand of a case that the person works on, opened with what was found of it."""
    found = open_for_form(request, pk, page, also=lambda case: demands_of(case, only=demand))
    may_work_on(request.user, found.case, identifying=True).or_absent()
    row = next(iter(demands_of(found.case, only=demand)), None)
    if row is None:
        raise Http404
    return found, row, [each for each in findings_of(found.case) if each.demand_id == row.pk]


def _page(found: OpenCase, form: Form, title: str) -> dict[str, Any]:
    return {
        "form": form,
        "heading": found.heading,
        "page_title": title,
        "cancel_url": reverse("consent:demands", args=[found.case.pk]),
    }
