"""What only the owner's login may do, outside migrations."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from foundation.rowsecurity.context import padded_keys


def install_context_key(number: int, key: bytes) -> None:
    """Store the key that contexts are signed with, so that the database can verify them."""
    inner, outer = padded_keys(key)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault.context_key (number, inner_pad, outer_pad) VALUES (%s, %s, %s) "
            "ON CONFLICT (number) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
            [number, inner, outer],
        )


@contextmanager
def as_owner() -> Iterator[None]:
    """Sign in as the owner for the block: for commands on the server, never for the web.

    Raises:
        ImproperlyConfigured: when DATABASE_OWNER_URL is not set.
    """
    address = os.environ.get("DATABASE_OWNER_URL")
    if not address:
        raise ImproperlyConfigured("This is done as the database's owner: set DATABASE_OWNER_URL.")
    url, mine = urlsplit(address), connection.settings_dict
    before = {name: mine[name] for name in ("USER", "PASSWORD")}
    connection.close()
    mine.update(USER=unquote(url.username or ""), PASSWORD=unquote(url.password or ""))
    try:
        yield
    finally:
        connection.close()
        mine.update(before)
