"""Finding somebody: asked by POST, answered at a random address, one search event naming the hits shown."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from cases import actions, keys
from cases.forms import SearchForm
from cases.models import Case, SavedSearch
from cases.presenting import case_name, status_tag, text_of
from cases.searching import MOST_HITS, Hit, case_by_reference, find
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Cell, Column, Table
from teams.vocabulary import Verb as TeamVerb

COLUMNS = (Column("Name"), Column("Reference", whole=True), Column("Status"), Column("Lead worker", extra=True))


@require_POST
@requires(TeamVerb.SEE_CASES, shows_records=False, keeps=False)
def ask(request: SignedInRequest) -> HttpResponse:
    """Keep the term sealed and go to the page of its results."""
    form = SearchForm(request.POST)
    if form.is_valid():
        with keeping_what_was_typed(form):
            search = actions.save_search(by=request.user, term=form.cleaned_data["term"])
            return redirect("results", search.pk)
    return render(request, "cases/find_again.html", {"form": form, "page_title": "Find"})


@require_GET
@requires(TeamVerb.SEE_CASES)
def results(request: SignedInRequest, search: UUID) -> HttpResponse:
    """Who was found. Nobody found and nobody to be seen look the same, because only what may be seen is looked at."""
    asked = get_object_or_404(SavedSearch, pk=search, made_by=request.user)
    event = keys.open_search(page="results")
    term = text_of(asked.term)
    hits, cases = found_by(request.user, term, event)
    context = {
        "page_title": "Find",
        "term": term,
        "found": table_of_hits(hits, cases, Case.get_absolute_url),
        "is_full": len(hits) == MOST_HITS,
        "most": MOST_HITS,
    }
    return render(request, "cases/results.html", context)


def found_by(user: Any, term: str, event: UUID) -> tuple[list[Hit], dict[UUID, Case]]:
    """The people and cases that a search under way finds, once they are named in its event."""
    hits = find(user, term)
    cases = _cases_of(user, hits, case_by_reference(user, term))
    holders = {hit.holder for hit in hits if hit.holder}
    keys.name_hits(event, [*dict.fromkeys([*(hit.person for hit in hits), *holders]), *cases])
    return hits, cases


def _cases_of(user: Any, hits: list[Hit], named: Case | None) -> dict[UUID, Case]:
    wanted = {hit.case for hit in hits} | ({named.pk} if named else set())
    rows = Case.objects.visible_to(user).filter(pk__in=wanted).select_related("lead_worker")
    return {case.pk: case for case in rows}


def table_of_hits(hits: list[Hit], cases: dict[UUID, Case], where: Callable[[Case], str]) -> Table:
    """A row per person found, with whose case it is, leading to ``where``; a case found by its reference alone has
    nobody to name."""
    named = {hit.case for hit in hits}
    rows = [_row(hit.name, cases[hit.case], where, hit.place) for hit in hits if hit.case in cases]
    rows += [_row(case_name(case, None), case, where) for pk, case in cases.items() if pk not in named]
    return Table("People and cases found", COLUMNS, tuple(rows), id="found")


def _row(name: str, case: Case, where: Callable[[Case], str], place: str = "") -> tuple[Any, ...]:
    lead = str(case.lead_worker or "Nobody yet")
    return (
        Cell(name, url=where(case), note=place),
        case.readable_reference,
        Cell(tag=status_tag(case)),
        lead,
    )
