"""Recording a call, or any other contact."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import actions
from cases.forms import ContactForm, opening_time
from cases.listing import Wanted, lead_names, page_of
from cases.models import Case, Task
from cases.presenting import people_of, text_of
from cases.views.fetching import open_for_form, uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from cases.views.listing import names_on_record, table_of
from cases.views.tasks import task_or_absent
from cases.vocabulary import Status
from foundation import clock
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb

SUGGESTED = 10  # cases


@require_GET
@requires(TeamVerb.WORK_CASES)
def record_call(request: SignedInRequest) -> HttpResponse:
    """Whose call is it? The cases with the latest contact, and the way to a new one."""
    page = page_of(request.user, Wanted(status=Status.OPEN, sort="recent"), size=SUGGESTED)
    names = names_on_record(page.cases, page="record_call", verb=Verb.FORM_OPENED)
    cases = table_of(page.cases, names, lead_names(page.cases))
    return render(request, "cases/whose_call.html", {"page_title": "Record a call", "cases": cases})


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_contact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down a contact on one case."""
    found = open_for_form(request, pk, "cases:add_contact")
    form = ContactForm(request.POST or None, people=found.named(), initial=_beginning())
    finishes = _task_to_finish(request, found.case)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.record_contact(
                by=request.user,
                case=found.case,
                contact=form.contact(),
                follow_up=_follow_up(form, request),
                finishes=finishes,
            )
            messages.success(request, "Contact recorded")
            return redirect(found.case)
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Record a contact",
        "submit_label": "Record this contact",
        "cancel_url": found.case.get_absolute_url(),
        "people": people_of(found.people, found.points()),
        "finishes": text_of(finishes.title) if finishes else "",
    }
    return render(request, "cases/contact_form.html", context)


def _task_to_finish(request: SignedInRequest, case: Case) -> Task | None:
    """The task that the address names, which this contact does."""
    named = uuid_or_none(request.GET.get("task", ""))
    return task_or_absent(case, named) if named else None


def _beginning() -> dict[str, Any]:
    return opening_time(clock.now()) | {"interpreter": "none"}


def _follow_up(form: ContactForm, request: SignedInRequest) -> Any:
    said = form.cleaned_data
    return (said["follow_up"], said["follow_up_due"], request.user) if said["follow_up"] else None
