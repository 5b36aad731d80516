"""What a sealed value or a code reads as; one that does not open says so in its place."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Model

from cases.models import Code, Recipient
from cases.models.person import SEALED_DATES
from cases.vocabulary import CodeList
from foundation import clock
from foundation.sealing.envelope import CannotOpen
from foundation.sealing.fields import Sealed
from teams.models import User

UNREADABLE = "This cannot be opened. Tell your manager: the record is damaged or its key is missing."


def text_of(value: Sealed | None) -> str:
    """The text of a sealed value, or a plain sentence when it does not open."""
    if value is None:
        return ""
    try:
        return value.reveal()
    except CannotOpen:
        return UNREADABLE


def person_of(recipient: Recipient) -> str:
    """The person that somebody outside is, if they are one: by their account, or by the name that was written down."""
    if recipient.account_id is None:
        return text_of(recipient.person_name)
    User.objects.fill_in([recipient], "account")
    return str(recipient.account)


def name_accounts(recipients: Iterable[Recipient]) -> None:
    """Read at once who they are, of whom many are named on one page."""
    User.objects.fill_in(recipients, "account")


def time_words(minutes: int) -> str:
    """How long something took, as people say it."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{n} {what}{'' if n == 1 else 's'}" for n, what in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "None recorded"


@lru_cache(maxsize=4)
def _labels(day: date) -> dict[tuple[str, str], str]:
    return dict(Code.objects.labels())


def label_of(which: CodeList, code: str) -> str:
    """What a code means, ended ones included; nothing for no code."""
    return code and _labels(clock.today()).get((which, code), code)


def readable_of(row: Model, name: str) -> Any:
    """What a field holds, opened, with nothing for what does not open; a date that is sealed as a date."""
    value = getattr(row, name)
    if not isinstance(value, Sealed):
        return value
    try:
        text = value.reveal()
        return date.fromisoformat(text) if name in SEALED_DATES else text
    except (CannotOpen, ValueError):
        return None
