"""manage.py make_keys: the key files that nothing has a default for."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.sealing.provider import make_key_file, make_secret_file
from pps_barnet.secrets import secrets_folder

CONTEXT_KEY_BYTES = 32


class Command(BaseCommand):
    """Makes each missing key with mode 0400, and leaves those that exist alone."""

    help = "Make the key files that are missing: django.key, context.key, sealing.key."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The kind of sealing key, and where it goes."""
        parser.add_argument("--demonstration", action="store_true", help="mark the sealing key as a demonstration's")
        parser.add_argument("--sealing-key", type=Path, help="where the sealing key goes, if not beside the others")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        if options["demonstration"] and settings.PRODUCTION:
            raise CommandError("This is production: a demonstration key would be refused. Leave --demonstration out.")
        folder = secrets_folder()
        made = {
            "django.key": make_secret_file(folder / "django.key", secrets.token_urlsafe(50)),
            "context.key": make_secret_file(folder / "context.key", secrets.token_hex(CONTEXT_KEY_BYTES)),
            "sealing.key": make_key_file(
                options["sealing_key"] or settings.SEALING_KEY_FILE, demonstration=options["demonstration"]
            ),
        }
        for name, new in made.items():
            self.stdout.write(f"{name}: {'made' if new else 'already there'}")
