"""Asking somebody outside for information with permission, and following what comes of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.models import Case
from cases.rules import may_work_on
from cases.views.fetching import open_for_form, posted
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary.sharing import Category
from consent.actions import ask_holder, decisions_of, record_step
from consent.forms import AskHolderForm, StepForm
from consent.models import Consent, InformationRequest, RequestStep
from consent.presenting import names_of
from consent.presenting.coming_in import request_card, request_rows, step_entry
from consent.presenting.permission import card_of
from consent.rules import may_still_wait
from consent.vocabulary import DecisionKind, StepKind, Way
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def request_from(request: SignedInRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Ask whom a permission names for what it covers, its limits first."""
    found = open_for_form(
        request, pk, "consent:request", also=lambda case: Consent.objects.filter(pk=consent, case=case)
    )
    may_work_on(request.user, found.case, identifying=True).or_absent()
    among = decisions_of(found.case)
    decision = next((each for each in among.all if each.pk == consent and _lets_us_ask(each)), None)
    if decision is None:
        raise Http404
    kinds = [kind for kind in Category if kind in among.permitted(decision) - {Category.EXISTENCE}]
    form = AskHolderForm(posted(request), decision=decision, kinds=kinds, people=found.named())
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            ask_holder(by=request.user, case=found.case, asked=form.asked(), resting_on=decision)
            messages.success(request, "Request recorded. You have a task for the day on which an answer is due")
            return redirect(reverse("consent:permissions", args=[pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Ask them for information",
        "submit_label": "Record this request",
        "card": card_of(decision, among, names_of(found.people)),
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/request.html", context)


def _lets_us_ask(decision: Consent) -> bool:
    return decision.decision == DecisionKind.GRANTED and decision.way == Way.IN


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def asked(request: SignedInRequest, pk: UUID, asked: UUID) -> HttpResponse:
    """One request, what happened to it, and what happened now."""
    found = open_for_form(request, pk, "consent:asked", also=lambda case: requests_of(case, only=asked))
    may_work_on(request.user, found.case, identifying=True).or_absent()
    row = next(iter(requests_of(found.case, only=asked)), None)
    if row is None:
        raise Http404
    steps = steps_of(found.case).get(row.pk, [])
    form = StepForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.cleaned_data | {"kind": StepKind(form.cleaned_data["kind"])}
            record_step(by=request.user, case=found.case, request=row, **said)
            messages.success(request, "Recorded")
            return redirect(reverse("consent:asked", args=[pk, row.pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "What we asked for",
        "submit_label": "Record this",
        "card": request_card(row, steps),
        "rows": request_rows(row, names_of(found.people)),
        "steps": [step_entry(step) for step in steps],
        "waits": may_still_wait(row),
        "arrive_url": f"{reverse('consent:arrive', args=[pk])}?request={row.pk}",
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/asked.html", context)


def requests_of(case: Case, *, only: UUID | None = None) -> list[InformationRequest]:
    """What was asked for in a case, newest first."""
    rows = InformationRequest.objects.filter(case=case).select_related("holder", "task").order_by("-sent_at", "-pk")
    found = list(rows.filter(pk=only) if only else rows)
    User.objects.fill_in(found, "recorded_by")
    return found


def steps_of(case: Case) -> dict[UUID, list[RequestStep]]:
    """What happened to each request of a case, newest first."""
    found: dict[UUID, list[RequestStep]] = {}
    steps = list(RequestStep.objects.filter(case=case).order_by("-recorded_at", "-pk"))
    User.objects.fill_in(steps, "recorded_by")
    for step in steps:
        found.setdefault(step.request_id, []).append(step)
    return found
