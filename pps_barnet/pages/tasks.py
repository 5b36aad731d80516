"""The list of tasks, with those that are no rows of their own: what concerns ask, gaps in the rota for whoever keeps
it, and days and laws that wait for a second person."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cases.views.tasks import tasks_page
from foundation import clock
from foundation.access import SignedInRequest, requires
from safeguarding.actions.telling import AHEAD
from safeguarding.models import CalendarDay, LawDate, RotaSlot, waiting_for
from safeguarding.presenting.agreeing import asked_tasks
from safeguarding.presenting.rota import rota_tasks
from safeguarding.presenting.waiting import concern_tasks, shown_by
from teams.visibility import team_ids
from teams.vocabulary import Verb


def waiting_tasks(user: Any) -> list[dict[str, Any]]:
    """The tasks that are no rows of their own, the most pressing first."""
    now = clock.now()
    rotas = RotaSlot.objects.of_each_rota(team_ids(user, Verb.APPROVE_REFERRALS), now, now + AHEAD)
    asked = [row for model in (CalendarDay, LawDate) for row in model.objects.waiting_for(user)]
    return concern_tasks(waiting_for(user)) + rota_tasks(rotas) + asked_tasks(asked)


@require_GET
@requires(Verb.WORK_CASES)
def tasks(request: SignedInRequest) -> HttpResponse:
    """What has to be done, the longest overdue first: one's own, a colleague's or everybody's."""
    waiting = [] if request.GET else waiting_tasks(request.user)
    return tasks_page(request, shown=shown_by(waiting), rota_tasks=waiting)
