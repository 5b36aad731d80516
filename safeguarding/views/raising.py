"""Raising a concern: from a contact, from a case, or from nothing (T1)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.actions import record
from audit.vocabulary import Verb
from cases.models import Case, Contact
from cases.presenting import text_of
from cases.rules import may_work_on
from cases.views.corrections import contact_or_absent
from cases.views.fetching import OpenCase, open_for_form, posted, uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary import WithWhom
from foundation import clock
from foundation.access import SignedInRequest, requires
from safeguarding import actions
from safeguarding.forms import RaiseForm
from safeguarding.models import Concern
from safeguarding.rules import may_take_apart
from safeguarding.vocabulary import Source
from teams.models import Team, User
from teams.vocabulary import Role
from teams.vocabulary import Verb as TeamVerb

PAGE = "safeguarding:raise"
KEPT = "Kept as a draft. You and your managers see it; after four hours it stands on the manager’s board"
RAISED = "Concern raised. Discuss it with a senior manager next"
SOURCES = {WithWhom.SERVICE_USER: Source.SERVICE_USER, WithWhom.PROFESSIONAL: Source.PROFESSIONAL}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES, kept_from="accused")
def raise_concern(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Raise a concern on a case; the contact that the address names carries its words over."""
    found = open_for_form(request, pk, PAGE)
    may_work_on(request.user, found.case).or_absent()
    contact = _contact(request, found.case)
    begun = _carried_over(contact) if contact else {}
    asked: dict[str, Any] = {"colleagues": _colleagues(request, [found.case.team]), "initial": _now() | begun}
    if contact and may_take_apart(request.user, found.case, contact):
        asked["author"] = contact.worker_id
    form = RaiseForm(posted(request), **asked)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            act = actions.begin if form.for_later else actions.raise_concern
            said = form.concern(contact=contact, source=source_of(contact) if contact else "")
            return _done(request, form, act(by=request.user, case=found.case, said=said))
    return _page(request, form, found, contact)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES, kept_from="accused")
def raise_from_nothing(request: SignedInRequest) -> HttpResponse:
    """Raise a concern about somebody who is nobody's service user: a neighbour's child, one not born yet."""
    record(Verb.FORM_OPENED, page="safeguarding:raise_from_nothing")
    teams = list(Team.objects.where(request.user, TeamVerb.WORK_CASES).order_by("name", "pk"))
    form = RaiseForm(posted(request), colleagues=_colleagues(request, teams), teams=teams, initial=_now())
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said, later = form.concern(), form.for_later
            made = actions.raise_from_nothing(by=request.user, team=form.team(), said=said, later=later)
            return _done(request, form, made)
    return _page(request, form)


def _done(request: SignedInRequest, form: RaiseForm, made: Concern) -> HttpResponse:
    messages.success(request, KEPT if form.for_later else RAISED)
    return redirect("safeguarding:concern", made.case_id, made.pk)


def _page(
    request: SignedInRequest, form: RaiseForm, found: OpenCase | None = None, contact: Contact | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "heading": found.heading if found else None,
        "contact": contact,
        "page_title": "Raise a concern",
        "cancel_url": found.case.get_absolute_url() if found else reverse("home"),
    }
    return render(request, "safeguarding/raise.html", context)


def _contact(request: SignedInRequest, case: Case) -> Contact | None:
    """The contact that the address names.

    Raises:
        Http404: when it is none of the case's, or is narrowed beyond the person.
    """
    named = uuid_or_none(request.GET.get("contact", ""))
    return contact_or_absent(request, case, named) if named else None


def source_of(contact: Contact) -> Source:
    """Where what a contact says came from."""
    return SOURCES.get(WithWhom(contact.with_whom), Source.THIRD_PARTY)


def _carried_over(contact: Contact) -> dict[str, Any]:
    """What a contact says already, so that nobody types it twice."""
    when = clock.london(contact.happened_at)
    return {"worry": text_of(contact.summary), "day": when.date(), "at": when.time().replace(second=0, microsecond=0)}


def _now() -> dict[str, Any]:
    now = clock.london(clock.now())
    return {"day": now.date(), "at": now.time().replace(second=0, microsecond=0)}


def _colleagues(request: SignedInRequest, teams: list[Team]) -> list[User]:
    """Everybody whom a concern could be about: each member of the teams but the person themself."""
    return list(User.objects.with_role(teams, *Role).exclude(pk=request.user.pk))
