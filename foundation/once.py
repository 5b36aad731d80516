"""What is read at most once for one request, such as which teams somebody is in.

The memory lives no longer than the request (or command, or task) it was opened for, and outside of one nothing is
remembered at all, so nobody keeps a right for having had it a moment ago. The database checks each statement anyway.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_memory: ContextVar[dict[Any, Any] | None] = ContextVar("once", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Open an empty memory for one request; it is gone afterwards."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def once(key: tuple[Any, ...], read: Callable[[], T]) -> T:
    """What ``read`` gives, remembered under ``key`` until the request ends."""
    memory = _memory.get()
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    found: T = memory[key]
    return found


def forget() -> None:
    """Forget everything, because an action changed what was remembered."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()
