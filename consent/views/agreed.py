"""What a family has agreed to, on the page of its case: in force first, and taken back from there in two presses."""

from collections.abc import Sequence
from typing import Any

from cases.disclosure import Permission
from cases.views.fetching import OpenCase
from consent.actions import decisions_of
from consent.models import Consent
from consent.presenting import names_of
from consent.presenting.permission import line_of
from consent.rules import Decisions

# What the page shows, in this order.
ORDER = (Permission.VALID, Permission.AHEAD, Permission.CHALLENGED, Permission.REFUSED, Permission.EXPIRED)
MOST = 8  # lines on the page of a case; the rest stands under Permission


class AgreedInCase:
    """The decisions of one case, read once; a case in which nobody was asked costs one question."""

    shown: Sequence[Any]

    def __init__(self, found: OpenCase) -> None:
        self.found = found
        self.among = decisions_of(found.case) if Consent.objects.filter(case=found.case).exists() else None
        self.shown = self.among.all if self.among else []

    def panel(self) -> dict[str, Any]:
        """A line for each decision that still says something, and how many stand under Permission alone."""
        lines = in_short(self.among, names_of(self.found.people)) if self.among else []
        return {"lines": lines[:MOST], "more": max(len(lines) - MOST, 0)}


def in_short(among: Decisions, names: dict[Any, str]) -> list[dict[str, Any]]:
    """What is in force, what begins on a later day, is disputed, was refused or ran out without being renewed."""
    asked = [each for each in among.all if each.answers_id is None and not among.is_replaced(each)]
    stands = [(among.stands(each), each) for each in asked]
    wanted = [(state, each) for state, each in stands if state in ORDER]
    wanted.sort(key=lambda pair: ORDER.index(pair[0]))
    return [line_of(each, state, names) for state, each in wanted]
