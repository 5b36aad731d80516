"""What only the owner's login may do, outside migrations."""

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
