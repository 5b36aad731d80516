"""manage.py import_schools FILE: the register of schools, from the official file."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.importing import Bad, Loaded, RegisterFile, UnreadableFile, load
from cases.models import Setting
from foundation.rowsecurity.owner import as_owner

PROGRESS = 5000  # rows


class Command(BaseCommand):
    """Loads what can be loaded, says which lines cannot and why, and changes nothing when run again."""

    help = "Load the register of schools from ‘All establishment data’ of Get information about schools (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, metavar="FILE", help="edubasealldata….csv, as it is published")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file in one transaction, and sum up."""
        self.bad, loaded = 0, Loaded()
        try:
            file = RegisterFile(options["file"])
            self.stdout.write(f"{file.path} is in {file.encoding}.")
            with as_owner(), transaction.atomic():
                load(self._good(file), loaded)
        except UnreadableFile as problem:
            raise CommandError(str(problem)) from problem
        told = f"{loaded.new:,} new, {loaded.changed:,} changed, {loaded.same:,} as before, {self.bad:,} not loaded."
        self.stdout.write(f"{loaded.all + self.bad:,} rows: {told}")

    def _good(self, file: RegisterFile) -> Iterator[Setting]:
        """The rows that can be loaded; the others are reported as they come."""
        for count, row in enumerate(file.rows(), start=1):
            if count % PROGRESS == 0:
                self.stdout.write(f"{count:,} rows read …")
            if isinstance(row, Bad):
                self.bad += 1
                self.stderr.write(f"Line {row.line}: {row.reason}.")
            else:
                yield row
