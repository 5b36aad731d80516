"""What was told about a family, asked in the form of a contact by the app that knows permissions.

``cases`` stands below it and may not know it: the app that assembles the service fills this place when it starts, and
the form of a contact asks whatever stands here. With nothing here it asks what it always did.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from cases.forms import ContactForm
from cases.views.fetching import OpenCase
from teams.models import User


class Outside(Protocol):
    """The questions about one contact of one case, and what is written down of their answers."""

    panels: Sequence[Any]  # before you call: what may be said to whom

    def beginning(self, to: str) -> dict[str, Any]:
        """The answers that are known before the form is opened, when it is for telling somebody: nothing that has to be
        judged, and nothing at all when nothing may be told to them."""

    def extend(self, form: ContactForm) -> None:
        """Ask more in the form, before it is checked."""

    def write(self, *, by: User, form: ContactForm) -> None:
        """Write down what the answers say has left, in the transaction that writes the contact.

        Raises:
            Refused: when it was not permitted; with the reason.
        """


_filled: list[Callable[[OpenCase], Outside]] = []


def fill(make: Callable[[OpenCase], Outside]) -> None:
    """Put an app's questions here; once, as the service is assembled."""
    _filled[:] = [make]


def asked_of(found: OpenCase) -> Outside | None:
    """The questions about a case, or None where nobody is named and so nothing can be told."""
    return _filled[0](found) if _filled and not found.case.is_anonymous else None
