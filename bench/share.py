"""Which share of the list page's response is spent on sealing and the event.

The same request is answered inside this process, middleware and commit included, in three ways that take turns: as it
is; without the event (the page's rows are shown with no key handed out, no event written, no name opened); and as it is
with the hand-out and the opening of names timed apart. The first less the second is what sealing and the event cost,
the flush of the event to disk at COMMIT included; the third says how much of that is the hand-out and how much opening.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import Any
from unittest.mock import patch

from django.test import Client

from audit.ledger import note
from bench.answering import PATH, check, session_of
from bench.timing import Variant
from bench.who import Who
from cases import keys
from foundation.sealing.fields import Sealed

WHOLE, WITHOUT, TIMED = "in process", "without sealing and event", "timed apart"


class Spent:
    """Milliseconds spent inside some functions during the last request."""

    def __init__(self) -> None:
        """Begin with nothing spent."""
        self.taking = self.opening = 0.0

    def timed(self, what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, adding the time it takes to one of the two sums."""

        def run(*asked: Any, **named: Any) -> Any:
            began = perf_counter()
            try:
                return function(*asked, **named)
            finally:
                setattr(self, what, getattr(self, what) + (perf_counter() - began) * 1000)

        return run


def in_process(who: Who) -> tuple[list[Variant], list[Spent]]:
    """The three ways, and what each counted request of the third spent."""
    client, cookie, log = Client(), session_of(who), []

    def page() -> tuple[int, bytes]:
        answer = client.get(PATH, headers={"cookie": cookie})
        return answer.status_code, answer.content

    def without() -> tuple[int, bytes]:
        with nothing_sealed():
            return page()

    def timed() -> tuple[int, bytes]:
        spent = Spent()
        with watched(spent):
            answer = page()
        log.append(spent)
        return answer

    def checked(found: tuple[int, bytes]) -> None:
        check(*found)

    return [Variant(WHOLE, page, checked), Variant(WITHOUT, without, checked), Variant(TIMED, timed, checked)], log


@contextmanager
def nothing_sealed() -> Iterator[None]:
    """No keys, no event, no opening: every name is one word. For this measurement alone."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(keys, "open_for", lambda *_, **__: note()))
        stack.enter_context(patch.object(Sealed, "reveal", lambda _: "Somebody"))
        yield


@contextmanager
def watched(spent: Spent) -> Iterator[None]:
    """The hand-out of keys, which writes the event, and the opening of values, each timed."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(keys, "open_for", spent.timed("taking", keys.open_for)))
        opening = spent.timed("opening", Sealed.reveal)
        stack.enter_context(patch.object(Sealed, "reveal", lambda value: opening(value)))  # noqa: PLW0108 -- only a function becomes a method
        yield
