"""What a family has agreed to, shown on its case's page by the app that knows permissions.

``cases`` stands below it and may not know it: the app that assembles the service fills this place when it starts, as it
fills the place for what was told in a contact. With nothing here the page is what it was.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from cases.views.fetching import OpenCase


class Agreed(Protocol):
    """What was decided in one case."""

    shown: Sequence[Any]  # the rows whose texts the page shows: they go on the record with it

    def panel(self) -> dict[str, Any]:
        """The same for the page, once the case's keys are in hand."""


_filled: list[Callable[[OpenCase], Agreed]] = []


def fill(make: Callable[[OpenCase], Agreed]) -> None:
    """Put an app's account of a case here; once, as the service is assembled."""
    _filled[:] = [make]


def agreed_in(found: OpenCase) -> Agreed | None:
    """What was decided in a case; None where nobody is named, and so nobody can agree."""
    return _filled[0](found) if _filled and not found.case.is_anonymous else None
