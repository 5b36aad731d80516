"""Writing the record: looks by ``record``, and the frame in which every change happens by ``@action``."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction

from audit.ledger import frame, note
from audit.vocabulary import Verb
from foundation.once import forget
from foundation.rowsecurity.calls import call_one, refusing

P = ParamSpec("P")
R = TypeVar("R")


class SilentAction(RuntimeError):
    """An action changed something and recorded nothing; it was rolled back."""


def action(act: Callable[P, R]) -> Callable[P, R]:
    """Make a function the only kind of place that writes: one transaction, at least one record, or nothing.

    Raises:
        SilentAction: when the function returns without having recorded anything.
    """

    @wraps(act)
    def recorded(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), frame(acting=True) as mine:
            result = act(*args, **kwargs)
            if not mine.count:
                raise SilentAction(f"{act.__module__}.{act.__name__} recorded nothing.")
            return result

    return recorded


def record(verb: Verb, *, shown: Iterable[UUID] = (), teams: Iterable[UUID] = (), page: str = "") -> UUID:
    """Write one access event in the transaction under way; the database sets who and when.

    Raises:
        django.db.Error: when the event cannot be written; whatever it would have covered must then not be shown.
    """
    event: UUID = call_one("gate.record_access", verb.value, list(shown), list(teams), page)
    note()
    return event


def done_by(function: str, *arguments: object, reasons: Mapping[str, str]) -> Any:
    """Have the one database function that may do it do something; it checks who asks and writes the record itself.

    ``reasons``: what the database refuses with, by error code, and how that reads to the person who asked.

    Raises:
        Refused: when the database refuses with one of the codes.
    """
    with refusing(reasons):
        made = call_one(function, *arguments)
    note()
    forget()
    return made
