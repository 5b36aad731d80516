"""Django's PostgreSQL backend, which tells the database who asks whenever an outermost transaction begins."""

from contextlib import suppress
from select import select
from typing import Any

from django.db import Error
from django.db.backends.postgresql import base

from foundation.rowsecurity.context import asking, signed_context

# One plan for every value: planning afresh each time costs more than running the page's statements.
TELL = (
    "SELECT set_config('gate.context', %s, true), set_config('gate.address', %s, true),"
    " set_config('plan_cache_mode', 'force_generic_plan', true), pg_backend_pid()"
)
# Said each time, whatever the connection's default has become: who may see is read anew by every statement.
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "


class DatabaseWrapper(base.DatabaseWrapper):
    """Every outermost transaction (view, command, task, shell) starts with the signed context of its actor.

    Outside a transaction nothing is told, so a stray query sees nothing: the gate fails closed. The driver stays in
    its autocommit mode and BEGIN is ours to send, so that beginning and telling are one round trip.
    """

    server_process = 0  # which process of the server answered last; behind a pooler it may be another one next time
    kept_plans: dict[str, str]  # by the words of a statement, what runs its plan: see foundation.rowsecurity.prepared

    def _set_autocommit(self, autocommit: bool) -> None:
        if autocommit:
            super()._set_autocommit(True)  # type: ignore[misc]  # untyped in django-stubs
            return
        with self.wrap_database_errors:
            self.server_process = self.server_process or self.connection.info.backend_pid
            try:
                self.tell_who_asks(beginning=BEGIN)
            except BaseException:
                with suppress(Error, self.Database.Error):
                    self._say("ROLLBACK")  # Django holds that nothing began
                raise

    def tell_who_asks(self, *, beginning: str = "") -> None:
        """Set the context for this transaction only, so that a pooled connection carries nothing over."""
        who = asking.get()
        with self.connection.cursor() as cursor:
            told = self.server_process
            context = signed_context(who.actor, told) if who.actor is not None else ""
            cursor.execute(beginning + TELL, [context, who.address])
            (*_, self.server_process) = cursor.fetchone()
        if context and self.server_process != told:
            # A pooler gave this transaction another process than the last; it keeps this one until it ends.
            self.tell_who_asks()

    def _commit(self) -> None:
        with self.wrap_database_errors:
            self._say("COMMIT")

    def _rollback(self) -> None:
        with self.wrap_database_errors:
            self._say("ROLLBACK")

    def _say(self, word: str) -> None:
        if self.connection is not None:
            with self.connection.cursor() as cursor:
                cursor.execute(word)

    def is_usable(self) -> bool:
        """Whether the server still listens: one that has gone has said so, and only then is it worth asking."""
        try:
            said_something, *_ = select([self.connection], [], [], 0)
        except self.Database.Error:  # it was shut on our side
            return False
        return not said_something or super().is_usable()

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection whose server process is not known yet, and which keeps no plan."""
        self.server_process, self.kept_plans = 0, {}
        return super().get_new_connection(conn_params)
