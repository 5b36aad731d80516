"""Markup that is drawn in Python escapes exactly what Django's own function escapes."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from hypothesis import given
from hypothesis import strategies as st

from foundation.addresses import page_of, place
from foundation.components.markup import escaped, kept_whole, markup, markup_join

SHAPE = '<a href="{}">{}</a>'
VALUES = st.one_of(
    st.text(),
    st.text(alphabet="<>&\"'a"),
    st.integers(),
    st.none(),
    st.text().map(lambda text: format_html("{}", text)),
)


@given(VALUES, VALUES)
def test_markup_is_what_django_makes(one: object, other: object) -> None:
    assert markup(SHAPE, one, other) == format_html(SHAPE, one, other)
    pairs = [(one, other), (other, one)]
    assert markup_join(", ", SHAPE, pairs) == format_html_join(", ", SHAPE, pairs)
    assert hasattr(markup(SHAPE, one, other), "__html__")


@pytest.mark.parametrize("sign", list("<>&\"'"))
def test_each_sign_is_written_out_wherever_it_stands(sign: str) -> None:
    assert escaped(f"a{sign}b") == "a" + format_html("{}", sign) + "b" != f"a{sign}b"


def test_addresses_are_those_that_django_finds() -> None:
    pk = uuid4()
    assert page_of("cases:case", pk) == reverse("cases:case", args=[pk])
    assert [place(name) for name in ("home", "cases:cases", "home")] == [
        reverse(name) for name in ("home", "cases:cases", "home")
    ]


@pytest.mark.parametrize("one", ["7KQ2-M9XA-C", "020 7946 0105", "01632 960 140", "07700 900 077"])
def test_no_line_ends_within_what_is_read_as_one(one: str) -> None:
    shown = f'of &lt;b&gt;, <span class="app-reference">{one}</span>, until 5pm'
    assert kept_whole(f"of <b>, {one}, until 5pm") == shown
    assert markup("{}", kept_whole(f"of <b>, {one}, until 5pm")) == shown


@pytest.mark.parametrize("words", ["", "9am to 5pm", "27 March 2026", "<b>", markup("<i>{}</i>", "7KQ2-M9XA-C"), None])
def test_other_words_stay_as_they_are(words: str | None) -> None:
    assert kept_whole(words) is words
