"""Conflicts of interest across the team's cases, and whom it has let in: for its managers."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from cases import keys, visibility
from cases.models import Alike, Case, Conflict, LettingIn, Person
from cases.presenting import alike_url, case_name, conflict_of, end_of_letting_in, work_left
from cases.views.access import managers_of, names_of
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Cell, Column, Table, Tag
from foundation.components.words import gb_date, gb_datetime
from teams.vocabulary import Verb as TeamVerb

MOST = 200  # rows of each kind
CONFLICTS = (Column("Case"), Column("Colleague"), Column("What follows"), Column("Look at it again", whole=True))
ALIKE = (Column("File"), Column("Written down by"), Column("What is the same"), Column("Other file", whole=True))
LET_IN = (Column("Case"), Column("Colleague"), Column("Until", whole=True))


@require_GET
@requires(TeamVerb.MANAGE_CONFLICTS)
def conflicts(request: SignedInRequest) -> HttpResponse:
    """Files that may be one person's; every live conflict, those to decide first, then those looked at longest ago; and
    everybody let in."""
    mine = Conflict.objects.visible_to(request.user).with_work_left().live().select_related("case")
    rows = list(mine.order_by(F("reviewed_at").asc(nulls_first=True), "pk")[:MOST])
    guests = LettingIn.objects.visible_to(request.user).live().select_related("case")
    open_ = list(guests.order_by("until", "pk")[:MOST])
    alike = list(alike_to_decide(request.user)[:MOST])
    cases = list({row.case_id: row.case for row in (*rows, *open_, *alike)}.values())
    confiders = keys.open_with_confiders(Verb.CASES_LISTED, cases, page="conflicts", shown=alike)
    names, managing = names_of([*rows, *open_]), managers_of(rows)

    def whose(case: Case) -> Cell:
        url = reverse("cases:access", args=[case.pk])
        return Cell(case_name(case, confiders.get(case.pk)), url=url, note=case.readable_reference)

    context = {
        "alike": Table("May be known already", ALIKE, tuple(_alike(row, confiders) for row in alike)),
        "page_title": "Conflicts of interest",
        "conflicts": Table("Conflicts", CONFLICTS, tuple(_row(whose(r.case), r, names, managing) for r in rows)),
        "let_in": Table(
            "Let in from another team",
            LET_IN,
            tuple((whose(r.case), names.get(r.guest_id, ""), end_of_letting_in(r.until)) for r in open_),
        ),
        "is_full": len(rows) == MOST,
    }
    return render(request, "cases/conflicts.html", context)


def alike_to_decide(user: Any) -> Any:
    """Files in which somebody may be one person, for the managers to decide: what colleagues wrote who are kept from
    the other file first."""
    rows = Alike.objects.visible_to(user).to_decide().filter(visibility.for_managers(user))
    return rows.select_related("case", "other_case", "recorded_by").order_by("-kept", "recorded_at", "pk")


def _alike(row: Alike, confiders: dict[Any, Person]) -> tuple[Any, ...]:
    return (
        Cell(case_name(row.case, confiders.get(row.case_id)), url=alike_url(row), note=row.case.readable_reference),
        Cell(str(row.recorded_by), note=f"{gb_datetime(row.recorded_at)}"),
        Cell(row.get_likeness_display(), tag=Tag("They do not see the other file", "purple") if row.kept else None),
        row.other_case.readable_reference,
    )


def _row(case: Cell, conflict: Conflict, names: dict[UUID | None, str], managing: set[UUID]) -> tuple[Any, ...]:
    shown = conflict_of(conflict, names, managing)
    if shown["to_decide"]:
        again = Cell(tag=Tag("To decide", "purple"))
    elif conflict.review_due is None:
        again = Cell("–")
    else:
        again = Cell(gb_date(conflict.review_due), tag=Tag("Overdue", "red") if shown["late"] else None)
    follows = Cell(tag=shown["tag"], note=shown["supervisor"] or work_left(conflict))
    return case, Cell(shown["name"], note=conflict.get_kind_display()), follows, again
