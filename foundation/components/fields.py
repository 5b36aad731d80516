"""Fields that say how they are asked: radios, tick boxes, yes or no, and long text.

`hints` gives a choice its own line of help; `reveals` names the field that a choice asks next, one or several, each
of them revealed by one choice only. A revealed field is declared as required or not in its own right: while it is not
asked, the form forgets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.choices import BaseChoiceIterator

Reveals = Mapping[Any, str | tuple[str, ...]]


class RadioField(forms.ChoiceField):
    """One answer of up to about seven; for more, use a plain ChoiceField, which is a select."""

    widget = forms.RadioSelect

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Reveals | None = None,
        inline: bool = False,
        noun: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.hints, self.reveals, self.noun = dict(hints or {}), dict(reveals or {}), noun
        if inline:
            self.widget.attrs["class"] = "govuk-radios--inline"


class YesNoField(RadioField):
    """Yes or no, as True or False; unanswered is None, which is not "no"."""

    empty_value = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("inline", not kwargs.get("reveals"))
        super().__init__(choices=[("yes", "Yes"), ("no", "No")], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)

    def clean(self, value: Any) -> Any:
        return {"yes": True, "no": False}.get(super().clean(value))


class TickField(forms.BooleanField):
    """One box to tick, its label the sentence that is then true. `reveals` names what is asked when it is."""

    def __init__(self, *, reveals: str | tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reveals: Reveals = {True: reveals}


class CheckboxesField(forms.MultipleChoiceField):
    """Any number of answers. `exclusive` is the answer that unticks the others, such as none of these."""

    widget = forms.CheckboxSelectMultiple

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Reveals | None = None,
        exclusive: str | None = None,
        noun: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", "Select all that apply")
        super().__init__(**kwargs)
        self.hints, self.reveals, self.noun = dict(hints or {}), dict(reveals or {}), noun
        self.exclusive = exclusive


class LongestNote(MaxLengthValidator):
    """A browser sends each line end as two characters; whoever typed it counted one."""

    def clean(self, x: Any) -> int:
        return len(x.replace("\r\n", "\n"))


class NoteField(forms.CharField):
    """Long text. Its spaces and line ends are kept as typed; only a box with nothing but spaces counts as empty."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 6, max_words: int | None = None, **kwargs: Any) -> None:
        self.rows, self.max_words = rows, max_words
        kwargs.setdefault("strip", False)
        super().__init__(**kwargs)
        self.validators = [
            LongestNote(each.limit_value) if isinstance(each, MaxLengthValidator) else each for each in self.validators
        ]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "rows": self.rows}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text if text and text.strip() else self.empty_value

    def validate(self, value: Any) -> None:
        super().validate(value)
        count = len(str(value or "").split())
        if self.max_words and count > self.max_words:
            raise forms.ValidationError(
                f"{self.label} must be {self.max_words} words or fewer; it is {count}", code="max_words"
            )


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
