"""Calling the definer functions of schema ``gate``: the one place where Python spells SQL at run time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.models import DateTimeField, Func

from foundation.verdict import Refused

NOT_SO = "23514"  # what our triggers and functions refuse with when a rule says no


class GateClock(Func):
    """Now, by the database's one clock (``gate.clock``), for conditions that the row policies repeat."""

    function = "gate.clock"
    output_field = DateTimeField()


NAME = re.compile(r"^gate\.[a-z_]+$")


def call(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """Call a ``gate`` function and return its rows, in the order in which it gives them.

    Raises:
        ValueError: when ``function`` is not a plain name in schema ``gate``.
        django.db.Error: whatever the function refuses with.
    """
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        sql = f"SELECT * FROM {named(function)}({places}) WITH ORDINALITY ORDER BY ordinality"
        cursor.execute(sql, as_sent(arguments))
        return [row[:-1] for row in cursor.fetchall()]


def named(function: str) -> str:
    """The function's name, to stand in a statement.

    Raises:
        ValueError: when it is not a plain name in schema ``gate``.
    """
    if not NAME.match(function):
        raise ValueError(f"Not a gate function: {function}")
    return function


def call_one(function: str, *arguments: Any) -> Any:
    """Call a ``gate`` function and return the first column of its first row, or None when there is none."""
    rows = call(function, *arguments)
    return rows[0][0] if rows else None


@contextmanager
def refusing(reasons: Mapping[str, str]) -> Iterator[None]:
    """Take back what the database refuses, and say why. ``reasons``: its error codes, and how each reads to the person
    who asked.

    Raises:
        Refused: when the database refuses with one of the codes.
    """
    try:
        with transaction.atomic():
            yield
    except Error as error:
        reason = reasons.get(getattr(error.__cause__, "pgcode", ""))
        if reason is None:
            raise
        raise Refused(reason) from error


def as_sent(values: Sequence[Any]) -> list[Any]:
    """Values for one statement, with ids by the list as one text: the driver would write an expression for each id, and
    the server would work each of them out."""
    return [_as_array(value) if isinstance(value, list) else value for value in values]


def _as_array(values: list[Any]) -> Any:
    if not all(isinstance(value, UUID) for value in values):
        return values
    return f"{{{','.join([value.hex for value in values])}}}"  # without hyphens, which take longer to write
