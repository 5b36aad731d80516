"""The bounds of reference/performance-findings.md, and whether one run met them."""

from dataclasses import dataclass
from typing import Any

from bench.measures import CASE, COUNTS, FLOOR, GUARDIAN, ISSUED, LIST, ORM
from bench.shape import ONE, SIZES, THIRTY

MIDDLE, LARGE = SIZES[1], SIZES[2]
Results = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Bound:
    """One bound: what was measured, and how far it may go."""

    what: str
    cases: int
    measured: float
    most: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the measured figure is on the right side."""
        return self.measured >= self.most if self.at_least else self.measured <= self.most

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self), "measured": round(self.measured, 3), "met": self.met}


# What, in which way, against which, at most; for one team and for thirty.
RATIOS = (
    ("list, SQL as issued", LIST, ISSUED, {ONE: 1.6, THIRTY: 1.6}),
    ("list through the ORM", LIST, ORM, {ONE: 4.2, THIRTY: 5.0}),
    ("one case through the ORM", CASE, ORM, {ONE: 3.5, THIRTY: 3.5}),
    ("count by status", COUNTS, ORM, {ONE: 2.0, THIRTY: 2.0}),
)
AGAINST_GUARDIAN = {ONE: 2.5, THIRTY: 10.0}
RESPONSE_MS, RESPONSE_GROWTH, SHARE, GROWTH = 20.0, 1.2, 0.15, 1.5


def bounds(results: Results) -> list[Bound]:
    """Every bound that the sizes of this run allow to be judged."""
    judged = [bound for cases, found in results.items() for bound in of_one_size(cases, found)]
    return judged + of_growth(results)


def of_one_size(cases: int, found: dict[str, Any]) -> list[Bound]:
    """The ratios to the floor, and at the middle size those to guardian and the response."""
    judged = []
    for who, measured in found["people"].items():
        for name, what, way, most in RATIOS:
            ms = measured[what]["ms"]
            judged.append(Bound(f"{name}, {who}, × floor", cases, ms[way] / ms[FLOOR], most[who]))
        page = measured["http"]
        judged.append(Bound(f"share of sealing and event, {who}", cases, page["share"], SHARE))
        if cases == MIDDLE:
            ms = measured[LIST]["ms"]
            faster = ms[GUARDIAN] / ms[ORM]
            judged.append(Bound(f"list, times faster than guardian, {who}", cases, faster, AGAINST_GUARDIAN[who], True))
            judged.append(Bound(f"HTTP response, {who}, ms", cases, page["ms"], RESPONSE_MS))
    return judged


def of_growth(results: Results) -> list[Bound]:
    """How each figure grew from the smallest size to the largest."""
    judged = []
    least, largest = min(results), max(results)
    for who in results[largest]["people"] if largest > least else ():
        before, after = (results[size]["people"][who] for size in (least, largest))
        for name, what, way, _ in RATIOS:
            grown = after[what]["ms"][way] / before[what]["ms"][way]
            of_floor = after[what]["ms"][FLOOR] / before[what]["ms"][FLOOR]
            judged.append(Bound(f"growth: {name}, {who} (floor {of_floor:.2f})", largest, grown, GROWTH))
        if {MIDDLE, LARGE} <= set(results):
            pages = [results[size]["people"][who]["http"]["ms"] for size in (MIDDLE, LARGE)]
            judged.append(Bound(f"growth: HTTP response, {who}", LARGE, pages[1] / pages[0], RESPONSE_GROWTH))
    return judged
