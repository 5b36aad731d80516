"""Who is asking, told to the database with a signature at the start of every transaction.

A plain setting could be rewritten by whoever manages to inject SQL. This one carries an HMAC over key number, person,
backend process and expiry, which a definer function checks: forged, expired and borrowed contexts raise, and no context
means no rows (design §4).
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import InternalError, connection

# Longer than any request may take; a leaked context is useless afterwards, and at once on any other connection.
LIFETIME_SECONDS = 300
# In whose name work outside requests is done. Nobody can sign in as it, and only the functions made for it let it in.
WORKER = UUID("5e7a11c6-0a3d-4c8e-9d5b-2f60b1a4c001")
BLOCK = 64  # bytes in a SHA-256 block: HMAC's padding length


@dataclass(frozen=True, slots=True)
class Asking:
    """The person on whose behalf the database is asked, and the address the request came from."""

    actor: UUID | None = None
    address: str = ""


NOBODY = Asking()
asking: ContextVar[Asking] = ContextVar("asking", default=NOBODY)


def current_actor() -> UUID | None:
    """The person on whose behalf this code runs, or None: nobody, who sees nothing."""
    return asking.get().actor


def signed_context(actor: UUID, backend: int, *, key: bytes | None = None, lifetime: int = LIFETIME_SECONDS) -> str:
    """The text that tells connection ``backend`` that ``actor`` asks, valid for ``lifetime`` seconds."""
    key = key if key is not None else settings.CONTEXT_KEY
    body = f"v1.{settings.CONTEXT_KEY_NUMBER}.{actor}.{backend}.{int(time.time()) + lifetime}"
    return f"{body}.{hmac.new(key, body.encode(), hashlib.sha256).hexdigest()}"


def padded_keys(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer HMAC keys, which the database keeps so that it needs no extension to verify."""
    block = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


@contextmanager
def acting_as(actor: UUID | None, address: str | None = None) -> Iterator[None]:
    """Run the block as ``actor`` (None: as nobody), inside or outside a transaction; nests and restores.

    ``address`` is where the request came from; left out, it stays what it was.
    """
    before = asking.get()
    who = Asking(actor, before.address if address is None else address)
    token = asking.set(who)
    tell_database(before)
    try:
        yield
    except BaseException:
        asking.reset(token)
        # In a transaction that the exception broke, nothing more can run: there is nobody to tell, and rolling back
        # to any savepoint puts the setting back as well.
        with suppress(InternalError):
            tell_database(who)
        raise
    asking.reset(token)
    tell_database(who)


def tell_database(before: Asking) -> None:
    """Tell an open transaction who asks now, if that changed; outside one, the next is told when it begins."""
    if asking.get() != before and connection.in_atomic_block and not connection.needs_rollback:
        connection.tell_who_asks()  # type: ignore[attr-defined]  # our backend's method, see backend/base.py
