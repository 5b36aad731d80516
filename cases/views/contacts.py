"""Recording a contact on one case."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.forms import ABOUT_COLLEAGUE, ContactForm, ReachForm, opening_time
from cases.models import Case, Contact, Message, Task
from cases.presenting import people_of, text_of
from cases.rules import may_settle
from cases.views.fetching import OpenCase, open_for_form, unexplained, uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from cases.views.tasks import task_or_absent
from cases.views.telling import Outside, asked_of
from cases.views.worrying import Apart, apart_from, ask_about_colleagues
from cases.vocabulary import ContactType, Screen
from foundation import clock
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb

TOLD = ". The manager has a task for today about what worried you"
APART = ". A concern is raised, and whoever it is about does not learn of it"
FOLLOWS = {Screen.CONCERN: TOLD, Screen.UNSURE: TOLD, ABOUT_COLLEAGUE: APART}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES, kept_from="colleague")
def add_contact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down a contact on one case."""
    found = open_for_form(request, pk, "cases:add_contact")
    explain, begun = bool(unexplained([found.case.pk])), opening_time(clock.now()) | _of_whoever_is_told(request, found)
    form = ContactForm(request.POST or None, people=found.named(), explain=explain, initial=begun)
    outside = extended(form, found)
    ask_about_colleagues(request, form, [found.case.team])
    reach, finishes = ReachForm(request.POST or None), _task_to_finish(request, found.case)
    if request.method == "POST" and all_valid(form, reach):
        with keeping_what_was_typed(form):
            apart = apart_from(form, request)
            contact = save_contact(request, found, form, reach, apart, finishes=finishes, outside=outside)
            return redirect(after(found.case, contact, apart))
    context = {
        "form": form,
        "reach": reach,
        "heading": found.heading,
        "page_title": "Record a contact",
        "submit_label": "Record this contact",
        "cancel_url": found.case.get_absolute_url(),
        "people": people_of(found.people, found.points()),
        "finishes": text_of(finishes.title) if finishes else "",
        "names_nobody": found.case.is_anonymous,
        "panels": outside.panels if outside else (),
    }
    return render(request, "cases/contact_form.html", context)


def _of_whoever_is_told(request: SignedInRequest, found: OpenCase) -> dict[str, Any]:
    """What is known already of a contact with somebody outside whom the address names."""
    named = request.GET.get("to", "")
    outside = asked_of(found) if named else None
    return outside.beginning(named) if outside is not None else {}


def extended(form: ContactForm, found: OpenCase) -> Outside | None:
    """Let the app that knows permissions ask what was told to somebody outside."""
    outside = asked_of(found)
    if outside is not None:
        outside.extend(form)
    return outside


def _task_to_finish(request: SignedInRequest, case: Case) -> Task | None:
    """The task that the address names, which this contact does, when it is one that the person may finish."""
    named = uuid_or_none(request.GET.get("task", ""))
    found = task_or_absent(case, named) if named else None
    return found if found and may_settle(request.user, found) else None


def save_contact(
    request: SignedInRequest,
    found: OpenCase,
    form: ContactForm,
    reach: ReachForm,
    apart: Apart | None,
    *,
    finishes: Task | None = None,
    answers: Message | None = None,
    outside: Outside | None = None,
) -> Contact:
    """Record what was typed on a case that is open, and what left the service in it: both or neither."""
    made = actions.record_contact(
        by=request.user,
        case=found.case,
        contact=form.contact(kind=found.case.kind, is_first=not found.has_contacts()),
        follow_up=follow_up_of(form, request),
        finishes=finishes,
        answers=answers,
        point=reach.point() if reach.has_changed() else None,
        and_then=partial(_written_besides, request, form, outside, apart),
    )
    say_recorded(request, form, waits=finishes is not None and made.contact_type in ContactType.nobody_reached())
    return made


def _written_besides(
    request: SignedInRequest, form: ContactForm, outside: Outside | None, apart: Apart | None, contact: Contact
) -> None:
    """The concern that a contact raises about a colleague, and what left the service in it."""
    if apart is not None:
        apart(contact)
    if outside is not None:
        outside.write(by=request.user, form=form)


def after(case: Case, contact: Contact | None, apart: Apart | None) -> str:
    """Where whoever recorded a contact goes: to its case; to the concern that was raised with it; or, when it made them
    believe that somebody is at risk, to raise one with its words. That is an app above this one, known here by its
    address alone."""
    if apart is not None:
        return apart.url
    if contact is None or contact.safeguarding_screen != Screen.CONCERN:
        return case.get_absolute_url()
    return f"{reverse('safeguarding:raise', args=[case.pk])}?contact={contact.pk}"


def all_valid(*forms: Any) -> bool:
    """Whether every form is in order; each is checked, so that every error shows at once."""
    return not [form for form in forms if not form.is_valid()]


def follow_up_of(form: ContactForm, request: SignedInRequest) -> Any:
    """What has to be done next, by which day and by whom."""
    step = form.next_step()
    return (*step, request.user) if step else None


def say_recorded(request: SignedInRequest, form: ContactForm, *, waits: bool = False) -> None:
    """Say that it was recorded, and what follows from a worry, or that the task it was for still ``waits``."""
    follows = FOLLOWS.get(form.cleaned_data["safeguarding_screen"], "")
    still = ". The task is still to do, because nobody was reached" if waits else ""
    messages.success(request, f"Contact recorded{follows}{still}")
