"""The bytes that a sealed value is stored as, and nothing about keys' whereabouts.

``format(1) ‖ key version(2) ‖ nonce(12) ‖ AES-256-GCM(padded text)``. Padding to blocks of 32 bytes keeps a short
answer from being guessed by its length; a field whose values must not tell themselves apart even so names a larger
block, which holds the longest of them. The associated data binds model, column, row and scope, so that a value moved
anywhere else does not open.
"""

import os
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
HEADER = 1 + 2  # bytes: format, key version
NONCE = 12  # bytes, random: one key sees thousands of messages, not 2**32
BLOCK = 32  # bytes
SEPARATOR = b"\x1f"


class CannotOpen(Exception):
    """A sealed value does not open: no key, the wrong key, or bytes that were changed or moved. Shows no content."""


class Place(NamedTuple):
    """Where a sealed value belongs: it opens nowhere else."""

    model: str
    column: str
    row: UUID
    scope: UUID

    def bound(self, header: bytes) -> bytes:
        """The associated data for this place."""
        parts = (b"pps1", self.model.encode(), self.column.encode(), self.row.bytes, self.scope.bytes, header)
        return SEPARATOR.join(parts)


def seal(text: str, *, key: AESGCM, version: int, place: Place, block: int = BLOCK) -> bytes:
    """Seal ``text`` under a data key for one place, filled up to a multiple of ``block`` bytes."""
    header = FORMAT + version.to_bytes(2)
    nonce = os.urandom(NONCE)
    return header + nonce + key.encrypt(nonce, _pad(text.encode(), block), place.bound(header))


def unseal(blob: bytes, *, key: AESGCM, place: Place) -> str:
    """Open a sealed value in its place.

    Raises:
        CannotOpen: when the bytes were altered, cut short or moved, or the key is another.
    """
    header, nonce, body = blob[:HEADER], blob[HEADER : HEADER + NONCE], blob[HEADER + NONCE :]
    if header[:1] != FORMAT or len(nonce) < NONCE:
        raise CannotOpen("The stored bytes are not a sealed value.")
    try:
        return _unpad(key.decrypt(nonce, body, place.bound(header))).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("The stored bytes do not open in this place with this key.") from error


def version_of(blob: bytes) -> int:
    """The version of the data key that a sealed value needs."""
    return int.from_bytes(blob[1:HEADER])


def _pad(text: bytes, block: int) -> bytes:
    # ISO/IEC 7816-4: one bit, then zeroes; always removable, whatever the text ends with.
    return text + b"\x80" + b"\0" * (-(len(text) + 1) % block)


def _unpad(padded: bytes) -> bytes:
    text, mark, rest = padded.rpartition(b"\x80")
    if not mark or rest.strip(b"\0"):
        raise ValueError("padding")
    return text
