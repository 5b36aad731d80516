"""manage.py worker: the one process that works outside requests."""

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from pps_barnet.housekeeping import book_next, keep_house


class Command(DatabaseWorker):
    """The database queue's worker, which first keeps house and sees to it that the periodic tasks are booked."""

    help = "Work outside requests; several may run."

    def handle(self, **options: Any) -> None:
        """Keep house once, book the next time, then work until stopped."""
        keep_house()
        book_next()
        super().handle(**options)
