"""manage.py keep_house: what the worker does every hour, now."""

from typing import Any

from django.core.management.base import BaseCommand

from pps_barnet.housekeeping import book_next, keep_house


class Command(BaseCommand):
    """Keeps house once, and books the worker's next time."""

    help = "Make the record's partitions ahead and remove what is past its time; the worker does this every hour."

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep house and say what was done."""
        for what, number in keep_house().items():
            self.stdout.write(f"{what}: {number}")
        book_next()
