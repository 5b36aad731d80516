"""Tagged PDF pages (PDF/UA-1) for what a person keeps or an authority receives.

A page is described in plain values: sections of paragraphs, lists, facts and tables. What somebody typed travels as
data and is printed as it stands: nothing in it can become code, a file that is read, or a mark of layout.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import typst

TEMPLATE = Path(__file__).parent / "document.typ"
LONGEST = 200_000  # characters of all texts together; a page that is longer is no page that somebody reads


@dataclass(frozen=True)
class Paragraph:
    """Words as they were typed, lines kept; ``important`` stands in bold behind a bar."""

    kind: ClassVar[str] = "paragraph"
    text: str
    important: bool = False


@dataclass(frozen=True)
class Points:
    """A bulleted list."""

    kind: ClassVar[str] = "points"
    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Labels and what is known, one row each, under a header to each column. An empty value says "Not known"."""

    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[str, str]]
    columns: tuple[str, str] = ("Question", "Answer")


@dataclass(frozen=True)
class Grid:
    """A table with a header to each column."""

    kind: ClassVar[str] = "grid"
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Drawing:
    """A picture of lines, made by us and never by what somebody typed, with words that say all it shows."""

    kind: ClassVar[str] = "drawing"
    words: str
    svg: str


Block = Paragraph | Points | Facts | Grid | Drawing


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """One document. ``title`` says what kind of paper it is and never names anybody: it shows in windows and queues.
    ``footer`` stands on every page beside the page's number."""

    title: str
    sections: Sequence[Section]
    lead: str = ""
    footer: str = ""

    def as_data(self) -> dict[str, Any]:
        """The document as the template reads it."""
        sections = [
            {"heading": section.heading, "blocks": [asdict(block) | {"kind": block.kind} for block in section.blocks]}
            for section in self.sections
        ]
        return {"title": self.title, "lead": self.lead, "footer": self.footer, "sections": sections}


class CannotDraw(Exception):
    """The document is longer than anybody reads, or what draws it failed; the message shows no content."""


def as_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1: tagged, with its language, title, headings and table headers, and no date of making,
    so that the same document is the same bytes.

    Raises:
        CannotDraw: when it is too long or cannot be drawn.
    """
    data = json.dumps(document.as_data(), ensure_ascii=False)
    if len(data) > LONGEST:
        raise CannotDraw("This is too long for one document. Leave out what the reader does not need.")
    try:
        made = typst.compile(
            TEMPLATE, root=TEMPLATE.parent, format="pdf", sys_inputs={"data": data}, pdf_standards="ua-1", timestamp=0
        )
    except typst.TypstError:  # its message quotes what was typed
        raise CannotDraw("The document could not be drawn. Tell your administrator.") from None
    assert isinstance(made, bytes)  # noqa: S101 -- with one format and no output file it is
    return made
