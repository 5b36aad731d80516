"""Django's own ``migrate``, with Python's garbage collector told to look seldom.

For each step of our history Django makes the classes of some forty models anew, twenty-five thousand in all. Looking
for garbage among them again and again takes a quarter of the time of a first start, and finds little.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate

SELDOM = (50_000, 20, 100)  # 300 MB at most; never looking at all takes much more


class Command(migrate.Command):
    """Makes or changes tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates as Django does."""
        with collecting_seldom():
            super().handle(*args, **options)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """What is there already is not looked at; afterwards everything is as it was."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
