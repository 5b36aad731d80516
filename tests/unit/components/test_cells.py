"""The cells of a table are drawn in Python, so what they escape is shown here and not by a template."""

from foundation.components.cells import draw_cell, draw_line
from foundation.components.shapes import Cell, Column, Tag

HOSTILE = '<b>{0} {} %s & "quoted"\'</b>'
ESCAPED = "&lt;b&gt;{0} {} %s &amp; &quot;quoted&quot;&#x27;&lt;/b&gt;"


def test_every_value_of_a_cell_is_escaped_and_braces_are_only_words() -> None:
    cell = Cell(HOSTILE, note=HOSTILE, tag=Tag(HOSTILE, HOSTILE), tone=HOSTILE)
    assert draw_cell(cell).count(ESCAPED) == 5
    linked = Cell(HOSTILE, url=HOSTILE, about=HOSTILE)
    assert draw_cell(linked).count(ESCAPED) == 3
    assert "<b>" not in draw_cell(cell) + draw_cell(linked)


def test_a_line_names_itself_first_and_labels_the_other_cells() -> None:
    line = [
        (Column("Name"), Cell("Petronella", url="/cases/1/")),
        (Column(HOSTILE, numeric=True, whole=True), Cell(HOSTILE)),
        (Column("Level", hide_label=True), Cell(3)),
    ]
    assert draw_line(line) == (
        '<th scope="row" role="rowheader" class="govuk-table__header app-table__name">'
        '<a class="govuk-link" href="/cases/1/">Petronella</a></th>'
        '<td role="cell" class="govuk-table__cell govuk-table__cell--numeric app-table__whole"'
        f' data-label="{ESCAPED}"><span class="app-table__value">{ESCAPED}</span></td>'
        '<td role="cell" class="govuk-table__cell"><span class="app-table__value">3</span></td>'
    )
