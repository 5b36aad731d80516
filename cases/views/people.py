"""The people of a case, and the ways to reach them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.forms import AddPersonForm, ContactPointForm, SafetyForm
from cases.models import ContactPoint
from cases.presenting import name_of, reach_of, text_of
from cases.views.fetching import OpenCase, open_for_form
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary import PersonRole
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_person(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add somebody to a case."""
    found = open_for_form(request, pk, "cases:add_person")
    form = AddPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            role = PersonRole(form.cleaned_data["role"])
            actions.add_person(by=request.user, case=found.case, person=form.person(role))
            messages.success(request, "Person added")
            return redirect(found.case)
    return _form_page(request, found, form, "Add a person")


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_contact_point(request: SignedInRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Add a way to reach somebody."""
    found = open_for_form(request, pk, "cases:add_contact_point")
    whose = found.person_or_absent(person)
    form = ContactPointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.add_contact_point(by=request.user, case=found.case, person=whose, point=form.point())
            messages.success(request, "Contact details added")
            return redirect(found.case)
    return _form_page(request, found, form, "Add a way to reach them", caption=name_of(whose))


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def safety(request: SignedInRequest, pk: UUID, point: UUID) -> HttpResponse:
    """Change what is safe about a way to reach somebody."""
    found = open_for_form(request, pk, "cases:safety")
    reach = get_object_or_404(ContactPoint, case=found.case, pk=point)
    form = SafetyForm(request.POST or None, initial=vars(reach) | {"safe_times": text_of(reach.safe_times)})
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.set_safety(by=request.user, case=found.case, point=reach, to=form.safety())
            messages.success(request, "Contact details changed")
            return redirect(found.case)
    return _form_page(request, found, form, "Change what is safe", caption=f"{reach_of(reach)['value']}")


def _form_page(request: SignedInRequest, found: OpenCase, form: Form, title: str, *, caption: str = "") -> HttpResponse:
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": title,
        "caption": caption,
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/form.html", context)
