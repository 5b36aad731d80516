"""manage.py seed_demo: the cast and their invented families."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pps_barnet.demonstration.seed import seed


class Command(BaseCommand):
    """Builds the demonstration; a second run changes nothing."""

    help = "Make the demonstration's people and families (needs DATABASE_OWNER_URL; never in production)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, unless this is production."""
        if settings.PRODUCTION:
            raise CommandError("This is production: invented people do not belong here.")
        self.stdout.write(f"{len(seed())} people of the demonstration are ready.")
