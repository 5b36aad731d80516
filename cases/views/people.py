"""The people of a case, and the ways to reach them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import RECORDS, SECTIONS, AddPersonForm, SectionForm
from cases.models import Case, ContactPoint, Person, PersonMerging
from cases.models.of_person import Ending
from cases.presenting import card_of, groups_of, name_of
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, open_for_form, people_of_case, standing
from cases.views.keeping import keeping_what_was_typed
from cases.visibility import not_narrowed
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_GET
@requires(TeamVerb.SEE_CASES)
def people(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everybody in a case, with all that is known of them."""
    case = case_or_absent(request, pk)
    everybody = people_of_case(case)
    prefetch_related_objects(everybody, "setting")
    found, records = OpenCase(case, everybody), records_of(case, request.user)
    made_one = list(PersonMerging.objects.filter(case=case).order_by("recorded_at", "pk"))
    User.objects.fill_in(made_one, "recorded_by")
    shown = [*everybody, *made_one, *(row for rows in records.values() for row in rows)]
    keys.open_for(Verb.CASE_READ, [case], shown=shown, page="cases:people")
    names = {person.pk: name for person, name in found.named()}
    context = {
        "case": case,
        "heading": found.heading,
        "case_navigation": case_tabs(request, case, "cases:people"),
        "cards": [card_of(person, asked_of(person), groups_of(person, records, names)) for person in everybody],
        "made_one": [(row, names[row.person_id]) for row in made_one],
        "may_work": may_work_on(request.user, case),
    }
    return render(request, "cases/people.html", context)


def records_of(case: Case, user: Any) -> dict[str, list[Any]]:
    """What is written about the people of a case, by kind, that this person may read."""
    return {key: _read(form.model, case, user) for key, form in RECORDS.items()}


def _read(model: type[Any], case: Case, user: Any) -> list[Any]:
    if issubclass(model, Ending | ContactPoint):
        return list(standing(model, case))
    rows = model.objects.filter(case=case).order_by("recorded_at", "pk")
    return list(rows.filter(not_narrowed(user)) if model.narrows else rows)


def asked_of(person: Person) -> list[tuple[str, str]]:
    """The parts that are asked about somebody, with their titles."""
    return [(part.key, part.page_title) for part in SECTIONS.values() if part.suits(person)]


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def change_person(request: SignedInRequest, pk: UUID, person: UUID, section: type[SectionForm]) -> HttpResponse:
    """Change one part of what is known of somebody."""
    found = open_for_form(request, pk, "cases:change_person")
    whose = found.person_or_absent(person)
    form = section(request.POST or None, person=whose)
    if request.method == "POST" and not form.is_asking() and form.is_valid():
        with keeping_what_was_typed(form):
            said, former = form.changes(), form.former_name()
            if said:
                actions.change_person(by=request.user, case=found.case, person=whose, said=said, former=former)
            messages.success(request, "Saved" if said else "Nothing was changed")
            return redirect(people_url(found.case, whose))
    return form_page(request, found, form, section.page_title, person=whose, template=section.template)


def people_url(case: Case, person: Person | None) -> str:
    """The page of the people of a case, and where somebody stands on it."""
    return reverse("cases:people", args=[case.pk]) + (f"#p-{person.pk}" if person else "")


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
    return form_page(request, found, form, "Add a person")


def form_page(
    request: SignedInRequest,
    found: OpenCase,
    form: Form,
    title: str,
    *,
    person: Person | None = None,
    template: str = "cases/person_form.html",
    **more: Any,
) -> HttpResponse:
    """A form about the people of a case, or about one of them; ``more`` for the template."""
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": title,
        "caption": name_of(person),
        "cancel_url": people_url(found.case, person),
        **more,
    }
    return render(request, template, context)
