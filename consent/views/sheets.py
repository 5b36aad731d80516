"""A demand is put to information governance, and the one page that they get of it, for their own word (D12)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.presenting import text_of
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, open_for_form, posted
from cases.views.keeping import keeping_what_was_typed
from consent import keys
from consent.actions.demands import word_on
from consent.actions.sheets import (
    confirm_sheet,
    names_of_case,
    put_to_governance,
    take_from_governance,
    who_can_confirm,
)
from consent.forms.sheets import PutForm, SheetForm
from consent.models import Demand, DemandFinding, DemandSheet
from consent.presenting.permission import as_title, recipient_name
from consent.presenting.sheets import sheet_rows
from consent.rules import may_find_on, may_put, names_in
from consent.views.demands import demand_or_absent
from foundation.access import SignedInRequest, requires
from foundation.components.words import gb_date
from teams.vocabulary import Verb as TeamVerb

THANKS = "Thank you. Your answer is with the service, and the page is closed"


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.SEE_RESTRICTED)
def put_demand(request: SignedInRequest, pk: UUID, demand: UUID) -> HttpResponse:
    """The manager puts a demand to information governance, in words that say nobody's name."""
    found, row, findings = demand_or_absent(request, pk, demand, "consent:put_demand")
    may_find_on(request.user, row).or_absent()
    last = findings[0] if findings else None
    readers = who_can_confirm(row)
    may = may_put(last, word_on(last))
    form = PutForm(posted(request), readers=readers, initial=_begun(found, row, last))
    back = reverse("consent:demand", args=[pk, row.pk])
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            put_to_governance(by=request.user, case=found.case, demand=row, said=form.said())
            messages.success(request, "It is with information governance. You have a task to chase them")
            return redirect(back)
    context = {"form": form, "heading": found.heading, "page_title": "Put it to information governance"}
    context |= {"may": may, "has_readers": bool(readers), "cancel_url": back}
    return render(request, "consent/put_demand.html", context)


@require_POST
@requires(TeamVerb.SEE_RESTRICTED)
def take_demand_back(request: SignedInRequest, pk: UUID, demand: UUID) -> HttpResponse:
    """The manager takes back what waits for information governance."""
    found = open_for_form(request, pk, "consent:take_demand_back")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    waiting = DemandSheet.objects.filter(case=found.case, demand=demand, confirmed_at=None, taken_at=None)
    sheet = waiting.select_related("demand").order_by("pk").first()
    if sheet is None:
        raise Http404
    may_find_on(request.user, sheet.demand).or_absent()
    take_from_governance(by=request.user, case=found.case, sheet=sheet)
    messages.success(request, "Taken back. They see nothing of it any more")
    return redirect(reverse("consent:demand", args=[pk, demand]))


@require_http_methods(["GET", "POST"])
@requires()
def sheet(request: SignedInRequest, sheet: UUID) -> HttpResponse:
    """What was put to them of one demand, and their word on it; once they have given it, the page is absent."""
    found = get_object_or_404(DemandSheet.objects.put_to(request.user), pk=sheet)
    keys.open_sheets([found], page="consent:sheet")
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            confirm_sheet(by=request.user, sheet=found, **form.said())
            messages.success(request, THANKS)
            return redirect("home")
    context = {"form": form, "page_title": "An order to confirm", "rows": sheet_rows(found)}
    return render(request, "consent/sheet.html", context)


def _begun(found: OpenCase, demand: Demand, finding: DemandFinding | None) -> dict[str, Any]:
    """What the form begins with, as far as it says nobody's name."""
    names = list(names_of_case(found.case))
    told = text_of(finding.checked_by) if finding else ""
    if finding and finding.checked_on:
        told = f"{told}, on {gb_date(finding.checked_on)}: {text_of(finding.advice)}"
    first = {"from_whom": as_title(recipient_name(demand.recipient)), "orders": text_of(demand.orders)}
    return {name: text for name, text in (first | {"told_already": told}).items() if not names_in(text, names)}
