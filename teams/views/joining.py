"""Asking for somebody: to join, to be something else, or to act for the manager."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from audit.actions import record
from audit.vocabulary import Verb as Look
from foundation.access import SignedInRequest, requires
from teams import actions
from teams.forms import AskForm, ChangeForm, DeputyForm, InviteForm
from teams.models import Membership, User
from teams.rules import may_ask, may_change, may_name_deputy, names_alone
from teams.views.fetching import NAMES, asking, back_to, done, membership_or_absent, team_or_absent
from teams.vocabulary import WORKING, Employment, State, Verb

CONFIRMED_LATER = "Asked for. It begins when the manager confirms it."
INVITED = "Asked for. When the manager has confirmed it, make the link on their page here."


@require_http_methods(["GET", "POST"])
@requires(Verb.MANAGE_MEMBERS)
def ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for the membership of somebody who can sign in already."""
    found = team_or_absent(request, pk)
    may_ask(request.user, found).or_absent()
    record(Look.TEAM_READ, teams=[found.pk], page="teams:ask")
    form = AskForm(request.POST or None, initial={"employment": Employment.STAFF})
    if request.method == "POST" and form.is_valid():
        said = {"username": form.cleaned_data["username"], "reason": form.cleaned_data["reason"]}
        if done(form, "username", actions.ask_for, by=request.user, team=found, terms=form.terms(), **said):
            return back_to(request, found, CONFIRMED_LATER if found.confirm_memberships else "They are in the team.")
    return asking(
        request,
        found,
        form,
        "teams/ask.html",
        "Ask for a membership",
        "Ask for this membership",
    )


@require_http_methods(["GET", "POST"])
@requires(Verb.MANAGE_MEMBERS)
def invite(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for the membership of somebody new, who cannot sign in yet."""
    found = team_or_absent(request, pk)
    may_ask(request.user, found).or_absent()
    record(Look.TEAM_READ, teams=[found.pk], page="teams:invite")
    form = InviteForm(request.POST or None, initial={"employment": Employment.STAFF})
    if request.method == "POST" and form.is_valid():
        said = {"who": form.newcomer(), "terms": form.terms(), "reason": form.cleaned_data["reason"]}
        if done(form, "username", actions.invite, by=request.user, team=found, **said):
            return back_to(request, found, INVITED)
    return asking(request, found, form, "teams/invite.html", "Invite somebody new", "Ask for this invitation")


@require_http_methods(["GET", "POST"])
@requires(Verb.MANAGE_MEMBERS)
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for another role, other terms or another end: one act, which the manager confirms."""
    membership = membership_or_absent(request, pk)
    now, asked = _as_it_stands(request, membership)
    may_change(request.user, now).or_absent()
    shown = {row.pk for row in (membership, now, asked) if row}
    record(Look.TEAM_READ, shown=shown, teams=[membership.team_id], page="teams:change")
    form = ChangeForm(request.POST or None, membership=membership, now=now, asked=asked)
    if request.method == "POST" and form.is_valid():
        if not form.differs:
            return back_to(request, membership.team, "Nothing was changed")
        said = {
            "membership": now,
            "terms": form.terms(),
            "reason": form.cleaned_data["reason"],
            "instead_of": form.instead_of,
        }
        if done(form, None, actions.change, by=request.user, **said):
            confirmed = membership.team.confirm_memberships
            return back_to(request, membership.team, CONFIRMED_LATER if confirmed else "Changed.")
    drawn = ("teams/change.html", "Change a membership", "Ask for this change")
    return asking(request, membership, form, *drawn, asked=asked)


def _as_it_stands(request: SignedInRequest, membership: Membership) -> tuple[Membership, Membership | None]:
    """What stands in the place of a membership by now, for somebody who had its form open while it was changed; and the
    request that waits."""
    rows = Membership.objects.visible_to(request.user).select_related(*NAMES)
    now, is_followed = membership, request.method == "POST" or not membership.is_over
    while is_followed and (after := rows.following(now, State.CURRENT).first()):
        now = after
    return now, rows.following(now, State.ASKED).first()


@require_http_methods(["GET", "POST"])
@requires(Verb.SEE_MEMBERS)
def deputy(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Name who acts for the manager, from a day until a day."""
    found = team_or_absent(request, pk)
    may_name_deputy(request.user, found).or_absent()
    record(Look.TEAM_READ, teams=[found.pk], page="teams:deputy")
    people = User.objects.with_role([found], *WORKING).exclude(pk=request.user.pk)
    alone = names_alone(request.user, found)
    form = DeputyForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        named = done(form, None, actions.name_deputy, by=request.user, team=found, **form.deputy())
        if named:
            return back_to(request, found, "Named." if alone else CONFIRMED_LATER)
    return asking(
        request,
        found,
        form,
        "teams/deputy.html",
        "Name a deputy",
        "Name this deputy",
        alone=alone,
    )
