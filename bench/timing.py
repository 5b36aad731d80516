"""Rounds in which every variant takes its turn, so that what else the machine does falls on all of them alike."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

WARM = 12  # rounds that are not counted


@dataclass
class Variant:
    """One way to the same rows.

    ``run`` is timed and returns what it found; ``rows`` makes that comparable and is not timed, nor is ``before``.
    """

    name: str
    run: Callable[[], Any]
    rows: Callable[[Any], Any]
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None
    times: list[float] = field(default_factory=list)

    def once(self) -> Any:
        """Take one turn and return what it found, comparable."""
        self.before()
        began = time.perf_counter()
        found = self.run()
        self.times.append((time.perf_counter() - began) * 1000)
        self.after()
        return self.rows(found)

    @property
    def median(self) -> float:
        """The median of the counted turns, in milliseconds."""
        return statistics.median(self.times[WARM:])

    @property
    def spread(self) -> float:
        """The distance between the quarters over the median: how quiet the machine was."""
        low, _, high = statistics.quantiles(self.times[WARM:], n=4)
        return (high - low) / self.median


class DifferentRowsError(AssertionError):
    """Two variants did not return the same rows: whatever they took means nothing."""


class Steady:
    """Holds replayed statements to their own first answer; what the ORM makes of them is compared with the floor's."""

    def __init__(self) -> None:
        """Begin without an answer."""
        self.first: Any = None

    def __call__(self, found: Any) -> None:
        """Nothing to compare with the others.

        Raises:
            DifferentRowsError: when the answer is not the first one's.
        """
        self.first = found if self.first is None else self.first
        if found != self.first or not any(found):
            raise DifferentRowsError("The statements answered differently this time.")


def interleave(groups: Sequence[Sequence[Variant]], rounds: int, *, in_turn: bool = False) -> None:
    """Let every variant of every group take its turn in each round: in the order in which they stand, the one that
    leaves the caches full of other things last; or, ``in_turn``, with another of them first in each round, where
    all are alike but for what is measured, and the first would always find the caches full of another group's.

    Raises:
        DifferentRowsError: when two variants of a group differ, in any round.
    """
    gc.collect()
    gc.disable()
    try:
        for number in range(WARM + rounds):
            for variants in groups:
                first = number % len(variants) if in_turn else 0
                take_turns([*variants[first:], *variants[:first]])
    finally:
        gc.enable()


def take_turns(variants: Sequence[Variant]) -> None:
    """One turn each; all of them that tell what they found must have found the same."""
    found = [(variant.name, variant.once()) for variant in variants]
    (first, theirs), *others = [(name, rows) for name, rows in found if rows is not None] or [("", None)]
    for name, rows in others:
        if rows != theirs:
            raise DifferentRowsError(f"{name} and {first} differ:\n{rows}\n{theirs}")
