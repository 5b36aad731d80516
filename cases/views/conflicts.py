"""Conflicts of interest across the team's cases, and whom it has let in: for its managers."""

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Case, Conflict, LettingIn
from cases.presenting import case_name, conflict_of, last_day
from cases.views.access import names_of
from cases.views.listing import names_on_record
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Cell, Column, Table, Tag
from foundation.components.words import gb_date
from teams.vocabulary import Verb as TeamVerb

MOST = 200  # rows of each kind
CONFLICTS = (Column("Case"), Column("Colleague"), Column("What follows"), Column("Look at it again", whole=True))
LET_IN = (Column("Case"), Column("Colleague"), Column("Last day", whole=True))


@require_GET
@requires(TeamVerb.MANAGE_CONFLICTS)
def conflicts(request: SignedInRequest) -> HttpResponse:
    """Every live conflict, those to decide first, then those looked at longest ago; and everybody let in."""
    mine = Conflict.objects.visible_to(request.user).live().select_related("case")
    rows = list(mine.order_by(F("reviewed_at").asc(nulls_first=True), "pk")[:MOST])
    guests = LettingIn.objects.visible_to(request.user).live().select_related("case")
    open_ = list(guests.order_by("until", "pk")[:MOST])
    cases = list({row.case_id: row.case for row in (*rows, *open_)}.values())
    confiders = names_on_record(cases, page="conflicts")
    names = names_of([*rows, *open_])

    def whose(case: Case) -> Cell:
        url = reverse("cases:access", args=[case.pk])
        return Cell(case_name(case, confiders.get(case.pk)), url=url, note=case.readable_reference)

    context = {
        "page_title": "Conflicts of interest",
        "conflicts": Table("Conflicts", CONFLICTS, tuple(_row(whose(r.case), conflict_of(r, names), r) for r in rows)),
        "let_in": Table(
            "Let in from another team",
            LET_IN,
            tuple((whose(r.case), names.get(r.guest_id, ""), gb_date(last_day(r.until))) for r in open_),
        ),
        "is_full": len(rows) == MOST,
    }
    return render(request, "cases/conflicts.html", context)


def _row(case: Cell, shown: dict[str, Any], conflict: Conflict) -> tuple[Any, ...]:
    if shown["to_decide"]:
        again = Cell(tag=Tag("To decide", "purple"))
    elif conflict.review_due is None:
        again = Cell("–")
    else:
        again = Cell(gb_date(conflict.review_due), tag=Tag("Overdue", "red") if shown["late"] else None)
    return case, Cell(shown["name"], note=conflict.get_kind_display()), Cell(tag=shown["tag"]), again
