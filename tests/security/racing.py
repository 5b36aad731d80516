"""Two hands at one permission, again and again, each on a connection that is kept open: a thousand races cost what is
raced, and not two thousand connections that have planned nothing yet."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from cases import keys
from cases.models import Case
from consent.actions import take_back
from consent.models import Consent
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import asking_as, open_a_case

PATIENCE = 60  # seconds that either waits for the other, on a busy machine
PER_CASE = 25  # whoever decides reads every decision of the case
# Seconds that whoever uses it is ahead. At either end one waits until the other is done, so that on a machine of any
# speed each of them comes first in some races; between the ends they really meet.
AFTERWARDS, BEFOREHAND = -1.0, float("inf")
STARTS = [AFTERWARDS, *(0.001 * 2**n for n in range(7)), BEFOREHAND]


@dataclass(frozen=True)
class Race:
    """A permission that one worker uses while another writes down that it was taken back."""

    by: User
    give: Callable[[Case, User], Consent]
    use: Callable[[Case, User, Consent], object]
    left: Callable[[Consent], Any]  # the rows that using it leaves behind

    def run(self, times: int) -> list[tuple[int, int]]:
        """Of each race: how much the withdrawal saw as it was written, and how much there is afterwards."""
        outcomes: list[tuple[int, int]] = []
        with ThreadPoolExecutor(2) as hands:
            while len(outcomes) < times:
                case = open_a_case(self.by)
                number = range(min(PER_CASE, times - len(outcomes)))
                outcomes += [self._once(hands, case, STARTS[n % len(STARTS)]) for n in number]
        return outcomes

    def _once(self, hands: ThreadPoolExecutor, case: Case, ahead: float) -> tuple[int, int]:
        with asking_as(self.by):
            keys.open_to_change(case)
            consent = self.give(case, self.by)
        ready, used, stopped = threading.Barrier(2), threading.Event(), threading.Event()

        def use() -> int:
            with done(used), asking_as(self.by), suppress(Refused):
                self._begin(ready, case)
                if ahead == AFTERWARDS:
                    assert stopped.wait(PATIENCE)
                self.use(case, self.by, consent)
            return 0

        def stop() -> int:
            with done(stopped), asking_as(self.by):
                self._begin(ready, case)
                if ahead == BEFOREHAND:
                    assert used.wait(PATIENCE)
                else:
                    time.sleep(max(0, ahead))
                take_back(by=self.by, case=case, consent=consent, words="No more")
                return int(self.left(consent).count())

        for each in [hands.submit(use), hands.submit(stop)]:
            seen = each.result()
        with asking_as(self.by):
            return seen, self.left(consent).count()

    def _begin(self, ready: threading.Barrier, case: Case) -> None:
        keys.open_to_change(case)
        ready.wait(timeout=PATIENCE)


@contextmanager
def done(event: threading.Event) -> Iterator[None]:
    """Says so when the block is over, however it ended."""
    try:
        yield
    finally:
        event.set()


def lost(outcomes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Races after which there was more than the withdrawal saw."""
    return [each for each in outcomes if each[0] != each[1]]


def both_orders(outcomes: list[tuple[int, int]]) -> bool:
    """Whether each of the two came first in some of the races; otherwise nothing was raced."""
    return {afterwards for _, afterwards in outcomes} == {0, 1}
