"""Which share of the list page's response is spent on sealing and the event.

The same request is answered inside this process, middleware and commit included, in three ways that take turns: as it
is; without the event (the page's rows are shown with no key handed out, no event written, no name opened); and as it is
with the hand-out and the opening of names timed apart. The first less the second is what sealing and the event cost,
the flush of the event to disk at COMMIT included; the third says how much of that is the hand-out and how much opening.
The hand-out comes in one statement with the people who are named, whom the page without it reads as well: that reading
is timed there and taken off.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.test import Client

from audit.ledger import note
from audit.vocabulary import Verb
from bench.answering import PATH, check, session_of
from bench.timing import WARM, Variant
from bench.who import Who
from cases import keys
from cases.models import Case, Person
from foundation.rowsecurity.prepared import Prepared
from foundation.sealing.fields import Sealed

READ = Prepared(keys.confiders)
WHOLE, WITHOUT, TIMED = "in process", "without sealing and event", "timed apart"


class Spent:
    """Milliseconds spent inside some functions by one request."""

    def __init__(self) -> None:
        """Begin with nothing spent."""
        self.reading = self.taking = self.opening = 0.0

    def timed(self, what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, adding the time it takes to one of the sums."""

        def run(*asked: Any, **named: Any) -> Any:
            began = perf_counter()
            try:
                return function(*asked, **named)
            finally:
                setattr(self, what, getattr(self, what) + (perf_counter() - began) * 1000)

        return run


@dataclass
class Log:
    """What each request of the second and of the third way spent, in the order of the rounds."""

    without: list[Spent] = field(default_factory=list)
    timed: list[Spent] = field(default_factory=list)

    def handing_out(self) -> float:
        """The median of what the hand-out takes, without the people who come in the same statement."""
        rounds = zip(self.timed[WARM:], self.without[WARM:], strict=True)
        return median(timed.taking - without.reading for timed, without in rounds)

    def opening(self) -> float:
        """The median of what opening names takes."""
        return median(spent.opening for spent in self.timed[WARM:])


def in_process(who: Who) -> tuple[list[Variant], Log]:
    """The three ways, and what their requests spent."""
    client, cookie, log = Client(), session_of(who), Log()

    def page() -> tuple[int, bytes]:
        answer = client.get(PATH, headers={"cookie": cookie})
        return answer.status_code, answer.content

    def without() -> tuple[int, bytes]:
        log.without.append(Spent())
        with nothing_sealed(log.without[-1]):
            return page()

    def timed() -> tuple[int, bytes]:
        log.timed.append(Spent())
        with watched(log.timed[-1]):
            return page()

    def checked(found: tuple[int, bytes]) -> None:
        check(*found)

    return [Variant(WHOLE, page, checked), Variant(WITHOUT, without, checked), Variant(TIMED, timed, checked)], log


@contextmanager
def nothing_sealed(spent: Spent) -> Iterator[None]:
    """No keys, no event, no opening: every name is one word. For this measurement alone."""
    read = spent.timed("reading", READ)

    def named(verb: Verb, cases: list[Case], **_: Any) -> dict[UUID, Person]:
        note()
        return {person.case_id: person for person in read(verb, [case.pk for case in cases])}

    with ExitStack() as stack:
        stack.enter_context(patch.object(keys, "open_with_confiders", named))
        stack.enter_context(patch.object(Sealed, "reveal", lambda _: "Somebody"))
        yield


@contextmanager
def watched(spent: Spent) -> Iterator[None]:
    """The hand-out of keys, which writes the event, and the opening of values, each timed."""
    with ExitStack() as stack:
        taking = spent.timed("taking", keys.open_with_confiders)
        stack.enter_context(patch.object(keys, "open_with_confiders", taking))
        opening = spent.timed("opening", Sealed.reveal)
        stack.enter_context(patch.object(Sealed, "reveal", lambda value: opening(value)))  # noqa: PLW0108 -- only a function becomes a method
        yield
