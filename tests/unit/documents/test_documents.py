"""A document is tagged for whoever cannot see it, and what was typed in it stays text."""

import pytest

from foundation.documents import CannotDraw, Document, Facts, Grid, Paragraph, Points, Section, as_pdf
from tests.unit.documents.reading import reader_of, tags_of, words_of

TYPED = 'Nguyễn *bold* #read("/etc/passwd") $x^2$ <b> \\ ~ @somebody // gone? عمر'
WHOLE = Document(
    "What you agreed",
    [
        Section("About", [Facts([("Name", TYPED), ("School", "")]), Paragraph("Not the diagnosis.\nNever.", True)]),
        Section("What was told", [Grid(["Kind", "What"], [["Health", "a"], ["Money", ""]]), Points(["one", "two"])]),
    ],
    lead="Keep this where only you find it.",
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return as_pdf(WHOLE)


def test_it_says_what_it_is_and_in_which_language(pdf: bytes) -> None:
    read = reader_of(pdf)
    root = read.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert read.metadata is not None
    assert (read.metadata.title, read.metadata.author, read.metadata.creation_date) == (WHOLE.title, None, None)
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert b"pdfuaid" in pdf


def test_its_tags_are_headings_tables_with_headers_and_lists_in_reading_order(pdf: bytes) -> None:
    tags = [tag for tag in tags_of(pdf) if tag in ("H1", "H2", "P", "Table", "TH", "L", "LI")]
    assert tags == [
        *("H1", "P", "H2", "Table", "TH", "TH", "P"),
        *("H2", "Table", "TH", "TH", "L", "LI", "LI"),
    ]


def test_its_words_stand_in_the_order_in_which_they_were_given(pdf: bytes) -> None:
    said = words_of(pdf)
    order = [said.index(word) for word in ("What you agreed", "Keep this", "About", "Never.", "What was told")]
    assert order == sorted(order)
    assert "School Not known" in said


def test_what_was_typed_is_printed_as_it_stands(pdf: bytes) -> None:
    said = words_of(pdf)
    for piece in ("*bold*", '#read("/etc/passwd")', "$x^2$", "<b>", "Nguyễn", "@somebody", "// gone?"):
        assert piece in said
    assert "root:" not in said


def test_the_same_document_is_the_same_bytes(pdf: bytes) -> None:
    """So that the hash of what was sent can be worked out again."""
    assert as_pdf(WHOLE) == pdf


def test_a_long_text_runs_over_pages_that_are_numbered() -> None:
    long = as_pdf(Document("Referral", [Section("Facts", [Paragraph("A line that was typed.\n" * 120)])]))
    assert len(reader_of(long).pages) > 2
    assert "Page 3 of" in words_of(long)


def test_more_than_anybody_reads_is_refused_without_its_content() -> None:
    with pytest.raises(CannotDraw) as refused:
        as_pdf(Document("Referral", [Section("Facts", [Paragraph("secret " * 40_000)])]))
    assert "secret" not in str(refused.value)
