"""The cells of a table are drawn in Python, so what they escape is shown here and not by a template."""

from foundation.components.cells import draw_cell, draw_line
from foundation.components.shapes import Cell, Column, Tag
from safeguarding.presenting.boards import BOARD

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


def test_a_tag_stands_apart_where_its_column_says_so() -> None:
    """Beside its words it would stand or not as the width has it; the columns of the board have it below."""
    beside, below = (
        draw_line([(Column("Concern"), Cell()), (column, Cell("Begin it", tag=Tag("Raised", "teal")))])
        for column in (Column("Next"), Column("Next", apart=True))
    )
    assert "app-table__apart" in below and "app-table__apart" not in beside
    assert {column.label for column in BOARD if column.apart} == {"Next", "Time left"}
