"""Reading a PDF back by a library that did not make it: what a screen reader would be told."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def reader_of(pdf: bytes) -> PdfReader:
    """The document, as another program opens it."""
    return PdfReader(BytesIO(pdf))


def tags_of(pdf: bytes) -> list[str]:
    """The tags of the document in reading order, from the structure tree's root down."""
    root = reader_of(pdf).trailer["/Root"]["/StructTreeRoot"]
    return [str(node["/S"]).removeprefix("/") for node in _nodes(root) if "/S" in node]


def words_of(pdf: bytes) -> str:
    """The words of the document in reading order, lines joined."""
    return " ".join(" ".join(page.extract_text() for page in reader_of(pdf).pages).split())


def _nodes(node: Any) -> Iterator[Any]:
    found = node.get_object()
    if not hasattr(found, "get"):
        return
    yield found
    children = found.get("/K")
    children = children.get_object() if children is not None else []
    for child in children if isinstance(children, list) else [children]:
        yield from _nodes(child)
