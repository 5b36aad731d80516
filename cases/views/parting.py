"""Taking two files apart that were made one by mistake, for the managers who see both."""

from collections.abc import Iterable
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.forms import PartForm
from cases.models import Case, Conflict, LettingIn, Merging, Undoing, Wall, undoing, who_sees
from cases.presenting import file_of, guest_words, kept_words, parting_of, since_of, wall_words
from cases.rules import may_part
from cases.views.access import form_page
from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from cases.views.merging import both_open
from cases.views.since import recorded_since
from cases.vocabulary import Mitigation
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

STAY = "{} of the people written down in the other file stay there, because something stands with them by now"
SETTLING = (
    "Until now whoever was kept from one of these two files was kept from both. From now on each is kept from its own "
    "people alone, as its page of access says. Look at both pages first: what was recorded while the two were one "
    "stands on one of them only."
)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS, second="other")
def part(request: SignedInRequest, pk: UUID, other: UUID) -> HttpResponse:
    """What goes back, what stays unless it is ticked, and what cannot go back, before two files are two again."""
    row, undone = _merging(request, pk, other)
    more = recorded_since(request.user, row.other_case, row.recorded_at)
    shown = [row, *_listed(undone), *(each for account in more for each in account.shown)]
    opens, stays = both_open(request, "cases:part", row.case_id, row.other_case_id, also=shown)
    kept = [(case, _kept(request.user, case, row)) for case in (row.case, row.other_case)]
    anybody = any(each.kept for case in (row.case, row.other_case) for each in who_sees(case).values())
    form = PartForm(posted(request), since=since_of(undone), mark=undone.mark, kept=anybody)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            stay = actions.part_cases(by=request.user, merging=row, **form.parting())
            messages.success(request, "The two files are two again. Each has what it had")
            if stay:
                messages.info(request, STAY.format(stay))
            return redirect(row.case)
    context = {
        "form": form,
        "heading": (opens if pk == row.case_id else stays).heading,
        "files": [file_of(each.case, each.heading, each.people) for each in (opens, stays)],
        "verdict": may_part(request.user, row, row.case),
        **parting_of(undone),
        "more_since": [line for account in more for line in account.lines()],
        "kept": [(case, lines) for case, lines in kept if lines],
        "page_title": "Take these two files apart again",
        "cancel_url": (row.case if pk == row.case_id else row.other_case).get_absolute_url(),
    }
    return render(request, "cases/part.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS, second="other")
def settle(request: SignedInRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Say that each of two files that were taken apart has its own conflicts and walls again."""
    row = _pair(request, pk, other)
    both = both_open(request, "cases:settle", row.case_id, row.other_case_id)
    found = next(each for each in both if each.case.pk == pk)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.settle_parting(by=request.user, merging=row)
            messages.success(request, "Each file is kept from its own people again")
            return redirect("cases:access", pk)
    over = "" if row.ended_at and not row.settled_at else "There is nothing to settle between these two files."
    more = {"intro": SETTLING, "submit": "Each has its own again", "over": "" if form.is_bound else over}
    return form_page(request, found, form, "Who is kept from each of two files", **more)


def _listed(undone: Undoing) -> Iterable[Any]:
    """Every row that the page says something of."""
    return chain(undone.contacts, undone.tasks, undone.voided, undone.used, undone.since, undone.tasks_since)


def _merging(request: SignedInRequest, pk: UUID, other: UUID) -> tuple[Merging, Undoing]:
    row = _pair(request, pk, other)
    return row, undoing(row)


def _pair(request: SignedInRequest, pk: UUID, other: UUID) -> Merging:
    """The newest merging of two files, one after the other as it may be.

    Raises:
        Http404: when they were not made one, or the person does not see both.
    """
    rows = Merging.objects.visible_to(request.user).of(pk).of(other).order_by("-recorded_at", "pk")
    row: Merging | None = rows.select_related("case__team", "other_case__team").first()
    if row is None or pk == other:
        raise Http404
    return row


def _kept(user: User, case: Case, merging: Merging) -> list[str]:
    """Who is kept from one of the files by what stands on it, and who is let into it."""
    conflicts = Conflict.objects.visible_to(user).live().filter(case=case, mitigation=Mitigation.BLOCK)
    walls = Wall.objects.visible_to(user).live().filter(Q(case=case) | Q(other_case=case))
    rows = conflicts.select_related("colleague").order_by("recorded_at", "pk")
    beside = walls.select_related("case", "other_case").order_by("recorded_at", "pk")
    guests = LettingIn.objects.visible_to(user).live().filter(case=case).select_related("guest")
    return [
        *(kept_words(row, merging) for row in rows),
        *(wall_words(row, case, merging) for row in beside),
        *(guest_words(row) for row in guests.order_by("recorded_at", "pk")),
    ]
