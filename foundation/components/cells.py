"""The cells of a table, drawn in Python: a template for each of two hundred cells would take longer than the page.
Each value is escaped by itself and each row put together once.

Everything is escaped by ``format_html``; nothing is marked safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.html import format_html

from foundation.components.shapes import Cell, Column, as_tag

TAG = ' <strong class="govuk-tag govuk-tag--{}">{}</strong>'
LINK = '<a class="govuk-link" href="{}">{}</a>'
LINK_ABOUT = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
DUE = '<span class="app-due app-due--{}">{}</span>'
NOTE = '<span class="app-table__note">{}</span>'
NAMING = '<th scope="row" role="rowheader" class="govuk-table__header app-table__name">{}</th>'
OPENING = '<td role="cell" class="govuk-table__cell{}"{}>'
OTHER = '{{}}<span class="app-table__value">{}</span></td>'
LABEL = ' data-label="{}"'
CLASSES = (("numeric", " govuk-table__cell--numeric"), ("extra", " app-table__extra"), ("whole", " app-table__whole"))


def draw_cell(cell: Cell) -> str:
    """Words, perhaps a link, a tag, and a second line."""
    shape, values = _shape(cell)
    return format_html(shape, *values)


def draw_line(line: Iterable[tuple[Column, Cell]]) -> str:
    """The cells of one row, drawn at once; the first names it."""
    shapes: list[str] = []
    values: list[Any] = []
    for column, cell in line:
        shape, said = _shape(cell)
        shapes.append(OTHER.format(shape) if shapes else NAMING.format(shape))
        values += said if len(shapes) == 1 else [_opening(column), *said]
    return format_html("".join(shapes), *values)


def _shape(cell: Cell) -> tuple[str, list[Any]]:
    """The markup around a cell's values, and the values."""
    shape, values = _words(cell)
    tag = as_tag(cell.tag)
    if tag:
        shape, values = shape + TAG, [*values, tag.colour, tag.text]
    return (shape + NOTE, [*values, cell.note]) if cell.note else (shape, values)


def _words(cell: Cell) -> tuple[str, list[Any]]:
    if cell.url and cell.about:
        return LINK_ABOUT, [cell.url, cell.text, cell.about]
    if cell.url:
        return LINK, [cell.url, cell.text]
    return (DUE, [cell.tone, cell.text]) if cell.tone else ("{}", [cell.text])


@lru_cache(maxsize=256)  # columns are constants of the views
def _opening(column: Column) -> str:
    classes = "".join(css for name, css in CLASSES if getattr(column, name))
    return format_html(OPENING, classes, "" if column.hide_label else format_html(LABEL, column.label))
