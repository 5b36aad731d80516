"""Work outside requests: what has to be done whether or not anybody is looking. Each task may run twice harmlessly.

The worker keeps the periodic task going by itself: each run first books the next one, and a worker that starts books
one if none is waiting. Nobody is signed in here, so nothing about a family can be read.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from foundation import clock
from foundation.rowsecurity.calls import call_one
from foundation.rowsecurity.context import WORKER, acting_as
from safeguarding.actions.telling import end_waiting, tell_of_what_is_late
from teams.post import send_waiting

EVERY = timedelta(hours=1)
KEPT = timedelta(days=7)  # results of finished tasks
logger = logging.getLogger(__name__)


def keep_house() -> dict[str, int]:
    """Make the record's partitions a year ahead, close memberships whose time is over, give what is left of the work to
    managers who have begun, compare the figures kept of cases with the cases, end waits whose time is up, tell what is
    late of a concern to whoever answers for it, send e-mail that waits, and remove sessions, searches, marks of forms
    and task results past their time.

    Returns:
        How many of each were made or removed.
    """
    old = DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEPT)
    with acting_as(WORKER), transaction.atomic():  # who asks is told as a transaction begins
        closed = call_one("gate.close_past_memberships")
        left = call_one("gate.hand_over_what_waits")
        mended = call_one("gate.mend_caseload")
    if mended:
        logger.error("%d of the figures kept of cases was wrong, and is mended. Find out who wrote past them.", mended)
    return {
        "memberships closed": closed,
        "pieces of work left to a manager": left,
        "figures mended": mended,
        "concerns that were waited for long enough": end_waiting(),
        "notices given": tell_of_what_is_late(),
        "e-mails sent": send_waiting(),
        "partitions made": call_one("gate.keep_partitions_ahead"),
        "sessions removed": call_one("gate.purge_sessions"),
        "searches removed": call_one("gate.purge_searches"),
        "marks of sent forms removed": call_one("gate.purge_forms"),
        "task results removed": old.delete()[0],
    }


@task()
def keep_house_hourly() -> dict[str, int]:
    """Book the next time, then keep house: a failure now must not be the last run."""
    book_next()
    return keep_house()


def book_next() -> None:
    """Book the next run, unless one is waiting already."""
    waiting = DBTaskResult.objects.filter(task_path=keep_house_hourly.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        keep_house_hourly.using(run_after=clock.now() + EVERY).enqueue()
