"""What somebody began to type and has not sent: shown again as it was, and never mistaken for an answer."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.crypto import salted_hmac

KEEP = "keep"  # the button: save, park, or the script's own word, typing
MARK = "draft"  # the hidden field: which draft a form goes on with, and how often that had been saved
SITTING, TURN = "sitting", "turn"  # the script's own: one opened page, and which of its saves this is
LONGEST_ADDRESS = 300
LONGEST_NUMBER = 9  # digits


class Unfinished(QueryDict):
    """Fields as they were left. A form bound to it shows them, reports no error, and is not valid."""

    @classmethod
    def of(cls, typed: dict[str, list[str]]) -> Self:
        """Fields with all their values, as ``foundation.sending.typed_into`` gives them."""
        made = cls("", mutable=True)
        for name, values in typed.items():
            made.setlist(name, values)
        return made


@dataclass(frozen=True)
class Mark:
    """Which draft a form goes on with, and how often that had been saved when the form was drawn.

    Signed for the person: an id that we did not give them says nothing, so nobody learns whether it is one.
    """

    draft: UUID
    saves: int
    signature: str

    @classmethod
    def of(cls, draft: UUID, saves: int, person: UUID) -> Self:
        """The mark of a form drawn for ``person``."""
        said = f"{draft}.{saves}.{person}"
        return cls(draft, saves, salted_hmac("foundation.unfinished", said, algorithm="sha256").hexdigest())

    @classmethod
    def read(cls, text: str, person: UUID) -> Self:
        """The mark in a form; one that is not ours, or not theirs, counts as none and is a new draft's."""
        draft, _, rest = text.partition(".")
        saves = rest.partition(".")[0]
        if _is_number(saves) and is_id(draft):
            made = cls.of(UUID(draft), int(saves), person)
            if hmac.compare_digest(str(made).encode(), text.encode()):
                return made
        return cls.of(uuid4(), 0, person)

    def __str__(self) -> str:
        return f"{self.draft}.{self.saves}.{self.signature}"


@dataclass(frozen=True)
class Keeping:
    """How a form that is being drawn is kept while it is filled in; ``began`` says that it was begun before."""

    mark: Mark
    began: datetime | None = None
    by: str = ""
    damaged: bool = False

    @property
    def discard_url(self) -> str:
        """Where the form is begun again."""
        return reverse("discard_draft", args=[self.mark.draft])


def is_id(text: str) -> bool:
    """Whether this is a UUID as we write them."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER


def number_of(text: str) -> int:
    """The number in a hidden field; anything else is 0."""
    return int(text) if _is_number(text) else 0


def showing(address: str, draft: UUID) -> str:
    """A form's address with one draft in it."""
    return f"{address}{'&' if '?' in address else '?'}{MARK}={draft}"


def address_of(request: HttpRequest) -> str:
    """The form's own address: its path and what else is asked, without which draft is shown in it."""
    query = request.GET.copy()
    query.pop(MARK, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
