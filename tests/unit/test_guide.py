"""The guide is read from its file as it is spelt there, each kind of block by itself."""

import pytest

from pps_barnet.guide import Block, Said, guide, read, spans

PLAIN: Said = ((False, "plain"),)
TEXTS = {
    "## For the manager": Block("h2", (((False, "For the manager"),),), anchor="for-the-manager"),
    "One line\nand **two**.": Block("p", (((False, "One line and "), (True, "two"), (False, ".")),)),
    "* plain\n* **two**\n  lines": Block("ul", (PLAIN, ((True, "two"), (False, " lines")))),
    "1. plain\n2. plain": Block("ol", (PLAIN, PLAIN)),
    "| A | B |\n| --- | --- |\n| plain | **x** |": Block(
        "table", (((False, "A"),), ((False, "B"),)), ((("A", PLAIN), ("B", ((True, "x"),))),)
    ),
}


@pytest.mark.parametrize("text", TEXTS)
def test_each_kind_of_block_is_read(text: str) -> None:
    assert list(read(text)) == [TEXTS[text]]


def test_bold_may_stand_anywhere_in_a_line() -> None:
    assert spans("**a** b **c**") == ((True, "a"), (False, " b "), (True, "c"))


def test_nothing_of_the_file_is_lost_or_shows_how_it_is_spelt() -> None:
    said = [words for block in guide() for line in block.items for _, words in line]
    said += [words for block in guide() for row in block.rows for _, cell in row for _, words in cell]
    assert {block.kind for block in guide()} == {"h2", "h3", "p", "ul", "ol", "table"}
    assert [words for words in said if {"*", "|", "`", "#", "_"} & set(words)] == []
    assert len(" ".join(said).split()) > 1_200
