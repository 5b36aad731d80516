"""Two records in one case that turn out to be one person's."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import OnePersonForm, TwoRecordsForm
from cases.models import Person, PersonMerging
from cases.presenting import as_it_was as card_as_it_was
from cases.presenting import card_of, groups_of, name_of, text_of
from cases.rules import may_make_one
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, open_for_form, people_of_case
from cases.views.keeping import keeping_what_was_typed
from cases.views.people import asked_of, form_page, people_url, records_of
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

EXPLAINED = (
    "When somebody was written down twice, all that was recorded about them is put together under one record. On the "
    "next page you see both before anything changes."
)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def which_two(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Which two of the people of a case are one?"""
    found = open_for_form(request, pk, "cases:which_two")
    form = TwoRecordsForm(request.POST or None, people=found.named())
    if request.method == "POST" and form.is_valid():
        return redirect("cases:make_one", pk, *form.chosen())
    context: dict[str, Any] = {"intro": EXPLAINED, "submit_label": "Look at both"}
    return form_page(request, found, form, "Somebody is recorded twice", template="cases/which_two.html", **context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def make_one(request: SignedInRequest, pk: UUID, person: UUID, other: UUID) -> HttpResponse:
    """Both records side by side, and what of them is right."""
    case = case_or_absent(request, pk)
    found, records = OpenCase(case, people_of_case(case)), records_of(case, request.user)
    shown = [*found.people, *(row for rows in records.values() for row in rows)]
    keys.open_for(Verb.FORM_OPENED, [case], shown=shown, page="cases:make_one")
    first, second = _in_order(found, person, other)
    form = OnePersonForm(request.POST or None, first=first, second=second)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = {"said": form.said(), "former": form.former_name(), "reason": form.cleaned_data["reason"]}
            actions.make_one_person(by=request.user, case=case, person=first, twin=second, **said)
            messages.success(request, "The two records are one")
            return redirect(people_url(case, first))
    names = {each.pk: name for each, name in found.named()}
    context: dict[str, Any] = {
        "cards": [card_of(each, asked_of(each), groups_of(each, records, names)) for each in (first, second)],
        "verdict": may_make_one(request.user, case, first, second),
    }
    return form_page(request, found, form, "Make one record of two", template="cases/make_one.html", **context)


def _in_order(found: OpenCase, *ids: UUID) -> tuple[Person, Person]:
    """The record that stays, and the one that goes: whoever confides stays, or else who was written down first."""
    chosen = [found.person_or_absent(pk) for pk in ids]
    first, second = sorted(chosen, key=lambda person: (not person.is_confider, person.recorded_at, person.pk))
    return first, second


@require_GET
@requires(TeamVerb.SEE_CASES)
def as_it_was(request: SignedInRequest, pk: UUID, merging: UUID) -> HttpResponse:
    """A record that was made one with another, as it was."""
    case = case_or_absent(request, pk)
    row: PersonMerging = get_object_or_404(PersonMerging, case=case, pk=merging)
    row.case = case
    User.objects.fill_in([row], "recorded_by")
    found = OpenCase(case, people_of_case(case))
    keys.open_for(Verb.CASE_READ, [case], shown=[row, *found.people], page="cases:as_it_was")
    stays = found.person_or_absent(row.person_id)
    context = {
        "case": case,
        "heading": found.heading,
        "case_navigation": case_tabs(request, case, "cases:people"),
        "merging": row,
        "reason": text_of(row.reason),
        "stays": name_of(stays),
        "person": card_as_it_was(row, stays, asked_of(stays)),
        "back_url": people_url(case, stays),
    }
    return render(request, "cases/as_it_was.html", context)
