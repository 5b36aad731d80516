"""The cells of a table, drawn in Python: a template for each of two hundred cells would take longer than the page.
Each value is escaped by itself and each row put together once.

Everything is escaped by ``markup``; nothing is marked safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from foundation.components.markup import kept_whole, markup, markup_join
from foundation.components.shapes import Cell, Column, Table, as_tag

TAG = ' <strong class="govuk-tag govuk-tag--{}">{}</strong>'
LINK = '<a class="govuk-link" href="{}">{}</a>'
LINK_ABOUT = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
DUE = '<span class="app-due app-due--{}">{}</span>'
NOTE = '<span class="app-table__note">{}</span>'
NAMING = '<th scope="row" role="rowheader" class="govuk-table__header app-table__name{{}}">{}</th>'
OPENING = '<td role="cell" class="govuk-table__cell{}"{}>'
OTHER = '{{}}<span class="app-table__value">{}</span></td>'
LABEL = ' data-label="{}"'
CLASSES = (
    ("numeric", " govuk-table__{}--numeric"),
    ("extra", " app-table__extra"),
    ("whole", " app-table__whole"),
    ("apart", " app-table__apart"),
)
WHOLE = " app-table__whole"
CAPTION, CAPTION_SHOWN = "govuk-visually-hidden", "govuk-table__caption govuk-table__caption--m"
HIDDEN = '<span class="govuk-visually-hidden">{}</span>'
HEADING = '<th scope="col" role="columnheader" class="govuk-table__header{}">{}</th>'
ROW = '<tr class="govuk-table__row" role="row">\n{}\n</tr>\n'
TABLE = """<div class="app-table-region" role="region" tabindex="0" aria-labelledby="{}">
  <table class="govuk-table app-table" role="table">
    <caption class="{}" id="{}">{}</caption>
    <thead class="govuk-table__head" role="rowgroup">
<tr class="govuk-table__row" role="row">
{}
</tr>
    </thead>
    <tbody class="govuk-table__body" role="rowgroup">
{}    </tbody>
  </table>
</div>
"""


def draw_table(table: Table) -> str:
    """A list of records. On a telephone each row becomes a card; the roles keep it a table then."""
    caption = CAPTION_SHOWN if table.show_caption else CAPTION
    lines = markup_join("", ROW, ((draw_line(line),) for line in table.lines))
    said = (table.caption_id, caption, table.caption_id, table.caption)
    return markup(TABLE, *said, _head(table.columns), lines)


@lru_cache(maxsize=64)  # columns are constants of the views
def _head(columns: tuple[Column, ...]) -> str:
    return markup_join("\n", HEADING, ((_classes(column, "header"), _named(column)) for column in columns))


def _named(column: Column) -> str:
    return markup(HIDDEN, column.label) if column.hide_label else column.label


def draw_cell(cell: Cell) -> str:
    """Words, perhaps a link, a tag, and a second line."""
    shape, values = _shape(cell)
    return markup(shape, *values)


def draw_line(line: Iterable[tuple[Column, Cell]]) -> str:
    """The cells of one row, drawn at once; the first names it."""
    shapes: list[str] = []
    values: list[Any] = []
    for column, cell in line:
        shape, said = _shape(cell)
        shapes.append(OTHER.format(shape) if shapes else NAMING.format(shape))
        values += [_opening(column) if len(shapes) > 1 else WHOLE if column.whole else "", *said]
    return markup("".join(shapes), *values)


def _shape(cell: Cell) -> tuple[str, list[Any]]:
    """The markup around a cell's values, and the values."""
    shape, values = _words(cell)
    tag = as_tag(cell.tag)
    if tag:
        shape, values = shape + TAG, [*values, tag.colour, tag.text]
    return (shape + NOTE, [*values, kept_whole(cell.note)]) if cell.note else (shape, values)


def _words(cell: Cell) -> tuple[str, list[Any]]:
    if cell.url and cell.about:
        return LINK_ABOUT, [cell.url, cell.text, cell.about]
    if cell.url:
        return LINK, [cell.url, cell.text]
    return (DUE, [cell.tone, cell.text]) if cell.tone else ("{}", [cell.text])


@lru_cache(maxsize=256)
def _opening(column: Column) -> str:
    return markup(OPENING, _classes(column, "cell"), "" if column.hide_label else markup(LABEL, column.label))


def _classes(column: Column, part: str) -> str:
    return "".join(css.format(part) for name, css in CLASSES if getattr(column, name))
