"""manage.py generate_docs: write docs/generated/ from the code, or check that it is fresh."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pps_barnet.generated import DOCUMENTS


class Command(BaseCommand):
    """Writes each document; with --check, fails when one differs from what the code says."""

    help = "Write docs/generated/ from the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to check only."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        folder = settings.BASE_DIR / "docs" / "generated"
        stale = []
        for name, write in DOCUMENTS.items():
            path, text = folder / name, write()
            if not path.exists() or path.read_text() != text:
                stale.append(name)
                if not options["check"]:
                    folder.mkdir(parents=True, exist_ok=True)
                    path.write_text(text)
        if stale and options["check"]:
            raise CommandError(f"Stale: {', '.join(stale)}. Run: manage.py generate_docs")
        self.stdout.write(f"{len(stale)} written, {len(DOCUMENTS) - len(stale)} fresh")
