"""What a view needs of the person who asks; a view that declares nothing stops the start-up checks.

``@requires("see_cases")`` lets in people who hold that verb on some team; which rows they then see is the business of
``visible_to`` and of the database. The request transaction (``teams.middleware``) enforces what is declared here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """A request whose view declared that somebody is signed in."""

    user: Any


@dataclass(frozen=True, slots=True)
class Need:
    """What one view declared.

    ``verb`` empty: anybody signed in. ``anyone``: signed in or not. ``shows_records``: a successful answer must have
    committed an access event (promise 3). ``keeps``: what is typed into its form is kept until it is sent (promise 9).
    ``unaided``: the page stands without a session and without the database, whoever asks. ``kept_from``: the question
    whose answer is a colleague who must never learn of what is written here (an allegation against them). ``second``:
    the part of the address, or the question, that names a second file.
    """

    verb: str = ""
    anyone: bool = False
    shows_records: bool = True
    keeps: bool = True
    unaided: bool = False
    kept_from: str = ""
    second: str = ""

    def met_by(self, person: Any) -> bool:
        """Whether this person may call the view at all: signed in, and holding the verb on some team, in force now."""
        if self.anyone:
            return True
        return bool(person.is_authenticated) and (not self.verb or person.holds(self.verb))


def requires(
    verb: str = "",
    *,
    anyone: bool = False,
    shows_records: bool = True,
    keeps: bool = True,
    unaided: bool = False,
    kept_from: str = "",
    second: str = "",
) -> Callable[[View], View]:
    """Declare what a view needs. ``shows_records=False``: the page shows nothing about a family or a colleague.
    ``keeps=False``: what is typed there is a secret, or nothing that would be missed. ``unaided=True``, for whoever
    asks alone: nothing of the request is looked up, so that the page is there when nothing else is. ``kept_from`` names
    the question that says which colleague never learns of what is begun here, ``second`` what names another file: what
    is begun is for those alone who see both."""

    def declare(view: View) -> View:
        shows, kept = shows_records and not anyone, keeps and not anyone
        view.need = Need(verb, anyone, shows, kept, unaided and anyone, kept_from, second)  # type: ignore[attr-defined]
        return view

    return declare


def need_of(view: Callable[..., Any]) -> Need | None:
    """What a view declared, or None when it declared nothing."""
    found: Need | None = getattr(view, "need", None)
    return found
