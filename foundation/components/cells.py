"""The cells of a table, drawn in Python: a template for each of two hundred cells would take longer than the page.

Everything is escaped by ``format_html``; nothing is marked safe.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join

from foundation.components.shapes import Cell, Column, as_tag

TAG = ' <strong class="govuk-tag govuk-tag--{}">{}</strong>'
LINK = '<a class="govuk-link" href="{}">{}</a>'
LINK_ABOUT = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
DUE = '<span class="app-due app-due--{}">{}</span>'
NOTE = '<span class="app-table__note">{}</span>'
NAMING = '<th scope="row" role="rowheader" class="govuk-table__header app-table__name">{}</th>'
OTHER = '<td role="cell" class="govuk-table__cell{}"{}><span class="app-table__value">{}</span></td>'
LABEL = ' data-label="{}"'
CLASSES = (("numeric", " govuk-table__cell--numeric"), ("extra", " app-table__extra"), ("whole", " app-table__whole"))


def draw_cell(cell: Cell) -> str:
    """Words, perhaps a link, a tag, and a second line."""
    tag = as_tag(cell.tag)
    drawn_tag = format_html(TAG, tag.colour, tag.text) if tag else ""
    return format_html("{}{}{}", _words(cell), drawn_tag, format_html(NOTE, cell.note) if cell.note else "")


def draw_line(line: Iterable[tuple[Column, Cell]]) -> str:
    """The cells of one row; the first names it."""
    (_, name), *others = line
    cells = ((_classes(column), _label(column), draw_cell(cell)) for column, cell in others)
    return format_html("{}{}", format_html(NAMING, draw_cell(name)), format_html_join("", OTHER, cells))


def _words(cell: Cell) -> str:
    if cell.url and cell.about:
        return format_html(LINK_ABOUT, cell.url, cell.text, cell.about)
    if cell.url:
        return format_html(LINK, cell.url, cell.text)
    return format_html(DUE, cell.tone, cell.text) if cell.tone else conditional_escape(cell.text)


def _classes(column: Column) -> str:
    return "".join(css for name, css in CLASSES if getattr(column, name))


def _label(column: Column) -> str:
    return "" if column.hide_label else format_html(LABEL, column.label)
