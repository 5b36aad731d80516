"""People and teams: who is in, who is asked for, and who goes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.actions import record
from audit.vocabulary import Verb as Look
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from foundation.verdict import Refused
from teams import actions
from teams.forms import AnswerForm, AskForm, ConfirmationForm, EndForm
from teams.models import Membership, Team
from teams.roles import ROLES
from teams.rules import may_answer, may_ask, may_end, may_set_confirmation
from teams.vocabulary import Role, State, Verb


@require_GET
@requires(Verb.SEE_MEMBERS)
def teams(request: SignedInRequest) -> HttpResponse:
    """The person's teams; straight to the page of the only one."""
    mine = list(Team.objects.where(request.user, Verb.SEE_MEMBERS).order_by("name"))
    record(Look.TEAM_READ, teams=[team.pk for team in mine], page="teams:teams")
    if len(mine) == 1:
        return redirect("teams:team", mine[0].pk)
    return render(request, "teams/teams.html", {"teams": mine, "page_title": "Teams"})


@require_GET
@requires(Verb.SEE_MEMBERS)
def team(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One team: its people, and those who wait to join. No case, and no count of any."""
    found = _team_or_absent(request, pk)
    memberships = list(_memberships(request, found))
    record(Look.TEAM_READ, shown=[m.pk for m in memberships], teams=[found.pk], page="teams:team")
    context = {
        "team": found,
        "page_title": found.name,
        "asked": [_shown(request.user, m) for m in memberships if m.state == State.ASKED],
        "current": [_shown(request.user, m) for m in memberships if m.state == State.CURRENT],
        "past": [_shown(request.user, m) for m in memberships if m.state in (State.ENDED, State.DECLINED)],
        "roles": [(role.label, ROLES[role]) for role in Role],
        "may_ask": may_ask(request.user, found),
        "may_set": may_set_confirmation(request.user, found),
    }
    return render(request, "teams/team.html", context)


@require_http_methods(["GET", "POST"])
@requires(Verb.MANAGE_MEMBERS)
def ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for somebody's membership."""
    found = _team_or_absent(request, pk)
    may_ask(request.user, found).or_absent()
    record(Look.TEAM_READ, teams=[found.pk], page="teams:ask")
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for(by=request.user, team=found, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("username", str(refusal))
        else:
            messages.success(
                request,
                "Asked for. It begins when the manager confirms it."
                if found.confirm_memberships
                else "They are in the team.",
            )
            return redirect("teams:team", found.pk)
    return _form_page(request, found, form, "Ask for a membership", "Ask for this membership")


@require_http_methods(["GET", "POST"])
@requires(Verb.CONFIRM_MEMBERS)
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Confirm or decline a membership."""
    membership = _membership_or_absent(request, pk)
    may_answer(request.user, membership).or_absent()
    record(Look.TEAM_READ, shown=[membership.pk], teams=[membership.team_id], page="teams:answer")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _do(request, form, membership, actions.answer, confirm=said["confirm"], reason=said["reason"])
    return _about(request, membership, form, "Should they join?", "Save this answer")


@require_http_methods(["GET", "POST"])
@requires(Verb.SEE_MEMBERS)
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End a membership at once."""
    membership = _membership_or_absent(request, pk)
    may_end(request.user, membership).or_absent()
    record(Look.TEAM_READ, shown=[membership.pk], teams=[membership.team_id], page="teams:end")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _do(request, form, membership, actions.end, reason=form.cleaned_data["reason"])
    return _about(request, membership, form, "End this membership", "End it now")


@require_http_methods(["GET", "POST"])
@requires(Verb.CONFIRM_MEMBERS)
def confirmation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say whether a manager confirms who joins."""
    found = _team_or_absent(request, pk)
    may_set_confirmation(request.user, found).or_absent()
    record(Look.TEAM_READ, teams=[found.pk], page="teams:confirmation")
    form = ConfirmationForm(request.POST or None, initial={"on": found.confirm_memberships})
    if request.method == "POST" and form.is_valid():
        actions.set_confirmation(by=request.user, team=found, on=form.cleaned_data["on"])
        messages.success(request, "Setting saved")
        return redirect("teams:team", found.pk)
    return _form_page(request, found, form, "Who confirms memberships", "Save")


def _do(request: SignedInRequest, form: Form, membership: Membership, act: Any, **said: Any) -> HttpResponse:
    try:
        act(by=request.user, membership=membership, **said)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _about(request, membership, form, "This was not done", "Try again")
    messages.success(request, "Saved")
    return redirect("teams:team", membership.team_id)


def _team_or_absent(request: SignedInRequest, pk: UUID) -> Team:
    found: Team = get_object_or_404(Team.objects.where(request.user, Verb.SEE_MEMBERS), pk=pk)
    return found


def _memberships(request: SignedInRequest, team: Team) -> Any:
    rows = Membership.objects.visible_to(request.user).filter(team=team)
    return rows.select_related("user", "team", "asked_by", "confirmed_by", "ended_by").order_by(
        "user__display_name", "asked_at"
    )


def _membership_or_absent(request: SignedInRequest, pk: UUID) -> Membership:
    rows = Membership.objects.visible_to(request.user).select_related("user", "team", "asked_by")
    found: Membership = get_object_or_404(rows, pk=pk)
    return found


def _shown(user: Any, membership: Membership) -> dict[str, Any]:
    return {
        "membership": membership,
        "may_answer": may_answer(user, membership),
        "may_end": may_end(user, membership),
    }


def _about(request: SignedInRequest, membership: Membership, form: Form, title: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "membership": membership,
        "page_title": title,
        "submit_label": submit,
        "cancel_url": reverse("teams:team", args=[membership.team_id]),
    }
    return render(request, "teams/membership_form.html", context)


def _form_page(request: SignedInRequest, team: Team, form: Form, title: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "team": team,
        "page_title": title,
        "submit_label": submit,
        "cancel_url": reverse("teams:team", args=[team.pk]),
    }
    return render(request, "teams/form.html", context)
