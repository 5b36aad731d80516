"""Putting a demand to information governance, and their answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer
from consent.actions.sheets import NewSheet
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form
from teams.models import User

VALID, NOT_VALID = "valid", "not_valid"


class PutForm(Form):
    """Whom to ask, and what they are shown: nobody's name, and no number of the family's."""

    reader = RadioField(label="Who is to confirm it?", noun="who is to confirm it")
    from_whom = forms.CharField(
        label="Who demands it", max_length=LONGEST_LINE, help_text="Such as the court, in a few words"
    )
    orders = NoteField(
        label="What it orders",
        rows=4,
        max_length=LONGEST_NOTE,
        help_text="So that they can judge it, in your own words. Leave out names, and our number and the court’s",
    )
    told_already = NoteField(
        label="Who has looked at it already, and what they said",
        rows=3,
        required=False,
        max_length=LONGEST_NOTE,
        help_text="A lawyer, or themselves on the telephone. They confirm that it was so",
    )

    def __init__(self, *args: Any, readers: Sequence[User], **kwargs: Any) -> None:
        first = {"reader": str(readers[0].pk)} if len(readers) == 1 else {}
        super().__init__(*args, initial=first | kwargs.pop("initial", {}), **kwargs)
        self.readers = {str(each.pk): each for each in readers}
        offer(self.fields["reader"], [(pk, str(each)) for pk, each in self.readers.items()])

    def said(self) -> NewSheet:
        """What was typed, for the action."""
        said = self.cleaned_data
        reader = self.readers[said["reader"]]
        return NewSheet(reader, said["from_whom"], said["orders"], told_already=said["told_already"] or "")


class SheetForm(Form):
    """Their own word: it is valid, or why not."""

    word = RadioField(
        label="Is it to be followed?",
        choices=[
            (VALID, "It is valid: what would be given is what it orders, and no more"),
            (NOT_VALID, "It is not valid, or is not to be followed as it stands"),
        ],
        noun="whether it is to be followed",
        reveals={NOT_VALID: ("answer",)},
    )
    answer = NoteField(label="Why not", rows=4, max_length=LONGEST_NOTE)

    def said(self) -> dict[str, Any]:
        """What was said, for the action."""
        return {"valid": self.cleaned_data["word"] == VALID, "answer": self.cleaned_data.get("answer") or ""}
