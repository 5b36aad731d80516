"""What stays on a file because it was recorded while two were one, listed on the page that takes them apart by the apps
that know permissions and concerns.

``cases`` stands below them and may not know them: the app that assembles the service fills this place when it starts,
as it fills the place for what was agreed. With nothing here the page lists what ``cases`` knows itself.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from cases.models import Case
from teams.models import User


class Line(NamedTuple):
    """One thing in words, with its date, and where it stands."""

    words: str
    url: str


class Since(Protocol):
    """What one app has of a file from a moment on, as one person may see it."""

    shown: Sequence[Any]  # the rows that the page lists: they go on the record with it

    def lines(self) -> list[Line]:
        """The same for the page, once the file's keys are in hand."""


Make = Callable[[User, Case, datetime], Since]
_filled: list[Make] = []


def fill(*makers: Make) -> None:
    """Put the apps' accounts here; once, as the service is assembled."""
    _filled[:] = makers


def recorded_since(user: User, case: Case, moment: datetime) -> list[Since]:
    """Each app's account of what was recorded on a file since a moment."""
    return [make(user, case, moment) for make in _filled]
