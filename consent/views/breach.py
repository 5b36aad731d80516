"""Breaches, for managers and deputies: the register with its clocks, one breach, and what is done about it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import keys
from cases.actions.breaches import handle_breach, steps_of
from cases.listing import Edge
from cases.models import Breach, BreachStep, Disclosure, DisclosureItem
from cases.rules import may_handle_breaches, may_step
from cases.views.fetching import OpenCase, case_or_absent, people_of_case, posted
from cases.views.keeping import keeping_what_was_typed
from cases.views.listing import query
from cases.vocabulary.breach import BreachMove
from cases.vocabulary.sharing import BreachState
from cases.workflow import BREACH_PATHS
from consent.forms.breach import FORMS
from consent.listing import breach_page
from consent.presenting import names_of
from consent.presenting.breach import breach_rows, breach_table, clock_words, next_of, state_tag, step_entry, to_report
from consent.views.registers import registers
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Link
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_GET
@requires(TeamVerb.SEE_RESTRICTED)
def breaches(request: SignedInRequest) -> HttpResponse:
    """Breaches that are not closed, those known longest first."""
    return _register(request, closed=False)


@require_GET
@requires(TeamVerb.SEE_RESTRICTED)
def breaches_closed(request: SignedInRequest) -> HttpResponse:
    """Breaches that were closed, newest first."""
    return _register(request, closed=True)


def _register(request: SignedInRequest, *, closed: bool) -> HttpResponse:
    page = breach_page(request.user, Edge.read(request.GET.get("from", "")), closed=closed)
    keys.open_for(Verb.CASES_LISTED, page.cases, shown=page.rows, page="breaches")
    parts = [
        Link("Not closed", reverse("breaches"), not closed),
        Link("Closed", reverse("breaches_closed"), closed),
    ]
    context = {
        "page_title": "Breaches that were closed" if closed else "Breaches",
        "registers": registers("breaches"),
        "parts": parts,
        "table": breach_table(page.rows, closed=closed),
        "previous": query(request, page.previous),
        "following": query(request, page.following),
    }
    return render(request, "consent/register.html", context)


@dataclass(frozen=True)
class OpenBreach:
    """One breach that was fetched with what had gone, whose keys are in hand and whose look is recorded."""

    found: OpenCase
    breach: Breach
    gone: Disclosure | None
    items: list[DisclosureItem]
    steps: list[BreachStep]

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("consent:breach", args=[self.breach.case_id, self.breach.pk])


def _open(request: SignedInRequest, pk: UUID, breach: UUID, verb: Verb, page: str) -> OpenBreach:
    """Fetch a breach for one of its pages; not there, and not theirs, are the same."""
    case = case_or_absent(request, pk)
    may_handle_breaches(request.user, case).or_absent()
    row = Breach.objects.filter(case=case, pk=breach).select_related("task").first()
    if row is None:
        raise Http404
    row.case = case
    gone = Disclosure.objects.filter(pk=row.disclosure_id).select_related("recipient").first()
    items = list(DisclosureItem.objects.filter(disclosure=gone).order_by("category", "pk")) if gone else []
    steps, people = steps_of(row), people_of_case(case)
    User.objects.fill_in([row, *steps], "recorded_by")
    shown = [*people, row, *([gone] if gone else []), *items, *steps]
    keys.open_for(verb, [case], shown=shown, page=page)
    return OpenBreach(OpenCase(case, people), row, gone, items, steps)


@require_GET
@requires(TeamVerb.SEE_RESTRICTED)
def breach(request: SignedInRequest, pk: UUID, breach: UUID) -> HttpResponse:
    """One breach: what happened, what was done about it, and what follows."""
    opened = _open(request, pk, breach, Verb.CASE_READ, "consent:breach")
    row, steps = opened.breach, opened.steps
    context = {
        "heading": opened.found.heading,
        "state": state_tag(row),
        "closed": row.state == BreachState.CLOSED,
        "due_at": row.due_at,
        "clock": clock_words(row),
        "rows": breach_rows(row, opened.gone, opened.items, names_of(opened.found.people)),
        "report": to_report(row, opened.gone, steps),
        "steps": [step_entry(each) for each in steps[::-1]],
        "moves": _moves(request.user, opened),
        "barred": _barred(request.user, opened),
        "gone_url": reverse("consent:disclosure", args=[pk, row.disclosure_id]) if row.disclosure_id else "",
    }
    return render(request, "consent/breach.html", context)


def _moves(user: Any, opened: OpenBreach) -> list[Link]:
    """What may be written down of it now; what comes next of it, ``current``, is the button."""
    row, steps = opened.breach, opened.steps
    moves = [move for move in BreachMove if may_step(user, row, move, steps)]
    first = next_of(moves, steps)
    address = [row.case_id, row.pk]
    return [
        Link(move.label, reverse("consent:breach_step", args=[*address, move.value]), move == first) for move in moves
    ]


def _barred(user: Any, opened: OpenBreach) -> str:
    """Why it cannot be closed yet by whoever looks at it, once it is decided."""
    if opened.breach.state != BreachState.DECIDED:
        return ""
    return may_step(user, opened.breach, BreachMove.CLOSE, opened.steps).reason


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.SEE_RESTRICTED)
def breach_step(request: SignedInRequest, pk: UUID, breach: UUID, part: BreachMove) -> HttpResponse:
    """Write down one thing that was done about a breach."""
    opened = _open(request, pk, breach, Verb.FORM_OPENED, "consent:breach_step")
    follows = may_step(request.user, opened.breach, part, opened.steps)
    form = FORMS[part](posted(request))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            handle_breach(by=request.user, case=opened.found.case, breach=opened.breach, said=form.said())
            messages.success(request, BREACH_PATHS[part].happened)
            return redirect(opened.url)
    context = {
        "form": form,
        "heading": opened.found.heading,
        "page_title": part.label,
        "refusal": follows.reason,
        "report": to_report(opened.breach, opened.gone, opened.steps) if part == BreachMove.REPORT else [],
        "submit_label": "Close this breach" if part == BreachMove.CLOSE else "Write this down",
        "cancel_url": opened.url,
    }
    return render(request, "consent/breach_step.html", context)
