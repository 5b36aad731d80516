"""What forms of a case share."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator

from foundation.components.fields import RadioField

LONGEST_NOTE = 50_000  # characters
LONGEST_NAME = 200
LONGEST_LINE = 500


def with_nothing(choices: list[tuple[str, str]], words: str = "Not known") -> list[tuple[str, str]]:
    """A select's choices after an empty one that says what empty means."""
    return [("", words), *choices]


def in_columns() -> forms.CheckboxSelectMultiple:
    """Tick boxes for a long list of short answers."""
    return forms.CheckboxSelectMultiple(attrs={"class": "app-choices-columns"})


class AsTheyAre(BaseChoiceIterator):
    """Pairs of value and words, which Django would take apart and put together again, each by itself."""

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        self.choices = choices

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.choices)


class OneOfMany(forms.Select):
    """A select among perhaps two hundred, as a person of thirty teams has: its options are made at once."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """One group without a name, with of each option what is drawn of it."""
        chosen = next(iter(value), "")
        return [(None, [{"value": v, "label": words, "selected": v == chosen} for v, words in self.choices], 0)]


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
