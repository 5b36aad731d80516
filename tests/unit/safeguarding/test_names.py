"""A text that is to name nobody says none of the case's names, however they are written."""

import pytest

from safeguarding.forms.discussing import names_in

NAMES = ("Petronella", "Vance-Tully", "O’Brien", "May", "Jo", "Renée")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A child is often hungry.", []),
        ("PETRONELLA’s neighbour", ["Petronella"]),
        ("petronella-anne", ["Petronella"]),
        ("The tullys and Mrs Tully", ["Tully"]),
        ("brien’s son", ["Brien"]),
        ("It may be so", []),
        ("It was May who said so", ["May"]),
        ("Jo said so", []),  # two letters are too often a word
        ("renée", ["Renée"]),
        ("Petronellas", []),
    ],
)
def test_names_are_found_as_whole_words(text: str, found: list[str]) -> None:
    assert names_in(text, NAMES) == found
