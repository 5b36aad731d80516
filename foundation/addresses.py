"""Addresses that every page asks for by the dozen, worked out once: they come out the same each time."""

from functools import cache
from uuid import UUID

from django.urls import reverse

NOBODY = UUID(int=0)


@cache
def place(name: str) -> str:
    """The address of a page that needs no id."""
    return reverse(name)


def page_of(name: str, pk: UUID) -> str:
    """The address of one thing's own page."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[NOBODY]).partition(str(NOBODY))
    return before, after
