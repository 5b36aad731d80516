"""The form that every form of ours starts from: it words its errors, and forgets what was not asked.

Django's own messages ("This field is required.") say neither what to do nor which question they are about. Read out
in a list at the top of a page they are useless, so they are replaced here once, for every field of every form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.forms.widgets import ChoiceWidget, FileInput

from foundation.unfinished import Unfinished

from .naming import asked_for, inside, name_field, subject_of


def verb_for(field: forms.Field) -> str:
    """What the person does with the field."""
    if isinstance(field.widget, FileInput):
        return "Choose"
    if isinstance(field.widget, ChoiceWidget):
        return "Select"
    return "Enter"


def required_words(field: forms.Field) -> str:
    """What to do about a question that was not answered. A tick box alone has a sentence for a label, not a name."""
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Tick the box if this is so: ‘{subject_of(field)}’"
    return asked_for(field, verb_for(field))


def messages_for(field: forms.Field) -> dict[str, str]:
    """Our words for the errors that Django's fields and validators know, by their code."""
    subject = subject_of(field).rstrip("?")
    asked = f"Select {inside(subject)}"
    return {
        "required": required_words(field),
        "invalid_choice": f"{asked} from the list",
        "invalid_list": f"{asked} from the list",
        "max_length": f"{subject} must be %(limit_value)d characters or fewer",
        "min_length": f"{subject} must be %(limit_value)d characters or more",
        "max_value": f"{subject} must be %(limit_value)s or less",
        "min_value": f"{subject} must be %(limit_value)s or more",
        "null_characters_not_allowed": f"{subject} must not contain hidden characters – type it again",
    }


def word_errors(field: forms.Field) -> None:
    """Put our words where Django's are; words that a form chose itself stay."""
    theirs = {code: str(text) for kind in type(field).__mro__[::-1] for code, text in _defaults(kind).items()}
    for code, text in {**messages_for(field), **_invalid(field)}.items():
        current = field.error_messages.get(code)
        if current is None or str(current) == theirs.get(code):
            field.error_messages[code] = text


def _defaults(kind: type) -> Mapping[str, Any]:
    """Only Django's defaults are replaced: a field class of ours has already chosen its words."""
    if not kind.__module__.startswith("django."):
        return {}
    found: Mapping[str, Any] = vars(kind).get("default_error_messages", {})
    return found


def _invalid(field: forms.Field) -> dict[str, str]:
    if isinstance(field, forms.EmailField):
        return {"invalid": f"{subject_of(field)} must be in the form name@example.com"}
    if isinstance(field, forms.IntegerField):
        return {"invalid": f"{subject_of(field)} must be a number, such as 30"}
    return {}


def nothing(field: forms.Field) -> Any:
    """What an unanswered field gives: "" for text, [] for a list, otherwise None."""
    return getattr(field, "empty_value", field.to_python(None))


class Form(forms.Form):
    """A form with errors in plain words, and questions that are only asked after a certain answer.

    `mark_optional = False` leaves out "(optional)", for filters, where everything is.
    """

    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            name_field(field, name)
            word_errors(field)

    def full_clean(self) -> None:
        """Check what was sent. What somebody only began to fill in is shown and not yet checked."""
        if isinstance(self.data, Unfinished):
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        """Whether this was sent and is in order; what was only begun is neither."""
        return not isinstance(self.data, Unfinished) and super().is_valid()

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.unasked():
            self.errors.pop(name, None)
            self.cleaned_data[name] = nothing(self.fields[name])

    def revealed_by(self) -> dict[str, tuple[str, str]]:
        """For each field that only some answer reveals: the field asked first, and that answer."""
        return {
            dependent: (name, str(answer))
            for name, field in self.fields.items()
            for answer, dependents in getattr(field, "reveals", {}).items()
            for dependent in as_names(dependents)
        }

    def unasked(self) -> list[str]:
        """Fields whose revealing answer was not given. Whatever an earlier answer left in them is forgotten:
        a hidden box must never send what its person can no longer see. Parents come before their dependents, so a
        chain is forgotten whole."""
        unasked: list[str] = []
        for dependent, (parent, answer) in self.revealed_by().items():
            if parent in unasked or answer not in self._answers(parent):
                unasked.append(dependent)
        return unasked

    def _answers(self, name: str) -> set[str]:
        value = self.fields[name].prepare_value(self.cleaned_data.get(name))
        return {str(each) for each in (value if isinstance(value, list | tuple | set) else [value])}


def as_names(dependents: str | tuple[str, ...]) -> tuple[str, ...]:
    """`reveals` takes one field name or several."""
    return (dependents,) if isinstance(dependents, str) else tuple(dependents)
