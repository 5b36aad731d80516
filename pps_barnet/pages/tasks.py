"""The list of tasks, with those that are on no case: gaps in the rota, for whoever keeps it, and days and laws that
wait for a second person."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cases.views.tasks import tasks_page
from foundation.access import SignedInRequest, requires
from safeguarding.presenting.agreeing import asked_tasks
from safeguarding.presenting.rota import rota_tasks
from teams.vocabulary import Verb


@require_GET
@requires(Verb.WORK_CASES)
def tasks(request: SignedInRequest) -> HttpResponse:
    """What has to be done, the longest overdue first: one's own, a colleague's or everybody's."""
    on_no_case = [] if request.GET else rota_tasks(request.user) + asked_tasks(request.user)
    return tasks_page(request, rota_tasks=on_no_case)
