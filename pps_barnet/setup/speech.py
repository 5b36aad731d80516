"""What the set-up says: one short line per step, and for each failure what went wrong and what to do."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class SetUpError(Exception):
    """A failure that a person can do something about."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.remedy = remedy

    def __str__(self) -> str:
        return f"Stopped: {self.wrong}\nWhat to do: {self.remedy}"


def say(text: str) -> None:
    """One line, shown at once even when it goes to a file or a pipe."""
    print(text, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Names what is being done, then how long it took: silence on a slow machine looks like a crash."""
    print(f"{doing} … ", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException as ended:
        print("stopped" if isinstance(ended, KeyboardInterrupt) else "failed", flush=True)
        raise
    print(f"{time.monotonic() - began:.0f} s", flush=True)


def complain(failure: SetUpError) -> None:
    """The failure on the error stream, after everything said so far."""
    sys.stdout.flush()
    print(f"\n{failure}", file=sys.stderr, flush=True)
