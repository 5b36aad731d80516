"""What is typed about two files that become one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from cases.forms.access import why_field
from cases.forms.choices import offer
from cases.forms.walls import OtherFileForm
from cases.models import Person
from foundation.components.forms import Form

Named = Iterable[tuple[Person, str]]


class WhichFileForm(OtherFileForm):
    """The file that this one is made one with."""


class MergeForm(Form):
    """Who of the file that stays each of the people is, and why the two are one."""

    reason = why_field("How you know that they are one")

    def __init__(self, *args: Any, people: Named, there: Named, **kwargs: Any) -> None:
        """``people`` of the file that closes, and those who are ``there`` already."""
        super().__init__(*args, **kwargs)
        known = [(str(person.pk), name) for person, name in there]
        self.people = [person.pk for person, _ in people]
        names = {name.casefold(): pk for pk, name in reversed(known)}
        for person, name in people:
            field = forms.ChoiceField(label=f"Who {name} is in the file that stays", required=False)
            field.is_asked = True  # type: ignore[attr-defined]  # "Not there yet" is an answer too
            offer(field, [("", "Not there yet: write them down"), *known])
            self.fields[str(person.pk)] = field
            self.initial[str(person.pk)] = names.get(name.casefold(), "")
        self.order_fields([*map(str, self.people), "reason"])

    def merging(self) -> dict[str, Any]:
        """What was typed, for the action: why, and who is whom; whoever is to be written down is left out."""
        known = {pk: UUID(said) for pk in self.people if (said := self.cleaned_data[str(pk)])}
        return {"reason": self.cleaned_data["reason"], "people": known}
