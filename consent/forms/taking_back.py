"""Taking a permission back, on which nothing has to be answered; and what is said of one that somebody disputes."""

from typing import Any

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer
from cases.vocabulary.sharing import Category
from consent.vocabulary import Method
from foundation.components.fields import CheckboxesField, NoteField, RadioField, TickField
from foundation.components.forms import Form


class TakeBackForm(Form):
    """Taking a permission back, whole or in part. Nothing is asked that has to be answered."""

    words = NoteField(label="What they said", required=False, rows=2, max_length=LONGEST_LINE)
    told_what_went = TickField(label="I told them what has gone already", required=False)
    categories = CheckboxesField(
        label="Only part of it", required=False, help_text="Leave all of these empty to take all of it back"
    )
    method = RadioField(label="How did they tell us?", required=False, choices=Method.choices)

    def __init__(self, *args: Any, kinds: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["categories"], [(kind.value, kind.label) for kind in kinds if kind != Category.EXISTENCE])


class DisputeForm(Form):
    """Who disputes a permission, and why."""

    words = NoteField(label="Who disputes it, and why", rows=4, max_length=LONGEST_NOTE)


class UpholdForm(Form):
    """Why a permission that somebody disputes stands."""

    words = NoteField(label="Why it stands", rows=4, max_length=LONGEST_NOTE)
