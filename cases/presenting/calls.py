"""Somebody who may be calling, as they are offered to whoever takes the call."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cases.models import Case
from cases.searching import Hit
from cases.vocabulary import Status


@dataclass(frozen=True)
class Caller:
    """Somebody's case, their name, what tells them apart from others of that name, and whether confidentiality has
    still to be explained to them (R-C1-1)."""

    case: UUID
    name: str
    note: str
    explain: bool = False


def caller_of(case: Case, name: str, *, explain: bool, hits: Iterable[Hit] = ()) -> Caller:
    """A case as one to choose; ``hits`` are those in it who were found by a search, if that was how."""
    others = [hit.name for hit in hits if hit.name != name]
    parts = [case.readable_reference, "" if case.status == Status.OPEN else case.get_status_display().lower()]
    parts.append(f"{' and '.join(others)} in this case" if others else "")
    return Caller(case.pk, name, ", ".join(filter(None, parts)), explain)
