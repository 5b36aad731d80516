"""What forms of a case share."""

from typing import Any

from django import forms

LONGEST_NOTE = 50_000  # characters
LONGEST_NAME = 200
LONGEST_LINE = 500


def with_nothing(choices: list[tuple[str, str]], words: str = "Not known") -> list[tuple[str, str]]:
    """A select's choices after an empty one that says what empty means."""
    return [("", words), *choices]


def offer(field: Any, choices: list[tuple[str, str]]) -> None:
    """Give a field of a form instance the choices of today."""
    field.choices = choices


def name_field(label: str, *, required: bool = False) -> forms.CharField:
    """A name in any script, as long as names get."""
    return forms.CharField(label=label, required=required, max_length=LONGEST_NAME)
