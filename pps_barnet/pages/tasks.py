"""The list of tasks, with those that are on no case: gaps in the rota, for whoever keeps it."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cases.views.tasks import tasks_page
from foundation.access import SignedInRequest, requires
from safeguarding.presenting.rota import rota_tasks
from teams.vocabulary import Verb


@require_GET
@requires(Verb.WORK_CASES)
def tasks(request: SignedInRequest) -> HttpResponse:
    """What has to be done, the longest overdue first: one's own, a colleague's or everybody's."""
    return tasks_page(request, rota_tasks=[] if request.GET else rota_tasks(request.user))
