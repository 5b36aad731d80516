"""The people of a case, and the ways to reach them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import SECTIONS, AddPersonForm, ContactPointForm, SafetyForm, SectionForm
from cases.models import Case, ContactPoint, Person
from cases.presenting import card_of, name_of, reach_of, text_of
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, open_for_form, people_of_case
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.vocabulary import Verb as TeamVerb


@require_GET
@requires(TeamVerb.SEE_CASES)
def people(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everybody in a case, with all that is known of them."""
    case = case_or_absent(request, pk)
    everybody = people_of_case(case)
    found = OpenCase(case, everybody)
    points = found.points()
    keys.open_for(Verb.CASE_READ, [case], shown=[*everybody, *points], page="cases:people")
    context = {
        "case": case,
        "heading": found.heading,
        "case_navigation": case_tabs(request, case, "cases:people"),
        "cards": [card_of(person, _asked_of(person), points) for person in everybody],
        "may_work": may_work_on(request.user, case),
    }
    return render(request, "cases/people.html", context)


def _asked_of(person: Person) -> list[tuple[str, str]]:
    return [(part.key, part.page_title) for part in SECTIONS.values() if part.suits(person)]


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def change_person(request: SignedInRequest, pk: UUID, person: UUID, section: type[SectionForm]) -> HttpResponse:
    """Change one part of what is known of somebody."""
    found = open_for_form(request, pk, "cases:change_person")
    whose = found.person_or_absent(person)
    form = section(request.POST or None, person=whose)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.changes()
            if said:
                actions.change_person(by=request.user, case=found.case, person=whose, said=said)
            messages.success(request, "Saved" if said else "Nothing was changed")
            return redirect(people_url(found.case, whose))
    return _form_page(request, found, form, section.page_title, caption=name_of(whose))


@require_POST
@requires(TeamVerb.WORK_CASES)
def rights_explained(request: SignedInRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Write down that a young person was told of the rights that are their own."""
    found = open_for_form(request, pk, "cases:rights_explained")
    whose = found.person_or_absent(person)
    actions.explain_rights(by=request.user, case=found.case, person=whose)
    messages.success(request, "Written down that their rights were explained today")
    return redirect(people_url(found.case, whose))


def people_url(case: Case, person: Person) -> str:
    """Where somebody stands on the page of the people of a case."""
    return f"{reverse('cases:people', args=[case.pk])}#p-{person.pk}"


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_person(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add somebody to a case."""
    found = open_for_form(request, pk, "cases:add_person")
    form = AddPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            added = actions.add_person(by=request.user, case=found.case, person=form.added())
            messages.success(request, "Person added")
            return redirect(people_url(found.case, added))
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
