"""The values that components are drawn from, for views to build and templates to pass on.

Each is a plain frozen value, so a view can be tested for what it shows without reading its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.utils.text import slugify

Made = TypeVar("Made", bound=tuple[Any, ...])


class Link(NamedTuple):
    """An entry of a navigation. `waiting` is how many things are there; None shows no number."""

    label: str
    url: str
    current: bool = False
    waiting: int | None = None


class Row(NamedTuple):
    """A line of a summary list: what it is, what it says, and where to change it. `change` names the act."""

    key: str
    value: Any
    url: str = ""
    change: str = "Change"


class Tag(NamedTuple):
    """A state in words; the colour only repeats what the words say."""

    text: str
    colour: str = "grey"


class Tile(NamedTuple):
    """A count with what it counts. `tone` is "", "late" or "soon"."""

    label: str
    number: int | str
    url: str = ""
    tone: str = ""
    note: str = ""


class Bar(NamedTuple):
    """A bar of a chart. A figure that may not be shown is None, with `words` in its place."""

    label: str
    value: int | None
    words: str = ""


@dataclass(frozen=True)
class CaseHeading:
    """Whose record this is; on every page and form of the case, so that nobody writes in the wrong one.

    `facts` are further (label, value) pairs; `warnings` are sentences that anyone opening the case must read.
    """

    person: str
    reference: str
    url: str = ""
    status: Tag | None = None
    level: str = ""
    lead_worker: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    tags: tuple[Tag, ...] = ()
    warnings: tuple[str, ...] = ()


class Added(NamedTuple):
    """What somebody wrote under an entry later."""

    text: str
    when: datetime
    by: str


@dataclass(frozen=True)
class Entry:
    """Something that happened, in a timeline. `about` tells apart links that read the same; `also` are further tags;
    `added` is what was written under it later."""

    title: str
    when: datetime
    by: str = ""
    text: str = ""
    url: str = ""
    about: str = ""
    tag: Tag | None = None
    tone: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    also: tuple[Tag, ...] = ()
    added: tuple[Added, ...] = ()


@dataclass(frozen=True)
class Cell:
    """What stands in a table's cell: words, perhaps a link, a tag, and a second line.

    `about` is added to a link for those who hear it out of its row.
    """

    text: Any = ""
    url: str = ""
    about: str = ""
    note: str = ""
    tag: Tag | None = None
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """`numeric` sets figures to the right; `extra` leaves the column out on a telephone; `whole` keeps a reference or a
    date on one line; `apart` puts a tag on a line of its own."""

    label: str
    numeric: bool = False
    extra: bool = False
    whole: bool = False
    hide_label: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Table:
    """A table: what it lists, its columns, and its rows of cells (or plain values). The first cell names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    show_caption: bool = False
    id: str = ""

    @property
    def caption_id(self) -> str:
        """What names the table; two on a page have captions of their own, or are given an id."""
        return f"{self.id or slugify(self.caption)}-caption"

    def without(self, *labels: str) -> Table:
        """The same, without columns that would say the same in every row."""
        kept = [i for i, column in enumerate(self.columns) if column.label not in labels]
        columns, *rows = (tuple(row[i] for i in kept) for row in (self.columns, *self.rows))
        return replace(self, columns=columns, rows=tuple(rows))

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        return [[(column, as_cell(each)) for column, each in zip(self.columns, row, strict=True)] for row in self.rows]


@dataclass(frozen=True)
class Person:
    """Somebody of the demonstration's cast, on its sign-in page."""

    username: str
    name: str
    role: str
    team: str = ""
    does: str = ""

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def other_names(self) -> str:
        return self.name.removeprefix(self.first_name)


def each_as(kind: type[Made], values: Iterable[Any]) -> list[Made]:
    """A view may give any of these as itself, as a tuple, or as a mapping by name."""
    return [kind(**value) if isinstance(value, Mapping) else kind(*value) for value in values or ()]


def as_cell(value: Any) -> Cell:
    """Most cells are only words; what is not known is an empty cell."""
    return value if isinstance(value, Cell) else Cell(text="" if value is None else value)


def as_tag(value: Any) -> Tag | None:
    """A tag may be given as ("Open", "green")."""
    return Tag(*value) if isinstance(value, tuple) else value
