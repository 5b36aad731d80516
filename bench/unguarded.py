"""A second connection for the rival: the superuser's, so that no row policy stands in its way."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import connections

from bench.stage import address

ALIAS = "unguarded"
_using: ContextVar[bool] = ContextVar("unguarded", default=False)


class Router:
    """Sends every query of a block to the superuser's connection."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """The superuser's inside ``unguarded``, otherwise the default."""
        return ALIAS if _using.get() else None


def add_connection(name: str) -> None:
    """Let Django know the superuser's connection to one database."""
    url = urlsplit(address("PPS_TEST_ADMIN_URL", name))
    if ALIAS in connections.databases:
        connections[ALIAS].close()
        del connections[ALIAS]
    mine = connections.databases["default"] | {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
    }
    connections.databases[ALIAS] = mine


@contextmanager
def unguarded() -> Iterator[None]:
    """Ask as the superuser, whom no policy binds."""
    token = _using.set(True)
    try:
        yield
    finally:
        _using.reset(token)
