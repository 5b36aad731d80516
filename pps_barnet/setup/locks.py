"""File locks: the kernel gives them back when a process dies, so none is ever left behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pps_barnet.setup.speech import say


def open_lock(path: Path) -> TextIO:
    """The lock's file, open for reading who holds it and for writing that we do."""
    return open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")


def try_lock(lock: TextIO, kind: int = fcntl.LOCK_EX) -> bool:
    """Whether the lock could be had at once."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sign(lock: TextIO, text: str) -> None:
    """Writes who holds the lock; only its holder may."""
    lock.seek(0)
    lock.truncate()
    lock.write(text)
    lock.flush()


@contextmanager
def only_one(path: Path, what: str) -> Iterator[None]:
    """Waits until nobody else of this checkout is doing the same, saying whom it waits for."""
    with open_lock(path) as lock:
        if not try_lock(lock):
            holder = lock.read().strip() or "unknown"
            say(f"Another {what} of this checkout is under way (process {holder}); waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        sign(lock, str(os.getpid()))
        yield
