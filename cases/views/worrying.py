"""What becomes of a worry about a colleague that a call left: a concern, raised in the save of the call.

``cases`` stands below the app of concerns and may not know it: the app that assembles the service fills this place when
it starts, as it does the one beside it for what was told outside.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from cases.forms import AboutColleague, ContactForm
from cases.models import Contact
from foundation.access import SignedInRequest
from teams.models import Team, User
from teams.vocabulary import Role


class Concerns(Protocol):
    """Raises a concern that its colleague never learns of."""

    urgencies: Sequence[tuple[str, str]]

    def raise_apart(self, *, by: User, contact: Contact, about: AboutColleague) -> str:
        """Raise it in the transaction that writes the contact; the address of its page.

        Raises:
            Refused: when the person may not raise one.
        """


_filled: list[Concerns] = []


def fill(concerns: Concerns) -> None:
    """Put the app's part here; once, as the service is assembled."""
    _filled[:] = [concerns]


def ask_about_colleagues(request: SignedInRequest, form: ContactForm, teams: Iterable[Team]) -> None:
    """Offer everybody whom it could be about: each member of the teams but the person themself."""
    colleagues = User.objects.with_role(teams, *Role).exclude(pk=request.user.pk)
    form.ask_about_colleagues(colleagues, _filled[0].urgencies if _filled else ())


class Apart:
    """Raises the concern once its contact is written, and says where that leads."""

    url = ""

    def __init__(self, by: User, about: AboutColleague) -> None:
        self.by, self.about = by, about

    def __call__(self, contact: Contact) -> None:
        """Raise it: with the contact, or neither."""
        self.url = _filled[0].raise_apart(by=self.by, contact=contact, about=self.about)


def apart_from(form: ContactForm, request: SignedInRequest) -> Apart | None:
    """What is to be raised beside the contact that was typed, if it worried about a colleague."""
    about = form.about_colleague
    return Apart(request.user, about) if about else None
