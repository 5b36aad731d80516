"""What is written about one person of a case: adding, changing and taking away, and looking at a protected address."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit.actions import record
from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import RecordForm
from cases.models import Address, Person
from cases.presenting import name_of, text_of
from cases.rules import may_narrow
from cases.views.fetching import OpenCase, case_or_absent, open_for_form, people_of_case, standing
from cases.views.keeping import keeping_what_was_typed
from cases.views.people import form_page, people_url
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_record(request: SignedInRequest, pk: UUID, person: UUID, kind: type[RecordForm]) -> HttpResponse:
    """Write down one more thing about somebody."""
    found = open_for_form(request, pk, "cases:add_record")
    whose = found.person_or_absent(person)
    form = _form(request, found, kind, whose)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.said()
            actions.add_record(by=request.user, case=found.case, person=whose, model=kind.model, said=said)
            messages.success(request, "Saved")
            return redirect(people_url(found.case, whose))
    return form_page(request, found, form, kind.add_title, person=whose)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def change_record(request: SignedInRequest, pk: UUID, kind: type[RecordForm], row: UUID) -> HttpResponse:
    """Change something that was written about somebody."""
    found = open_for_form(request, pk, "cases:change_record")
    kept = _row_or_absent(found, kind, row, may=kind.may_change)
    whose = found.person_or_absent(kept.person_id)
    form = _form(request, found, kind, whose, row=kept)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.changes()
            if said:
                actions.change_record(by=request.user, case=found.case, row=kept, said=said)
            messages.success(request, "Saved" if said else "Nothing was changed")
            return redirect(people_url(found.case, whose))
    return form_page(request, found, form, kind.page_title, person=whose)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def end_record(request: SignedInRequest, pk: UUID, kind: type[RecordForm], row: UUID) -> HttpResponse:
    """Take away what no longer holds, after asking once."""
    found = open_for_form(request, pk, "cases:end_record")
    kept = get_object_or_404(kind.model.objects.filter(case=found.case, pk=row)) if kind.may_end else None
    if kept is None:
        raise Http404
    whose = found.person_or_absent(kept.person_id)
    if request.method == "POST":
        actions.retire_record(by=request.user, case=found.case, row=kept)
        messages.success(request, "Taken away")
        return redirect(people_url(found.case, whose))
    context = {
        "heading": found.heading,
        "caption": name_of(whose),
        "what": kind.noun,
        "cancel_url": people_url(found.case, whose),
    }
    return render(request, "cases/end_record.html", context)


@require_GET
@requires(TeamVerb.SEE_CASES)
def address(request: SignedInRequest, pk: UUID, address: UUID) -> HttpResponse:
    """A protected address, for whoever asks for it: a look of its own on the record."""
    case = case_or_absent(request, pk)
    people = people_of_case(case)
    kept = get_object_or_404(standing(Address, case), pk=address)
    keys.open_for(Verb.CASE_READ, [case], shown=[*people, kept], page="cases:address")
    record(Verb.ADDRESS_SHOWN, shown=[case.pk, kept.pk], teams=[case.team_id], page="cases:address")
    found = OpenCase(case, people)
    whose = found.person_or_absent(kept.person_id)
    context = {
        "heading": found.heading,
        "caption": name_of(whose),
        "lines": text_of(kept.lines),
        "postcode": text_of(kept.postcode),
        "may_post": kept.safe_to_post == "yes",
        "back_url": people_url(case, whose),
    }
    return render(request, "cases/address.html", context)


def _form(
    request: SignedInRequest, found: OpenCase, kind: type[RecordForm], whose: Person, row: Any = None
) -> RecordForm:
    others = [(person, name) for person, name in found.named() if person.pk != whose.pk]
    narrow = bool(may_narrow(request.user, found.case))
    called = name_of(whose)
    return kind(request.POST or None, person=whose, called=called, others=others, may_narrow=narrow, row=row)


def _row_or_absent(found: OpenCase, kind: type[RecordForm], pk: UUID, *, may: bool) -> Any:
    if not may:
        raise Http404
    return get_object_or_404(standing(kind.model, found.case), pk=pk)
