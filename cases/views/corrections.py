"""One contact: its wording corrected by its author, added to by anybody who works on the case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import AddendumForm, CorrectForm
from cases.models import Case, Contact, ContactVersion
from cases.presenting import entry_of, wordings_of
from cases.rules import may_add_to, may_correct
from cases.views.fetching import OpenCase, added_to, case_or_absent, case_tabs, open_for_form, people_of_case
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


def contact_or_absent(request: SignedInRequest, case: Case, pk: UUID) -> Contact:
    """One contact of a case that was fetched.

    Raises:
        Http404: when it is none of the case's, or is narrowed beyond the person.
    """
    found: Contact = get_object_or_404(Contact.objects.visible_to(request.user), case=case, pk=pk)
    User.objects.fill_in([found], "worker", "moved_away_by")
    return found


@require_GET
@requires(TeamVerb.SEE_CASES)
def contact(request: SignedInRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """One contact with what was added to it, and how to put right what is wrong with it."""
    case = case_or_absent(request, pk)
    shown, people = contact_or_absent(request, case, contact), people_of_case(case)
    added = added_to([shown]).get(shown.pk, [])
    keys.open_for(Verb.CASE_READ, [case], shown=[*people, shown, *added], page="cases:contact")
    context = {
        "case": case,
        "heading": OpenCase(case, people).heading,
        "case_navigation": case_tabs(request, case, "cases:case"),
        "page_title": "Contact",
        "contact": shown,
        "entry": entry_of(shown, {person.pk: person for person in people}, added),
        "may_correct": may_correct(request.user, shown),
        "may_add": may_add_to(request.user, case, shown),
    }
    return render(request, "cases/contact.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def correct_contact(request: SignedInRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Correct the wording, for whoever recorded it a few minutes ago."""
    found = open_for_form(request, pk, "cases:correct_contact")
    shown = contact_or_absent(request, found.case, contact)
    form = CorrectForm(request.POST or None, contact=shown)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.correct_contact(by=request.user, case=found.case, contact=shown, texts=form.cleaned_data)
            messages.success(request, "Wording corrected")
            return redirect("cases:contact", pk, contact)
    verdict = may_correct(request.user, shown)
    more = {"verdict": verdict, "until": shown.correction_ends(), "contact": shown}
    return render(request, "cases/correct.html", _form_page(found, shown, form, "Correct the wording") | more)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_to_contact(request: SignedInRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Add to a contact what corrects or completes it."""
    found = open_for_form(request, pk, "cases:add_to_contact")
    shown = contact_or_absent(request, found.case, contact)
    form = AddendumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.add_to_contact(by=request.user, case=found.case, contact=shown, **form.cleaned_data)
            messages.success(request, "Added to the contact")
            return redirect("cases:contact", pk, contact)
    return render(request, "cases/add_to.html", _form_page(found, shown, form, "Add to this contact"))


def _form_page(found: OpenCase, contact: Contact, form: Form, title: str) -> dict[str, Any]:
    return {
        "form": form,
        "heading": found.heading,
        "page_title": title,
        "entry": entry_of(contact, {person.pk: person for person in found.people}),
        "cancel_url": contact.get_absolute_url(),
    }


@require_GET
@requires(TeamVerb.SEE_CASES)
def wording(request: SignedInRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """What a contact said before it was corrected; that it was looked at is on the record."""
    case = case_or_absent(request, pk)
    shown, people = contact_or_absent(request, case, contact), people_of_case(case)
    versions = list(
        ContactVersion.objects.visible_to(request.user).filter(contact=shown).order_by("-replaced_at", "-pk")
    )
    User.objects.fill_in(versions, "replaced_by")
    if not versions:
        raise Http404
    keys.open_for(Verb.CASE_READ, [case], shown=[*people, shown, *versions], page="cases:wording")
    context = {
        "case": case,
        "heading": OpenCase(case, people).heading,
        "page_title": "Earlier wording",
        "contact": shown,
        "entry": entry_of(shown, {person.pk: person for person in people}),
        "wordings": wordings_of(shown, versions),
    }
    return render(request, "cases/wording.html", context)
