"""Walls between two files, for the managers of both."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.vocabulary import Verb
from cases import keys
from cases.actions import walls as actions
from cases.forms.walls import SidesForm, WallForm
from cases.models import Case, Person, Wall, WallSide, who_sees
from cases.presenting import case_name, text_of
from cases.rules import may_manage_access
from cases.views.access import form_page, managed
from cases.views.fetching import OpenCase, case_or_absent, people_of_case
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary import Side
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb

EXPLAINED = (
    "Each colleague then works on one of the two files, and the other is not there for them. Whoever led or recorded "
    "on one of them stays on its side; everybody else reads neither until you place them. Managers read both until "
    "they are placed."
)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS, second="other")
def build(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Build a wall between this file and another."""
    found = managed(request, pk, "cases:build_wall")
    form = WallForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            made = actions.build_wall(by=request.user, case=found.case, **form.cleaned_data)
            messages.success(request, "The files are kept apart. Check who works on which")
            return redirect("cases:wall", found.case.pk, made)
    return form_page(request, found, form, "Keep this file apart from another", intro=EXPLAINED)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS)
def wall(request: SignedInRequest, pk: UUID, wall: UUID) -> HttpResponse:
    """Who works on which side of a wall."""
    case, row = _standing(request, pk, wall)
    names = _names(request, row)
    form = SidesForm(request.POST or None, colleagues=_colleagues(row), names=names, changing=row)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            if sides := form.sides():
                actions.place_at_wall(by=request.user, wall=row, sides=sides)
            messages.success(request, "Sides saved")
            sees = Case.objects.visible_to(request.user).filter(pk=case.pk).exists()  # who placed themselves may not
            return redirect("cases:access", case.pk) if sees else redirect("conflicts")
    context = {
        "form": form,
        "heading": OpenCase(case, people_of_case(case)).heading,
        "page_title": "Who works on which file",
        "between": names,
        "wall": row,
        "reason": text_of(row.reason),
        "cancel_url": reverse("cases:access", args=[case.pk]),
        "take_down_url": reverse("cases:take_down_wall", args=[case.pk, row.pk]),
    }
    return render(request, "cases/wall.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS)
def take_down(request: SignedInRequest, pk: UUID, wall: UUID) -> HttpResponse:
    """Take a wall down."""
    case, row = _standing(request, pk, wall)
    names = _names(request, row)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with keeping_what_was_typed(form):
            actions.take_down_wall(by=request.user, wall=row)
            messages.success(request, "The files are no longer kept apart")
            return redirect("cases:access", case.pk)
    intro = f"Everybody in the team then reads both files: {names[0]}, and {names[1]}."
    found = OpenCase(case, people_of_case(case))
    return form_page(request, found, form, "Take this wall down", intro=intro, submit="Take it down")


def _standing(request: SignedInRequest, pk: UUID, wall: UUID) -> tuple[Case, Wall]:
    """The wall, seen from one of its two files."""
    case = case_or_absent(request, pk)
    may_manage_access(request.user, case).or_absent()
    rows = Wall.objects.visible_to(request.user).live().select_related("case", "other_case")
    row: Wall = get_object_or_404(rows, Q(case=case) | Q(other_case=case), pk=wall)
    return case, row


def _names(request: SignedInRequest, wall: Wall) -> tuple[str, str]:
    """What the two files are called; both are opened for it, on the record."""
    both = [wall.case, wall.other_case]
    people = Person.objects.filter(case__in=both).order_by("-is_confider", "-recorded_at", "-pk")
    keys.open_for(Verb.FORM_OPENED, both, shown=[wall, *people], page="cases:wall")
    confiders = {person.case_id: person for person in reversed(people) if person.is_confider}
    first, second = (f"{case_name(each, confiders.get(each.pk))}, {each.readable_reference}" for each in both)
    return first, second


def _colleagues(wall: Wall) -> list[tuple[UUID, str, Side, bool]]:
    """Everybody of the team who could see the files, where they are, and whether they may read both."""
    placed = dict(WallSide.objects.filter(wall=wall, ended_at=None).values_list("colleague_id", "side"))
    managers = set(Team.objects.get(pk=wall.team_id).managers_now().values_list("pk", flat=True))
    ids = {*who_sees(wall.case), *who_sees(wall.other_case), *placed}
    people = [(who, who.pk in managers) for who in User.objects.filter(pk__in=ids).order_by("display_name", "pk")]
    unplaced = {True: Side.BOTH, False: Side.NEITHER}
    return [(who.pk, str(who), Side(placed.get(who.pk, unplaced[both])), both) for who, both in people]
