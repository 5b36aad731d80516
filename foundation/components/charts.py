"""Where the bars of a chart go, in the units of its drawing.

A chart is drawn 320 wide with each label above its bar: on the narrowest screen it is then drawn at its own size, and
its words stay readable. The page allows no style attributes, so every measure is a number worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .shapes import Bar

WIDTH = 320
STEP = 38
LABEL_LINE = 14
BAR_TOP = 20
BAR_HEIGHT = 12
VALUE_SPACE = 44
LONGEST_LABEL = 40


@dataclass(frozen=True)
class DrawnBar:
    """One bar with its words, placed. A label too long for the drawing is whole in the table below it."""

    drawn_label: str
    label: str
    words: str
    length: int
    label_y: int
    bar_y: int
    value_x: int
    value_y: int


def draw(bars: Iterable[Bar]) -> list[DrawnBar]:
    """Every bar on one scale that begins at nought: a cut-off scale makes a small difference look large."""
    listed = list(bars)
    longest = max((bar.value or 0 for bar in listed), default=0) or 1
    return [_place(bar, index, longest) for index, bar in enumerate(listed)]


def _place(bar: Bar, index: int, longest: int) -> DrawnBar:
    top = index * STEP
    length = round((WIDTH - VALUE_SPACE) * (bar.value or 0) / longest)
    words = bar.words or ("Not shown" if bar.value is None else str(bar.value))
    label = bar.label if len(bar.label) <= LONGEST_LABEL else f"{bar.label[: LONGEST_LABEL - 1]}…"
    return DrawnBar(label, bar.label, words, length, top + LABEL_LINE, top + BAR_TOP, length + 6, top + BAR_TOP + 10)


def height(count: int) -> int:
    return count * STEP
