"""A case's history, and what adds to it: reviews and time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import ReviewForm, TimeForm
from cases.models import Allocation, Case, LevelChange, Review, StatusChange, TimeEntry
from cases.presenting import history_of, time_entry, time_of
from cases.rules import may_review, may_work_on
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, open_for_form, people_of_case
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.vocabulary import Verb as TeamVerb

RECENT = 10  # entries of time on the page


@require_GET
@requires(TeamVerb.SEE_CASES)
def history(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who changed what of the case itself, when; and the time spent on it."""
    case = case_or_absent(request, pk)
    people = people_of_case(case)
    moves, levels, reviews = (_rows(model, case) for model in (StatusChange, LevelChange, Review))
    allocations = _rows(Allocation, case, "lead_from", "lead_to", "second_from", "second_to")
    times = list(TimeEntry.objects.filter(case=case).select_related("recorded_by").order_by("-day", "-pk")[:RECENT])
    shown = [*people, *moves, *levels, *allocations, *reviews, *times]
    keys.open_for(Verb.CASE_READ, [case], shown=shown, page="cases:history")
    context = {
        "case": case,
        "heading": OpenCase(case, people).heading,
        "case_navigation": case_tabs(request, case, "cases:history"),
        "entries": history_of(case, moves, levels, allocations, reviews),
        "time": time_of(case, TimeEntry.objects.minutes_on(request.user, case)),
        "times": [time_entry(row) for row in times],
        "may_work": may_work_on(request.user, case),
        "may_review": may_review(request.user, case),
    }
    return render(request, "cases/history.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def review(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down that the case was looked at again."""
    reviews: list[Review] = []
    found = open_for_form(request, pk, "cases:review", lambda case: _last_review(case, reviews))
    may_review(request.user, found.case).or_absent()
    last = reviews[0] if reviews else None
    form = ReviewForm(request.POST or None, case=found.case, last=last)
    if request.method == "POST" and form.is_valid():
        if not form.differs:
            messages.success(request, "Nothing was changed")
            return redirect("cases:history", pk)
        with keeping_what_was_typed(form):
            actions.record_review(by=request.user, case=found.case, **form.cleaned_data)
            messages.success(request, "Review recorded")
            return redirect("cases:history", pk)
    return _form_page(request, found, form, "Record a review")


def _last_review(case: Case, into: list[Review]) -> list[Review]:
    """The review that stands there, which the form is compared with."""
    into.extend(_rows(Review, case)[:1])
    return into


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_time(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down time spent without a contact."""
    found = open_for_form(request, pk, "cases:add_time")
    form = TimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.add_time(by=request.user, case=found.case, **form.cleaned_data)
            messages.success(request, "Time recorded")
            return redirect("cases:history", pk)
    return _form_page(request, found, form, "Record time without a contact")


def _rows(model: Any, case: Case, *people: str) -> list[Any]:
    return list(model.objects.filter(case=case).select_related("recorded_by", *people).order_by("-recorded_at", "-pk"))


def _form_page(request: SignedInRequest, found: OpenCase, form: Form, title: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": title,
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/form.html", context)
