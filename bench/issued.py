"""The SQL that the product issues, taken down once and run again by psycopg2 alone as ``pps_app``."""

from contextlib import nullcontext, suppress
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg2.errors
from django.db import connection

from foundation.rowsecurity.backend.base import TELL
from foundation.rowsecurity.context import signed_context
from foundation.rowsecurity.prepared import preparation

Statement = tuple[str, Any]


def taken_down(asked: Any) -> list[Statement]:
    """The statements that the product's way sends, in order, without what begins and ends the transaction."""
    sent: list[Statement] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        sent.append((sql, values))
        return execute(sql, values, many, context)

    for warm in (True, False):
        asked.before()
        sent.clear()
        with nullcontext() if warm else connection.execute_wrapper(note):
            asked.run()
    return sent


class Replay:
    """One plain connection of the web's login, on which statements run under the person's signed context."""

    def __init__(self, app: Any, person: UUID) -> None:
        """Take a connection of ``pps_app`` that is outside any transaction."""
        app.autocommit = True
        self.app, self.person, self.cursor = app, person, app.cursor()

    def keep_plans(self, statements: list[Statement]) -> None:
        """Let this connection keep the plans that the product's own connection keeps of these statements."""
        sent = {statement for statement, _ in statements}
        kept: dict[str, str] = connection.kept_plans  # type: ignore[attr-defined]  # our backend's
        for words, execution in kept.items():
            if execution in sent:
                with suppress(psycopg2.errors.DuplicatePreparedStatement):  # another person's measure was first
                    self.cursor.execute(preparation(words, execution))

    def begin(self) -> None:
        """Begin a transaction and tell the database who asks, as the product's backend does."""
        context = signed_context(self.person, self.app.info.backend_pid)
        self.cursor.execute("BEGIN; " + TELL, [context, ""])

    def send(self, statements: list[Statement]) -> list[list[tuple[Any, ...]]]:
        """Run the statements and fetch what each returns."""
        found = []
        for statement, values in statements:
            self.cursor.execute(statement, values)
            found.append(self.cursor.fetchall())
        return found

    def end(self) -> None:
        """End the transaction."""
        self.cursor.execute("COMMIT")

    def whole(self, statements: list[Statement]) -> list[list[tuple[Any, ...]]]:
        """A whole transaction, its context included."""
        self.begin()
        found = self.send(statements)
        self.end()
        return found


def database_time(asked: Any, rounds: int = 60) -> float:
    """The median of what the product's way spends waiting for the database, in milliseconds; rounds of their own."""
    spent: list[float] = []

    def timed(execute: Any, *values: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*values)
        finally:
            spent[-1] += (perf_counter() - began) * 1000

    for _ in range(rounds):
        asked.before()
        spent.append(0.0)
        with connection.execute_wrapper(timed):
            asked.run()
    return median(spent)
