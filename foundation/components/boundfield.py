"""A field as it stands on the page: which kind of control, what describes it, what its choices are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.widgets import ChoiceWidget, Widget

from .drawing import draw_field
from .forms import as_names

# CheckboxSelectMultiple is a subclass of RadioSelect, and both of Select's base: the narrowest comes first, or
# "select all that apply" is drawn as radios and only one answer can be given.
KINDS: tuple[tuple[type[Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.MultiWidget, "boxes"),
    (forms.FileInput, "file"),
)
CLASSES = {
    "input": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox, with its own hint and the questions it reveals."""

    id: str
    value: str
    label: str
    checked: bool
    disabled: bool
    hint: str
    exclusive: bool
    group: str
    reveals: tuple[BoundField, ...]

    @property
    def reveal_id(self) -> str:
        return f"{self.id}-more"


@dataclass(frozen=True)
class Box:
    """One box of several that make one answer, such as a date's month."""

    id: str
    name: str
    value: str
    label: str
    width: int
    wrong: bool
    numeric: bool


class BoundField(DjangoBoundField):
    """Adds to Django's what the field template asks for; `reveals`, `hints` and others are read off the field."""

    @cached_property  # asked a dozen times for each control
    def kind(self) -> str:
        if self.is_hidden:
            return "hidden"
        return next((kind for widget, kind in KINDS if isinstance(self.field.widget, widget)), "input")

    def as_field_group(self) -> str:  # type: ignore[override]  # Django's takes no template for one question either
        """The whole question; every form field of the product is drawn here."""
        return draw_field(self)

    @property
    def grouped(self) -> bool:
        """Several controls under one question, which a screen reader only joins by fieldset and legend."""
        return self.kind in {"radios", "checkboxes", "boxes"}

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def count_id(self) -> str:
        return f"{self.auto_id}-count"

    @property
    def max_words(self) -> int | None:
        return getattr(self.field, "max_words", None)

    @property
    def described_by(self) -> str:
        parts = (
            (self.help_text, self.hint_id),
            (self.errors, self.error_id),
            (self.max_words, self.count_id),
        )
        return " ".join(part for present, part in parts if present)

    @property
    def aria_describedby(self) -> str | None:
        """Django asks this for a single control; a group carries it on the fieldset instead."""
        return (None if self.grouped else self.described_by) or None

    @property
    def marked_optional(self) -> bool:
        """Most questions must be answered, so the few that need not be say so; asterisks are never explained. A form
        that asks for an answer in its own ``clean`` marks the field ``is_asked``."""
        asked = self.field.required or getattr(self.field, "is_asked", False)
        return not asked and getattr(self.form, "mark_optional", True) and self.kind != "checkbox"

    @property
    def first_id(self) -> str:
        """The control an error sends people to: the wrong box, or the first choice, whose number depends on whether
        the choices are in groups."""
        if self.kind == "boxes":
            return next((box.id for box in self.boxes if box.wrong), f"{self.auto_id}_0")
        return next((choice.id for choice in self.choices), self.auto_id) if self.grouped else self.auto_id

    @property
    def ticked_reveals(self) -> tuple[BoundField, ...]:
        """What a single tick box asks next, by `reveals = {True: …}`."""
        return self._revealed("True")

    @property
    def is_revealed(self) -> bool:
        """Drawn inside the choice that reveals it, so a list of the form's fields leaves it out."""
        find = getattr(self.form, "revealed_by", dict)
        return self.name in find()

    @property
    def container_class(self) -> str:
        """For a group, the widget's own classes belong to what holds it: govuk-radios--inline, for one. Groups are
        drawn small, as forms here are long and filled in all day; `app-choices--large` says otherwise."""
        own = str(self.field.widget.attrs.get("class", ""))
        small = self.kind in {"radios", "checkboxes"} and "app-choices--large" not in own
        return f"govuk-{self.kind}--small {own}".strip() if small else own

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        # The server's answer is the one that says what to do; a browser's bubble vanishes and is not in the list.
        built.pop("required", None)
        # A browser cuts a paste at maxlength without a word; the form says how much is too much and keeps it all.
        built["maxlength"] = False
        # Words inside a box go when one types, and look like an answer until then. The label and the hint stay.
        built["placeholder"] = False
        ours = (CLASSES.get(self.kind, ""), self.container_class, self._error_class())
        built["class"] = " ".join(filter(None, ours))
        if self.max_words:
            built["data-max-words"] = str(self.max_words)
        if self.kind == "checkbox" and self.ticked_reveals:
            built["data-reveal"] = f"{self.auto_id}-more"
        return {name: value for name, value in built.items() if value != ""}

    def _error_class(self) -> str:
        has_one = self.kind in {"input", "select", "textarea", "file"}
        return f"{CLASSES[self.kind]}--error" if self.errors and has_one else ""

    @property
    def choices(self) -> Iterator[Choice]:
        widget = self.field.widget
        if not isinstance(widget, ChoiceWidget):
            return
        options = widget.optgroups(self.html_name, widget.format_value(self.value()), {"id": self.auto_id})
        for group, subgroup, _index in options:
            for position, option in enumerate(subgroup):
                yield self._choice(option, group or "" if position == 0 else "")

    def _choice(self, option: dict[str, Any], group: str) -> Choice:
        value = str(option["value"])
        return Choice(
            id=option["attrs"].get("id", ""),
            value=value,
            label=option["label"],
            checked=option["selected"],
            disabled=bool(self.field.disabled or option["attrs"].get("disabled")),
            hint=getattr(self.field, "hints", {}).get(value, ""),
            exclusive=value == getattr(self.field, "exclusive", None),
            group=group,
            reveals=self._revealed(value),
        )

    def _revealed(self, value: str) -> tuple[BoundField, ...]:
        reveals = {str(key): names for key, names in getattr(self.field, "reveals", {}).items()}
        found = (self.form[name] for name in as_names(reveals.get(value, ())))
        return tuple(bound for bound in found if isinstance(bound, BoundField))

    @property
    def boxes(self) -> list[Box]:
        widget = self.field.widget
        drawn = widget.get_context(self.html_name, self.value(), {"id": self.auto_id})["widget"]["subwidgets"]
        return [self._box(box, shape) for box, shape in zip(drawn, widget.shapes, strict=True)]

    def _box(self, box: dict[str, Any], shape: tuple[str, int, bool]) -> Box:
        part, width, numeric = shape
        wrong = self._wrong_parts()
        value = "" if box["value"] is None else str(box["value"])
        marked = bool(self.errors) and (not wrong or part in wrong)
        return Box(box["attrs"]["id"], box["name"], value, part.capitalize(), width, marked, numeric)

    def _wrong_parts(self) -> set[str]:
        """Which boxes the error is about; none named means all of them."""
        found = self.form.errors.as_data().get(self.name, [])
        return {part for error in found for part in (error.params or {}).get("parts", ())}
