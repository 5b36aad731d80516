"""The rota of senior managers and the directory of places: kept by the manager, read by whoever works on cases. Nothing
here is about a family."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.actions import record
from audit.vocabulary import Verb
from cases.views.keeping import keeping_what_was_typed
from foundation import clock
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from safeguarding import actions
from safeguarding.actions.steps import calendar
from safeguarding.actions.telling import hours_to_cover
from safeguarding.deadlines import gaps
from safeguarding.forms.rota import RouteForm, TurnForm, VerifyForm
from safeguarding.models import RotaSlot, Route
from safeguarding.presenting.around import (
    gap_words,
    on_duty_rows,
    pages_around,
    places_table,
    time_words,
    turns_table,
)
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb

SHOWN_AHEAD = timedelta(days=62)
MOST = 200  # turns


@require_GET
@requires(TeamVerb.SEE_CASES)
def rota(request: SignedInRequest) -> HttpResponse:
    """Who is on duty now, the turns to come, and the hours that are nobody's."""
    now = clock.now()
    rows = RotaSlot.objects.visible_to(request.user).between(now, now + SHOWN_AHEAD)
    slots = list(rows.order_by("starts_at", "position", "pk")[:MOST])
    User.objects.fill_in(slots, "manager")
    on_record(request, "safeguarding:rota")
    for_children = [(slot.starts_at, slot.ends_at) for slot in slots if not slot.for_adults]
    context = {
        "page_title": "Rota of senior managers",
        "around": pages_around(request.user, "safeguarding:rota"),
        "on_duty": on_duty_rows(_now(slots, for_adults=False)),
        "for_adults": on_duty_rows(_now(slots, for_adults=True)),
        "gaps": gap_words(gaps(hours_to_cover(now), for_children)),
        "turns": turns_table(slots, may_keep=may_keep(request)),
        "may_keep": may_keep(request),
    }
    return render(request, "safeguarding/rota.html", context)


def _now(slots: list[RotaSlot], *, for_adults: bool) -> list[RotaSlot]:
    """Whose turn it is, in the order in which they are called."""
    found = [slot for slot in slots if slot.starts_at <= clock.now() and slot.for_adults == for_adults]
    return sorted(found, key=lambda slot: (slot.position, slot.starts_at))


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def add_turn(request: SignedInRequest) -> HttpResponse:
    """Put a senior manager on the rota."""
    form = TurnForm(request.POST or None, teams=managed(request), initial=_gap_asked(request))
    on_record(request, "safeguarding:add_turn")
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            spans = form.spans(calendar())
            actions.add_turns(by=request.user, team=form.team, spans=spans, **form.turn())
            messages.success(request, "They are on the rota")
            return redirect("safeguarding:rota")
    context = {"form": form, "page_title": "Put somebody on the rota", "cancel_url": reverse("safeguarding:rota")}
    return render(request, "safeguarding/turn_form.html", context)


def _gap_asked(request: SignedInRequest) -> dict[str, Any]:
    """The gap that the address names, for a form that begins with it."""
    try:
        first = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return {}
    days = {"first_day": first, "last_day": first} if first >= clock.today() else {}
    return days | ({"for_adults": "adults"} if request.GET.get("rota") == "adults" else {})


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def withdraw_turn(request: SignedInRequest, turn: UUID) -> HttpResponse:
    """Take somebody's turn off the rota, asking once."""
    rows = RotaSlot.objects.visible_to(request.user).standing().filter(team__in=managed(request))
    slot = get_object_or_404(rows, pk=turn)
    User.objects.fill_in([slot], "manager")
    on_record(request, "safeguarding:withdraw_turn")
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with keeping_what_was_typed(form):
            actions.withdraw_from_rota(by=request.user, slot=slot)
            messages.success(request, "Taken off the rota")
            return redirect("safeguarding:rota")
    intro = f"{slot.manager} is then not called: {time_words(slot.starts_at, slot.ends_at)}."
    return asking(request, form, "Take this turn off the rota", "safeguarding:rota", "Take it off", intro=intro)


@require_GET
@requires(TeamVerb.SEE_CASES)
def directory(request: SignedInRequest) -> HttpResponse:
    """The places that referrals go to, with their hours and when each number was last checked."""
    rows = list(Route.objects.visible_to(request.user).standing().order_by("kind", "name", "pk"))
    on_record(request, "safeguarding:directory")
    context = {
        "page_title": "Directory",
        "around": pages_around(request.user, "safeguarding:directory"),
        "places": places_table(rows, may_keep=may_keep(request)),
        "may_keep": may_keep(request),
    }
    return render(request, "safeguarding/directory.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def add_route(request: SignedInRequest) -> HttpResponse:
    """Add a place to the directory."""
    form = RouteForm(request.POST or None, teams=managed(request))
    on_record(request, "safeguarding:add_route")
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.add_route(by=request.user, team=form.team, **form.route())
            messages.success(request, "Added to the directory")
            return redirect("safeguarding:directory")
    intro = "Check the number before you add it: it counts as checked today."
    return asking(request, form, "Add a place", "safeguarding:directory", "Add this place", intro=intro)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def verify_route(request: SignedInRequest, route: UUID) -> HttpResponse:
    """Say that a place's number was checked, and correct it."""
    place = _place_or_absent(request, route)
    begin = {name: getattr(place, name) for name in ("name", "telephone", "email", "hours")}
    form = VerifyForm(request.POST or None, initial=begin | {"on": clock.today()})
    on_record(request, "safeguarding:verify_route")
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.verify_route(by=request.user, route=place, **form.cleaned_data)
            messages.success(request, "Checked")
            return redirect("safeguarding:directory")
    url = reverse("safeguarding:withdraw_route", args=[place.pk])
    title = "Check or change this place"
    return asking(request, form, title, "safeguarding:directory", "Save as checked", withdraw_url=url)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def withdraw_route(request: SignedInRequest, route: UUID) -> HttpResponse:
    """Take a place out of the directory, asking once."""
    place = _place_or_absent(request, route)
    on_record(request, "safeguarding:withdraw_route")
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with keeping_what_was_typed(form):
            actions.withdraw_route(by=request.user, route=place)
            messages.success(request, "Taken out of the directory")
            return redirect("safeguarding:directory")
    intro = f"{place.name} is then no longer offered. Referrals that went there keep it."
    return asking(request, form, "Take this place out", "safeguarding:directory", "Take it out", intro=intro)


def _place_or_absent(request: SignedInRequest, pk: UUID) -> Route:
    rows = Route.objects.visible_to(request.user).standing().filter(team__in=managed(request))
    found: Route = get_object_or_404(rows, pk=pk)
    return found


def managed(request: SignedInRequest) -> Any:
    """The teams that the person manages."""
    return Team.objects.where(request.user, TeamVerb.APPROVE_REFERRALS).order_by("name", "pk")


def may_keep(request: SignedInRequest) -> bool:
    """Whether the person manages any team."""
    return bool(request.user.holds(TeamVerb.APPROVE_REFERRALS))


def on_record(request: SignedInRequest, page: str) -> None:
    """Record that one of these pages was looked at."""
    teams = Team.objects.where(request.user, TeamVerb.SEE_CASES).values_list("pk", flat=True)
    record(Verb.TEAM_READ, teams=list(teams), page=page)


def asking(request: SignedInRequest, form: Form, title: str, back: str, submit: str, **more: Any) -> HttpResponse:
    """A form of these pages."""
    context = {"form": form, "page_title": title, "cancel_url": reverse(back), "submit_label": submit}
    return render(request, "safeguarding/around_form.html", context | more)
