"""What forms of a case share."""

from typing import Any

from django import forms

from foundation.components.fields import AsTheyAre, RadioField

LONGEST_NOTE = 50_000  # characters
LONGEST_NAME = 200
LONGEST_LINE = 500


def with_nothing(choices: list[tuple[str, str]], words: str = "Not known") -> list[tuple[str, str]]:
    """A select's choices after an empty one that says what empty means."""
    return [("", words), *choices]


def in_columns() -> forms.CheckboxSelectMultiple:
    """Tick boxes for a long list of short answers."""
    return forms.CheckboxSelectMultiple(attrs={"class": "app-choices-columns"})


def offer(field: Any, choices: list[tuple[str, str]]) -> None:
    """Give a field of a form instance the choices of today, none of them in groups."""
    field.choices = AsTheyAre(choices)


def chosen(label: str, choices: list[tuple[str, str]], *, nothing: str = "Not asked", **more: Any) -> forms.ChoiceField:
    """One of a list, or not asked."""
    return forms.ChoiceField(label=label, required=False, choices=with_nothing(choices, nothing), **more)


def name_field(label: str, *, required: bool = False) -> forms.CharField:
    """A name in any script, as long as names get."""
    return forms.CharField(label=label, required=required, max_length=LONGEST_NAME)


class AskedField(RadioField):
    """Yes, no, or not asked, as True, False or None: whoever asks nobody must not have to say "no"."""

    empty_value = None

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", "Not asked"), ("yes", "Yes"), ("no", "No")]
        super().__init__(choices=choices, required=False, inline=True, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def clean(self, value: Any) -> Any:
        return {"yes": True, "no": False}.get(super().clean(value))
