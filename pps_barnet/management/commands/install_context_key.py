"""manage.py install_context_key: tell the database which signatures to believe. Run as the owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from foundation.rowsecurity.owner import install_context_key


class Command(BaseCommand):
    """Puts the padded context key into the vault, where only ``gate.actor_id`` reads it."""

    help = "Store the context key for the database (as the owner: DATABASE_URL=$DATABASE_OWNER_URL)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Insert or replace the key under its number."""
        install_context_key(settings.CONTEXT_KEY_NUMBER, settings.CONTEXT_KEY)
        self.stdout.write("The database knows the context key.")
