"""Django's PostgreSQL backend, which tells the database who asks whenever an outermost transaction begins."""

from django.db.backends.postgresql import base

from foundation.rowsecurity.context import asking, signed_context


class DatabaseWrapper(base.DatabaseWrapper):
    """Every outermost transaction (view, command, task, shell) starts with the signed context of its actor.

    Outside a transaction nothing is told, so a stray query sees nothing: the gate fails closed.
    """

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # untyped in django-stubs
        if not autocommit:
            self.tell_who_asks()

    def tell_who_asks(self) -> None:
        """Set the context for this transaction only, so that a pooled connection carries nothing over."""
        who = asking.get()
        with self.connection.cursor() as cursor:
            context = ""
            if who.actor is not None:
                # Asked inside the transaction: behind a pooler the driver knows the pooler's process, not the server's.
                cursor.execute("SELECT pg_backend_pid()")
                context = signed_context(who.actor, cursor.fetchone()[0])
            cursor.execute(
                "SELECT set_config('gate.context', %s, true), set_config('gate.address', %s, true)",
                [context, who.address],
            )
