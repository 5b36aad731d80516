"""The outline of a body, front and back, in regions that have names: to choose from, to draw, and to say in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cases.presenting import text_of
from safeguarding.models import Injury

WIDE, HIGH = 200, 384
SIDES = {"front": "Front", "back": "Back"}
# In the middle: name on the front, name on the back, x, y, width, height, corner. A region is no smaller than a finger.
_MIDDLE: dict[str, tuple[str, str, int, int, int, int, int]] = {
    "head": ("face", "back of the head", 78, 4, 44, 46, 22),
    "neck": ("throat", "nape of the neck", 88, 51, 24, 20, 6),
    "chest": ("chest", "upper back", 70, 72, 60, 52, 10),
    "belly": ("belly", "lower back", 72, 125, 56, 44, 8),
    "hips": ("between hips and legs", "buttocks", 70, 170, 60, 36, 10),
}
# On each side, for the one on the left of the drawing; the other is its mirror image.
_PAIRS = {
    "ear": ("ear and side of the head", 52, 14, 24, 26, 10),
    "shoulder": ("shoulder", 44, 72, 25, 26, 10),
    "upper-arm": ("upper arm", 40, 99, 25, 42, 10),
    "forearm": ("forearm", 32, 142, 25, 42, 10),
    "hand": ("hand", 24, 185, 26, 32, 10),
    "thigh": ("thigh", 68, 207, 31, 56, 10),
    "knee": ("knee", 69, 264, 29, 26, 8),
    "shin": ("lower leg", 69, 291, 28, 52, 10),
    "foot": ("foot", 60, 344, 37, 30, 10),
}
_BEHIND = {"knee": "back of the knee", "shin": "calf"}


@dataclass(frozen=True)
class Region:
    """One region: its key, its name, and where it is drawn."""

    key: str
    side: str
    name: str
    x: int
    y: int
    width: int
    height: int
    corner: int

    @property
    def label(self) -> str:
        """Its name with the side of the body."""
        return f"{SIDES[self.side]}: {self.name}"

    @property
    def middle(self) -> tuple[int, int]:
        """Where a number stands in it."""
        return self.x + self.width // 2, self.y + self.height // 2 + 6


def _regions(side: str) -> list[Region]:
    front = side == "front"
    made = [Region(f"{side}-{key}", side, at[0] if front else at[1], *at[2:]) for key, at in _MIDDLE.items()]
    for key, (name, x, *rest) in _PAIRS.items():
        named = name if front else _BEHIND.get(key, name)
        first, second = ("right", "left") if front else ("left", "right")  # theirs, as they face us or turn away
        made.append(Region(f"{side}-{first}-{key}", side, f"{first} {named}", x, *rest))
        made.append(Region(f"{side}-{second}-{key}", side, f"{second} {named}", WIDE - x - rest[1], *rest))
    return sorted(made, key=lambda region: (region.y, region.x))


REGIONS = {region.key: region for side in SIDES for region in _regions(side)}
PLACES = [(region.key, region.label) for region in REGIONS.values()]


@dataclass(frozen=True)
class Mark:
    """One mark on the body, numbered, in words."""

    number: int
    place: str
    words: str
    by: str = ""
    when: Any = None
    pk: Any = None

    @property
    def where(self) -> str:
        """The region's name; a region that there is no more says its key."""
        return REGIONS[self.place].label if self.place in REGIONS else self.place


def marks_of(injuries: Iterable[Injury]) -> list[Mark]:
    """The marks, numbered in the order in which they were written down; needs the concern's key."""
    standing = [row for row in injuries if row.taken_back_at is None]
    return [
        Mark(number, text_of(row.place), text_of(row.words), str(row.recorded_by), row.recorded_at, row.pk)
        for number, row in enumerate(standing, 1)
    ]


def in_words(marks: Iterable[Mark]) -> str:
    """All of them, a line each, as a referral says them."""
    return "\n".join(f"{mark.number}. {mark.where}. {mark.words}" for mark in marks)


def drawings(marks: Sequence[Mark], *, address: str = "") -> list[dict[str, Any]]:
    """Both sides of the body to draw: each region with the numbers in it, and where choosing it leads."""
    return [_drawing(side, marks, address) for side in SIDES]


def _drawing(side: str, marks: Sequence[Mark], address: str) -> dict[str, Any]:
    numbers: dict[str, list[str]] = {}
    for mark in marks:
        numbers.setdefault(mark.place, []).append(str(mark.number))
    here = [mark for mark in marks if mark.place in REGIONS and REGIONS[mark.place].side == side]
    said = "; ".join(f"{mark.number}, {REGIONS[mark.place].name}" for mark in here)
    return {
        "side": SIDES[side],
        "words": f"{SIDES[side]} of the body. {f'Marked: {said}' if said else 'Nothing is marked'}.",
        "regions": [
            {"region": region, "numbers": ", ".join(numbers.get(region.key, ())), "url": _to(address, region)}
            for region in REGIONS.values()
            if region.side == side
        ],
    }


def _to(address: str, region: Region) -> str:
    return f"{address}?place={region.key}#what" if address else ""


def as_svg(drawing: dict[str, Any]) -> str:
    """One side as a drawing by itself, for a paper: shapes and numbers, and nothing that somebody typed."""
    parts = "".join(_part(each["region"], each["numbers"]) for each in drawing["regions"])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" fill="none">{parts}</svg>'


def _part(region: Region, numbers: str) -> str:
    x, y = region.middle
    box = f'x="{region.x}" y="{region.y}" width="{region.width}" height="{region.height}" rx="{region.corner}"'
    text = f'<text x="{x}" y="{y}" text-anchor="middle" font-size="16" fill="#000">{numbers}</text>' if numbers else ""
    return f'<rect {box} stroke="#000" fill="{"#ffdd00" if numbers else "#fff"}"/>{text}'
