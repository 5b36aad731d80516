"""The guide for those who work with the product, as its page shows it: written once, in ``docs/guide.md``.

It is spelt in a small part of Markdown, and read into plain values that the page draws: headings, paragraphs, lists and
tables, with words in bold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.text import slugify

Said = tuple[tuple[bool, str], ...]  # each stretch of a line: whether it is in bold, and its words


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list or table. ``items`` are its lines; of a table, ``rows`` are its cells."""

    kind: str
    items: tuple[Said, ...] = ()
    rows: tuple[tuple[tuple[str, Said], ...], ...] = ()  # each cell with the words at the head of its column
    anchor: str = ""


@cache
def guide() -> tuple[Block, ...]:
    """The whole guide, without its title."""
    text = (settings.BASE_DIR / "docs" / "guide.md").read_text(encoding="utf-8")
    return tuple(read(text))[1:]


def read(text: str) -> Iterator[Block]:
    """A text, block by block; an empty line ends each."""
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = part.split("\n")
        if found := re.match(r"(#+) (.*)", part):
            yield Block(f"h{len(found[1])}", (spans(found[2]),), anchor=slugify(found[2]))
        elif part.startswith("|"):
            yield _table(lines)
        elif part.startswith(("* ", "1. ")):
            yield Block("ul" if part[0] == "*" else "ol", tuple(spans(each) for each in _items(lines)))
        else:
            yield Block("p", (spans(part),))


def spans(line: str) -> Said:
    """A line in stretches, as often as it changes between plain and bold."""
    parts = re.split(r"\*\*", " ".join(line.split()))
    return tuple((n % 2 == 1, words) for n, words in enumerate(parts) if words)


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if found := re.match(r"(?:\*|\d+\.) (.*)", line):
            items.append(found[1])
        else:
            items[-1] += f" {line}"
    return items


def _table(lines: list[str]) -> Block:
    head, _, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    rows = tuple(tuple((top, spans(cell)) for top, cell in zip(head, row, strict=True)) for row in body)
    return Block("table", tuple(spans(cell) for cell in head), rows)
