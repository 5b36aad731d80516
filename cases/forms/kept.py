"""A form about something that is kept: it begins with what is there, and knows what was changed."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from cases.forms.choices import offer, with_nothing
from cases.models import Code, Person
from cases.presenting import label_of, readable_of
from cases.vocabulary import CodeList
from foundation.components.changing import ChangingForm


def known(row: Model, name: str, field: forms.Field) -> Any:
    """What a field of a form begins with. A sealed value that does not open begins empty, and left empty it stays."""
    value = readable_of(row, name)
    return field.empty_value if value is None and hasattr(field, "empty_value") else value


class KeptForm(ChangingForm):
    """Begins with what a row holds. Fields that are no fields of the row are the form's own to make sense of.

    ``lists`` names the code list of each field that offers one; ``notices`` are sentences before the questions.
    """

    key: ClassVar[str]
    page_title: ClassVar[str]
    lists: ClassVar[dict[str, CodeList]] = {}
    warning = ""

    def __init__(self, *args: Any, row: Model, **kwargs: Any) -> None:
        self.row = row
        columns = {column.name for column in row._meta.fields}
        self.known = {name: known(row, name, field) for name, field in self.base_fields.items() if name in columns}
        super().__init__(*args, initial=self.known | self.begins_with(), **kwargs)
        self.changing = None if row._state.adding else row
        for name, which in self.lists.items():
            offer(self.fields[name], self._offered(which, self.known[name]))

    def begins_with(self) -> dict[str, Any]:
        """What stands in a field at first that is not simply what the row holds."""
        return {}

    def _offered(self, which: CodeList, said: str | list[str]) -> list[tuple[str, str]]:
        """Today's codes, and those that were chosen while they were in use."""
        choices = Code.objects.choices(which)
        now = {code for code, _ in choices}
        ended = [code for code in ([said] if isinstance(said, str) else said) if code and code not in now]
        choices += [(code, label_of(which, code)) for code in ended]
        return with_nothing(choices, "Not asked") if isinstance(said, str) else choices

    def changes(self) -> dict[str, Any]:
        """What differs from what was there, for the action; left empty, what could not be opened does not."""
        said = {name: value for name, value in self.cleaned_data.items() if name in self.known}
        return {name: value for name, value in said.items() if value != self.known[name]}


class SectionForm(KeptForm):
    """One part of what is known of a person."""

    template = "cases/person_form.html"

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, row=person, **kwargs)

    @classmethod
    def suits(cls, person: Person) -> bool:
        """Whether this is asked about somebody of this person's kind."""
        return True

    def is_asking(self) -> bool:
        """Whether the form was sent to look something up, and nothing is to be saved yet."""
        return False

    def former_name(self) -> str:
        """An old name that is to be kept, if this part changes names."""
        return ""
