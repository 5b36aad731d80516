"""A manager hands a colleague's cases to somebody else: chosen, shown once more, then done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.actions import record
from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import HandOverForm
from cases.models import Case
from cases.presenting import case_name
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Cell, Column, Table
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb

MOST = 200  # cases on one page
COLUMNS = (Column("Worker"), Column("Leads", numeric=True), Column("Seconds", numeric=True))


@require_GET
@requires(TeamVerb.READ_LOOKS)
def workers(request: SignedInRequest) -> HttpResponse:
    """Whose cases? Everybody who leads or seconds cases that are not closed, those who have left among them."""
    record(Verb.FORM_OPENED, page="cases:hand_over")
    counts = Case.objects.in_hand(request.user, _teams(request)).workers()
    people = User.objects.filter(pk__in=counts).order_by("display_name", "pk")
    rows = tuple(
        (Cell(str(who), url=reverse("cases:hand_over_from", args=[who.pk])), *counts[who.pk]) for who in people
    )
    context = {"page_title": "Hand cases over", "workers": Table("Workers", COLUMNS, rows)}
    return render(request, "cases/hand_over.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.READ_LOOKS, keeps=False)
def hand_over(request: SignedInRequest, worker: UUID) -> HttpResponse:
    """Which cases, and to whom; asked once more before anything happens."""
    theirs = Case.objects.in_hand(request.user, _teams(request)).of_worker(worker).select_related("team")
    cases = list(theirs.order_by("opened_at", "pk")[:MOST])
    if not cases:
        raise Http404
    names = keys.open_with_confiders(Verb.FORM_OPENED, cases, page="cases:hand_over_from")
    whose = User.objects.get(pk=worker)
    form = _form(request, cases, names, whose)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["sure"]:
            return render(request, "cases/hand_over_sure.html", _context(form, whose))
        with keeping_what_was_typed(form):
            done = actions.hand_over(by=request.user, worker=whose, **form.choice())
            messages.success(request, f"{done} case{'' if done == 1 else 's'} handed over")
            return redirect("cases:hand_over")
    return render(request, "cases/hand_over_form.html", _context(form, whose) | {"is_full": len(cases) == MOST})


def _teams(request: SignedInRequest) -> Any:
    return Team.objects.where(request.user, TeamVerb.READ_LOOKS)


def _form(request: SignedInRequest, cases: list[Case], names: dict[Any, Any], whose: User) -> HandOverForm:
    told = [(case, f"{case_name(case, names.get(case.pk))}, {case.readable_reference}") for case in cases]
    others = User.objects.working_in({case.team for case in cases}).exclude(pk=whose.pk)
    return HandOverForm(request.POST if request.method == "POST" else None, cases=told, workers=others)


def _context(form: HandOverForm, whose: User) -> dict[str, Any]:
    return {
        "form": form,
        "page_title": "Hand cases over",
        "whose": whose,
        "submit_label": "Continue",
        "cancel_url": reverse("cases:hand_over"),
    }
