"""How families reach the service: what stands on everything that they keep."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from audit.actions import record
from audit.vocabulary import Verb as Look
from foundation.access import SignedInRequest, requires
from teams import actions
from teams.forms.reaching import ReachingForm
from teams.models import User, WayToUs
from teams.presenting.reaching import earlier_of
from teams.rules import may_say_how_to_reach
from teams.views.fetching import asking, back_to, done, team_or_absent
from teams.vocabulary import Verb


@require_http_methods(["GET", "POST"])
@requires(Verb.SEE_MEMBERS)
def reaching(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say how families reach the service, and see what was said before."""
    team = team_or_absent(request, pk)
    may_say_how_to_reach(request.user, team).or_absent()
    record(Look.TEAM_READ, teams=[team.pk], page="teams:reaching")
    versions = list(WayToUs.objects.filter(service=team.service).order_by("-version", "pk"))
    User.objects.fill_in(versions, "written_by")
    last = versions[0] if versions else None
    begins = last.said() if last else {"name": team.service}
    form = ReachingForm(
        request.POST or None, initial=begins, kept=last.said() if last else {}, changing=team, last=last
    )
    if request.method == "POST" and form.is_valid():
        said = {"team": team, "said": form.said(), "seen": last.version if last else 0}
        if done(form, None, actions.say_how_to_reach, by=request.user, **said):
            return back_to(request, team, "How families reach you is saved")
    more = {"earlier": earlier_of(team, versions), "service": team.service}
    return asking(request, team, form, "teams/reaching.html", "How families reach you", "Save", **more)
