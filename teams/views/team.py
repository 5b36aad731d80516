"""A team's own page: who is in it, who is to come, who manages it, and its settings."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit.actions import record
from audit.vocabulary import Verb as Look
from foundation.access import SignedInRequest, requires
from teams import actions
from teams.forms import ConfirmationForm
from teams.models import Membership, NewPassword, StaffDate, Team, WayToUs
from teams.presenting import managers_of, people_table, turn_of
from teams.presenting.lookups import lookups_of
from teams.presenting.reaching import reached
from teams.presenting.standing import due_in_words, out_of_date, standing_of
from teams.roles import ROLES
from teams.rules import may_ask, may_name_deputy, may_say_how_to_reach, may_set_confirmation
from teams.views.fetching import NAMES, asking, back_to, done, team_or_absent
from teams.vocabulary import MANAGING, Role, State, Verb


@require_GET
@requires(Verb.SEE_MEMBERS)
def teams(request: SignedInRequest) -> HttpResponse:
    """The person's teams; straight to the page of the only one."""
    mine = list(Team.objects.where(request.user, Verb.SEE_MEMBERS).order_by("name", "pk"))
    record(Look.TEAM_READ, teams=[team.pk for team in mine], page="teams:teams")
    if len(mine) == 1:
        return redirect("teams:team", mine[0].pk)
    return render(request, "teams/teams.html", {"teams": mine, "page_title": "Teams"})


@require_GET
@requires(Verb.SEE_MEMBERS)
def team(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One team: its people, and those who wait to join. No case, and no count of any."""
    found = team_or_absent(request, pk)
    rows = Membership.objects.visible_to(request.user).filter(team=found)
    memberships = list(rows.select_related(*NAMES).order_by("user__display_name", "asked_at", "pk"))
    record(Look.TEAM_READ, shown=[m.pk for m in memberships], teams=[found.pk], page="teams:team")
    context = {
        "team": found,
        "page_title": found.name,
        **_listed(memberships),
        "passwords": _passwords(request, found),
        "due": _due(request, memberships),
        **_dates(request, memberships),
        "roles": [(role.label, ROLES[role]) for role in Role],
        "may_ask": may_ask(request.user, found),
        "may_name": may_name_deputy(request.user, found),
        "reached": (way := WayToUs.objects.of(found)) and reached(found, way),
        "may_say": may_say_how_to_reach(request.user, found),
        "may_set": may_set_confirmation(request.user, found),
    }
    return render(request, "teams/team.html", context)


def _passwords(request: SignedInRequest, found: Team) -> list[tuple[NewPassword, str]]:
    """New passwords under way, for those who ask for them and confirm them, with whose turn it is."""
    rows = NewPassword.objects.visible_to(request.user).live().filter(team=found).select_related("user")
    return [(asked, turn_of(asked)) for asked in rows.order_by("asked_at", "pk")]


def _due(request: SignedInRequest, memberships: list[Membership]) -> tuple[str, bool]:
    """Memberships to be confirmed again, for those who ask for and confirm them; and whether this person may."""
    user, live = (
        request.user,
        [m for m in memberships if m.state == State.CURRENT and not m.is_over and not m.is_to_come],
    )
    if not live or not any(user.has_perm(verb, live[0].team) for verb in (Verb.MANAGE_MEMBERS, Verb.CONFIRM_MEMBERS)):
        return "", False
    standing = standing_of(user, live)
    return due_in_words(standing), any(each.may_confirm for each in standing)


def _dates(request: SignedInRequest, memberships: list[Membership]) -> dict[str, Any]:
    """What is missing or out of date of people's agreements, checks and training, declarations that are due and this
    month's sample (R-C7-3): for whoever writes these dates down."""
    live = [m for m in memberships if m.state == State.CURRENT and not m.is_over and not m.is_to_come]
    if not live or not request.user.has_perm(Verb.CONFIRM_MEMBERS, live[0].team):
        return {}
    dates = StaffDate.objects.visible_to(request.user)
    lookups, lacking = lookups_of(request.user, live, dates.declared()), out_of_date(live, dates.latest_of_each())
    return {"lookups": lookups, "lacking": lacking, "dates": True}


def _listed(memberships: list[Membership]) -> dict[str, Any]:
    """Who waits, who is in, who is no longer: each membership in one of the three."""
    live = [m for m in memberships if m.state == State.CURRENT and not m.is_over]
    over = [m for m in memberships if m.state != State.ASKED and m not in live]
    managing = sorted(
        (m for m in live if m.role in MANAGING), key=lambda m: (m.is_to_come, m.role != Role.SERVICE_MANAGER)
    )
    return {
        "asked": people_table("Waiting for the manager", [m for m in memberships if m.state == State.ASKED]),
        "current": people_table("In the team", [m for m in live if m.role != Role.ACTING_MANAGER]),
        "past": people_table("No longer in the team", over),
        "managing": [(m, words) for m, words in zip(managing, managers_of(managing), strict=True)],
    }


@require_http_methods(["GET", "POST"])
@requires(Verb.CONFIRM_MEMBERS)
def confirmation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say whether a manager confirms who joins."""
    found = team_or_absent(request, pk)
    may_set_confirmation(request.user, found).or_absent()
    record(Look.TEAM_READ, teams=[found.pk], page="teams:confirmation")
    form = ConfirmationForm(request.POST or None, initial={"on": found.confirm_memberships}, changing=found)
    if request.method == "POST" and form.is_valid():
        said = {"team": found, "on": form.cleaned_data["on"], "seen": form.saw("on")}
        if done(form, None, actions.set_confirmation, by=request.user, **said):
            return back_to(request, found, "Setting saved")
    return asking(request, found, form, "teams/form.html", "Who confirms memberships", "Save")
