"""A contact that was recorded on the wrong person: find whose it was, see both names, move it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import RightCaseForm
from cases.models import SavedSearch
from cases.presenting import text_of
from cases.rules import may_move_contact
from cases.views.corrections import contact_or_absent
from cases.views.fetching import OpenCase, case_or_absent, open_for_form, people_of_case
from cases.views.finding import found_by, table_of_hits
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def wrong_person(request: SignedInRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Whose contact was it? The term is kept sealed, and answered at an address that does not hold it."""
    found = open_for_form(request, pk, "cases:wrong_person")
    shown = contact_or_absent(request, found.case, contact)
    form = RightCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            search = actions.save_search(by=request.user, term=form.cleaned_data["term"])
            return redirect("cases:whose_contact", pk, contact, search.pk)
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Recorded on the wrong person",
        "submit_label": "Find the right case",
        "cancel_url": shown.get_absolute_url(),
    }
    return render(request, "cases/wrong_person.html", context)


@require_GET
@requires(TeamVerb.WORK_CASES)
def whose_contact(request: SignedInRequest, pk: UUID, contact: UUID, search: UUID) -> HttpResponse:
    """Those who were found, each leading to the page that confirms."""
    asked = get_object_or_404(SavedSearch, pk=search, made_by=request.user)
    found = open_for_form(request, pk, "cases:whose_contact")
    shown = contact_or_absent(request, found.case, contact)
    event = keys.open_search(page="cases:whose_contact")
    term = text_of(asked.term)
    hits, cases = found_by(request.user, term, event)
    ours = {each: case for each, case in cases.items() if may_move_contact(request.user, shown, found.case, case)}
    context = {
        "page_title": "Whose contact was it?",
        "heading": found.heading,
        "term": term,
        "found": table_of_hits(hits, ours, lambda case: reverse("cases:move_contact", args=[pk, contact, case.pk])),
        "again": reverse("cases:wrong_person", args=[pk, contact]),
    }
    return render(request, "cases/whose_contact.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def move_contact(request: SignedInRequest, pk: UUID, contact: UUID, to: UUID) -> HttpResponse:
    """Both names, and the button that moves it."""
    right = case_or_absent(request, to)
    found = open_for_form(request, pk, "cases:move_contact")
    shown = contact_or_absent(request, found.case, contact)
    people = people_of_case(right)
    keys.open_for(Verb.FORM_OPENED, [right], shown=people, page="cases:move_contact")
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            moved = actions.move_contact(by=request.user, case=found.case, contact=shown, to=right)
            messages.success(request, "Contact moved here. The manager is told that it was recorded on another case")
            return redirect(moved)
    context = {
        "form": form,
        "heading": found.heading,
        "right": OpenCase(right, people).heading,
        "page_title": "Move this contact",
        "verdict": may_move_contact(request.user, shown, found.case, right),
        "cancel_url": shown.get_absolute_url(),
    }
    return render(request, "cases/move_contact.html", context)
