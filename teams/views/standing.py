"""Who is still rightly in the team, and the dates of what each was trained in and agreed to."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from audit.actions import record
from audit.vocabulary import Verb as Look
from foundation.access import SignedInRequest, requires
from teams import actions
from teams.forms import RecertifyForm, StaffDatesForm
from teams.models import Membership, StaffDate
from teams.presenting.standing import standing_of
from teams.rules import may_record_dates
from teams.views.fetching import NAMES, asking, back_to, done, membership_or_absent, team_or_absent
from teams.vocabulary import Verb


@require_http_methods(["GET", "POST"])
@requires(Verb.SEE_MEMBERS, keeps=False)
def recertify(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everybody in the team, to be ticked when they are still rightly there; those due first."""
    found = team_or_absent(request, pk)
    rows = Membership.objects.visible_to(request.user).now().filter(team=found).select_related(*NAMES)
    standing = standing_of(request.user, list(rows))
    mine = [each for each in standing if each.may_confirm]
    if not mine:
        raise Http404
    record(Look.TEAM_READ, shown=[each.membership.pk for each in standing], teams=[found.pk], page="teams:recertify")
    form = RecertifyForm(request.POST or None, standing=mine)
    if request.method == "POST" and form.is_valid():
        said = {"memberships": form.chosen()}
        if done(form, "right", actions.recertify, by=request.user, **said):
            return back_to(request, found, "Confirmed")
    others = [each for each in standing if not each.may_confirm]
    drawn = ("teams/recertify.html", "Who is still rightly in the team?", "Confirm those ticked")
    return asking(request, found, form, *drawn, others=others)


@require_http_methods(["GET", "POST"])
@requires(Verb.CONFIRM_MEMBERS)
def dates(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down a colleague's dates."""
    found = membership_or_absent(request, pk)
    may_record_dates(request.user, found).or_absent()
    record(Look.TEAM_READ, shown=[found.pk, found.user_id], teams=[found.team_id], page="teams:dates")
    before = StaffDate.objects.visible_to(request.user).of(found)
    form = StaffDatesForm(request.POST or None, initial=before, changing=found)
    if request.method == "POST" and form.is_valid():
        changed = form.changed(before)
        if not changed:
            messages.success(request, "Nothing was changed")
            return redirect(found)
        if done(
            form, None, actions.record_dates, by=request.user, membership=found, dates=changed, seen=form.seen(changed)
        ):
            return back_to(request, found, "Saved")
    return asking(request, found, form, "teams/dates.html", "Agreement, checks and training", "Save")
