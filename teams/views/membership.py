"""One membership: its page, its answer and its end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from audit.actions import record
from audit.vocabulary import Verb as Look
from foundation.access import SignedInRequest, requires
from foundation.components.words import gb_datetime
from foundation.verdict import Verdict
from teams import actions
from teams.forms import AnswerForm, EndForm
from teams.models import Membership, StaffDate
from teams.presenting import account_of, people_table, state_of
from teams.presenting.standing import date_rows, standing_of
from teams.rules import (
    answers,
    ends,
    may_answer,
    may_ask_password,
    may_change,
    may_end,
    may_record_dates,
    may_see_dates,
)
from teams.views.fetching import NAMES, asking, back_to, done, membership_or_absent
from teams.vocabulary import State, Verb

ANSWERING = ("Should they join?", "Save this answer")


@require_GET
@requires(Verb.SEE_MEMBERS)
def membership(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything about one membership, and what may be done about it."""
    found = membership_or_absent(request, pk)
    others = Membership.objects.visible_to(request.user).filter(team=found.team_id, user=found.user_id)
    rest = list(others.exclude(pk=found.pk).select_related(*NAMES).order_by("-asked_at", "-pk"))
    record(Look.TEAM_READ, shown=[found.pk, *(m.pk for m in rest)], teams=[found.team_id], page="teams:membership")
    context = {
        "membership": found,
        **_standing(request, found),
        "state": state_of(found),
        "account": account_of(found),
        "rest": people_table("Other times in this team", rest),
        "may_answer": may_answer(request.user, found),
        "may_change": may_change(request.user, found),
        "may_end": may_end(request.user, found),
        "may_ask_password": may_ask_password(request.user, found),
    }
    return render(request, "teams/membership.html", context)


def _standing(request: SignedInRequest, found: Membership) -> dict[str, Any]:
    """When it is to be confirmed again, for those who ask for and confirm memberships; and the dates of what the person
    was trained in, for them and the manager."""
    user, live = request.user, found.state == State.CURRENT and not found.is_over
    manages = any(user.has_perm(verb, found.team) for verb in (Verb.MANAGE_MEMBERS, Verb.CONFIRM_MEMBERS))
    dates = StaffDate.objects.visible_to(user).of(found) if may_see_dates(user, found) else None
    return {
        "standing": standing_of(user, [found])[0] if live and manages else None,
        "dates": None if dates is None else date_rows(dates),
        "may_record_dates": may_record_dates(user, found),
    }


def _or_absent(request: SignedInRequest, may: Verdict, might: Verdict) -> None:
    """Whoever had the form open while somebody else decided is told what they decided; for anybody else it is over.

    Raises:
        Http404: when it is not theirs, or was over already when they asked.
    """
    (might if request.method == "POST" else may).or_absent()


@require_http_methods(["GET", "POST"])
@requires(Verb.CONFIRM_MEMBERS)
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Confirm or decline a membership."""
    found = membership_or_absent(request, pk)
    _or_absent(request, may_answer(request.user, found), answers(request.user, found))
    record(Look.TEAM_READ, shown=[found.pk], teams=[found.team_id], page="teams:answer")
    form = AnswerForm(request.POST or None, membership=found)
    if request.method == "POST" and form.is_valid():
        said = {"membership": found, "confirm": form.cleaned_data["confirm"], "reason": form.cleaned_data["reason"]}
        if done(form, None, actions.answer, by=request.user, **said):
            return back_to(request, found.team, "Confirmed" if said["confirm"] else "Declined")
    return asking(request, found, form, "teams/answer.html", *ANSWERING, account=account_of(found))


@require_http_methods(["GET", "POST"])
@requires(Verb.SEE_MEMBERS)
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End a membership, at once or on a day to come."""
    found = membership_or_absent(request, pk)
    _or_absent(request, may_end(request.user, found), ends(request.user, found))
    record(Look.TEAM_READ, shown=[found.pk], teams=[found.team_id], page="teams:end")
    form = EndForm(request.POST or None, membership=found)
    if request.method == "POST" and form.is_valid():
        said = {"membership": found, "reason": form.cleaned_data["reason"], "at": form.at()}
        if done(form, None, actions.end, by=request.user, **said):
            return back_to(request, found.team, left(found, form.at()))
    return asking(request, found, form, "teams/end.html", "End this membership", "End this membership")


def left(found: Membership, at: datetime | None) -> str:
    """What is said when somebody's membership was ended, or is going to be."""
    if found.state != State.CURRENT:
        return "Ended"
    return f"{found.user} leaves the team on {gb_datetime(at)}" if at else f"{found.user} is no longer in the team"
