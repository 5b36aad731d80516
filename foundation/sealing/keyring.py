"""The data keys that one request has been handed, and for how long.

Keys come only from the database's hand-out functions, which authorise and write the access event in the same call. A
ring is opened around a request (or a command, or a task) and closed with it: revealing outside is an error, because
then nobody would know who looked.
"""

import hmac
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.module_loading import import_string

from foundation.once import remembering
from foundation.sealing.envelope import CannotOpen
from foundation.sealing.provider import FileKeyProvider, KeyFileProblem, KeyProvider

CONTENT = "content"
SEARCH = "search"
DATA_KEY = 32  # bytes
NONCE = 12  # bytes


class RevealedOutsideAccess(RuntimeError):
    """Sealed text was asked for where no access event covers the look."""


class WrappedKey(NamedTuple):
    """One row of a hand-out function."""

    scope: UUID
    purpose: str
    version: int
    number: str
    wrapped: bytes


# Which data key: its scope as a number, what it is for, and its version. Numbers are looked up by the interpreter
# itself, where an id brings two functions of its own to every look.
Slot = tuple[int, str, int]


@dataclass
class KeyRing:
    """The data keys in hand. Unwrapped when first used, so that a page pays only for what it reveals."""

    _wrapped: dict[Slot, WrappedKey] = field(default_factory=dict)
    _open: dict[Slot, AESGCM] = field(default_factory=dict)
    _latest: dict[tuple[int, str], int] = field(default_factory=dict)
    _asked: set[tuple[UUID | None, str]] = field(default_factory=set)

    def take(self, keys: list[WrappedKey], *, asked: Iterable[tuple[UUID | None, str]] = ()) -> None:
        """Put handed-out keys on the ring. ``asked`` names the scopes the hand-out covered (None: all that the person
        may see), so that a key which no longer exists is told apart from a look that nobody recorded."""
        self._asked.update(asked)
        for key in keys:
            self._wrapped[key.scope.int, key.purpose, key.version] = key
            self._note(key.scope, key.purpose, key.version)

    def mint(self, scope: UUID, purpose: str) -> WrappedKey:
        """Make the first data key of a new scope, keep it on the ring, and return it wrapped for storing."""
        data_key, version = os.urandom(DATA_KEY), 1
        wrapped = provider().wrap(data_key, bound(scope, purpose, version))
        self._open[scope.int, purpose, version] = AESGCM(data_key)
        self._note(scope, purpose, version)
        return WrappedKey(scope, purpose, version, provider().current(), wrapped)

    def key(self, scope: UUID, purpose: str, version: int) -> AESGCM:
        """The data key for one slot.

        Raises:
            RevealedOutsideAccess: when no hand-out gave it.
            CannotOpen: when it was handed out and does not unwrap.
        """
        slot = (scope.int, purpose, version)
        found = self._open.get(slot)
        if found is None:
            found = self._open[slot] = self._unwrap(scope, slot)
        return found

    def latest(self, scope: UUID, purpose: str) -> int:
        """The newest version in hand for a scope.

        Raises:
            RevealedOutsideAccess: when no hand-out gave any.
        """
        try:
            return self._latest[scope.int, purpose]
        except KeyError:
            raise self._missing(scope, purpose) from None

    def blind(self, scope: UUID, purpose: str, text: str) -> bytes:
        """A digest of a text that is the same each time and says nothing without the key. The key seals nothing else.

        Raises:
            RevealedOutsideAccess: when no hand-out gave the key.
        """
        key = self.key(scope, purpose, self.latest(scope, purpose))
        mac = key.encrypt(bytes(NONCE), bytes(DATA_KEY), b"pps-blind1")  # one fixed text: this makes a second key of it
        return hmac.digest(mac, text.encode(), "sha256")

    def has(self, scope: UUID, purpose: str) -> bool:
        """Whether any version of this key is in hand."""
        return (scope.int, purpose) in self._latest

    def forget(self, scope: UUID, purpose: str) -> None:
        """Drop a key that was minted and then not stored."""
        self._latest.pop((scope.int, purpose), None)
        self._open = {slot: key for slot, key in self._open.items() if slot[:2] != (scope.int, purpose)}

    def _unwrap(self, scope: UUID, slot: Slot) -> AESGCM:
        key, (_, purpose, version) = self._wrapped.get(slot), slot
        if key is None:
            if self.has(scope, purpose):
                raise CannotOpen(f"There is no version {version} of this key.")
            raise self._missing(scope, purpose)
        return AESGCM(provider().unwrap(bytes(key.wrapped), key.number, bound(scope, purpose, version)))

    def _missing(self, scope: UUID, purpose: str) -> Exception:
        if {(scope, purpose), (None, purpose)} & self._asked:
            return CannotOpen("The key of this scope is gone.")
        return RevealedOutsideAccess(f"No {purpose} key was handed out for this scope.")

    def _note(self, scope: UUID, purpose: str, version: int) -> None:
        whose = (scope.int, purpose)
        if version > self._latest.get(whose, 0):
            self._latest[whose] = version


_ring: ContextVar[KeyRing | None] = ContextVar("keyring", default=None)


def keyring() -> KeyRing:
    """The ring of the request under way.

    Raises:
        RevealedOutsideAccess: when none is open.
    """
    ring = _ring.get()
    if ring is None:
        raise RevealedOutsideAccess("Sealed text can only be read or written inside a recorded look.")
    return ring


@contextmanager
def open_keyring() -> Iterator[KeyRing]:
    """Open an empty ring for one request, command or task; it, its keys and what was read once are gone afterwards."""
    ring = KeyRing()
    token = _ring.set(ring)
    try:
        with remembering():
            yield ring
    finally:
        _ring.reset(token)


def bound(scope: UUID, purpose: str, version: int) -> bytes:
    """The associated data of a wrapped key: it unwraps for its own scope, purpose and version only."""
    return b"\x1f".join((b"pps-key1", scope.bytes, purpose.encode(), version.to_bytes(2)))


@lru_cache(maxsize=1)
def provider() -> KeyProvider:
    """The key provider that the settings name, made once per process.

    Raises:
        CannotOpen: when its key cannot be had; nothing sealed opens or is written until it can.
    """
    try:
        made: KeyProvider = import_string(settings.KEY_PROVIDER)()
    except KeyFileProblem as problem:
        raise CannotOpen(str(problem)) from problem
    return made


def file_provider() -> KeyProvider:
    """The default provider: the key file that the settings name."""
    return FileKeyProvider(settings.SEALING_KEY_FILE, production=settings.PRODUCTION)
