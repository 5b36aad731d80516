"""Where the key that wraps all other keys is kept: a file by default, pluggable for a key service.

The key file is one line, ``pps-sealing-key v1 <kind> <number> <64 hex digits>``, where kind is ``live`` or
``demonstration``. It never lies in the database, so a stolen dump opens nothing.
"""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.sealing.envelope import NONCE, CannotOpen

LABEL = "pps-sealing-key"
HOW_TO_MAKE_ONE = "Make one with: manage.py make_keys --sealing-key {path}  (then keep a copy apart from the database)"


class KeyFileProblem(Exception):
    """The key file is missing, readable by others, malformed or of the wrong kind; the text says what to do."""


class KeyProvider(Protocol):
    """Wraps data keys. ``bound`` is associated data: a wrapped key put under another scope does not unwrap."""

    def current(self) -> str:
        """The number of the key that new data keys are wrapped with."""

    def wrap(self, data_key: bytes, bound: bytes) -> bytes:
        """Wrap a data key with the current key."""

    def unwrap(self, wrapped: bytes, number: str, bound: bytes) -> bytes:
        """Unwrap a data key.

        Raises:
            CannotOpen: when the key number is unknown or the bytes do not fit.
        """


@dataclass(frozen=True)
class FileKey:
    """One wrapping key as its file states it."""

    demonstration: bool
    number: str
    secret: bytes


class FileKeyProvider:
    """Wraps data keys with a key read from a file that nobody else may read (a systemd credential is such a file)."""

    def __init__(self, path: Path, *, production: bool) -> None:
        """Read the key.

        Raises:
            KeyFileProblem: see ``read_key_file``.
        """
        self._key = read_key_file(path, production=production)
        self._cipher = AESGCM(self._key.secret)

    def current(self) -> str:
        """The number of the key in the file."""
        return self._key.number

    def wrap(self, data_key: bytes, bound: bytes) -> bytes:
        """Wrap a data key: nonce, then AES-256-GCM with ``bound`` as associated data."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, data_key, bound)

    def unwrap(self, wrapped: bytes, number: str, bound: bytes) -> bytes:
        """Unwrap a data key that this file's key wrapped.

        Raises:
            CannotOpen: when another key wrapped it, or it belongs to another scope.
        """
        if number != self._key.number:
            raise CannotOpen(f"This was sealed with key {number}, and the key file holds key {self._key.number}.")
        try:
            return self._cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen("The wrapped key does not open with the key in the key file.") from error


def read_key_file(path: Path, *, production: bool) -> FileKey:
    """Read and check a key file.

    Raises:
        KeyFileProblem: when it is missing, readable by group or others, malformed, or a demonstration key in
            production; the text says what to do.
    """
    try:
        mode = path.stat().st_mode
        line = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileProblem(f"The sealing key {path} cannot be read. {HOW_TO_MAKE_ONE.format(path=path)}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileProblem(f"The sealing key {path} can be read by others. Run: chmod 600 {path}")
    key = _parse(line, path)
    if production and key.demonstration:
        raise KeyFileProblem(
            f"The sealing key {path} is a demonstration key and this is production. {HOW_TO_MAKE_ONE.format(path=path)}"
        )
    return key


def _parse(line: str, path: Path) -> FileKey:
    parts = line.split()
    try:
        label, version, kind, number, digits = parts
        secret = bytes.fromhex(digits)
    except ValueError as error:
        raise KeyFileProblem(f"{path} is not a sealing key. {HOW_TO_MAKE_ONE.format(path=path)}") from error
    if (label, version) != (LABEL, "v1") or kind not in ("live", "demonstration") or len(secret) != 32:
        raise KeyFileProblem(f"{path} is not a sealing key. {HOW_TO_MAKE_ONE.format(path=path)}")
    return FileKey(kind == "demonstration", number, secret)


def make_key_file(path: Path, *, demonstration: bool) -> bool:
    """Make a key file that only its owner can read; an existing one is left alone.

    Returns:
        Whether a key was made.
    """
    kind = "demonstration" if demonstration else "live"
    line = f"{LABEL} v1 {kind} {secrets.token_hex(4)} {secrets.token_hex(32)}\n"
    return make_secret_file(path, line)


def make_secret_file(path: Path, text: str) -> bool:
    """Write ``text`` to a new file with mode 0400, whole or not at all; an existing file is left alone.

    Returns:
        Whether the file was made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike rename, never replaces a key that another start made meanwhile
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True
