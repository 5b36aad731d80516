"""Taking a permission back: the one form on which nothing has to be answered."""

from typing import Any

from cases.forms.choices import LONGEST_LINE, offer
from cases.vocabulary.sharing import Category
from foundation.components.fields import CheckboxesField, NoteField
from foundation.components.forms import Form


class TakeBackForm(Form):
    """Taking a permission back, whole or in part. Nothing is asked that has to be answered."""

    words = NoteField(label="What they said", required=False, rows=2, max_length=LONGEST_LINE)
    categories = CheckboxesField(
        label="Only part of it", required=False, help_text="Leave all of these empty to take all of it back"
    )

    def __init__(self, *args: Any, kinds: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["categories"], [(kind.value, kind.label) for kind in kinds if kind != Category.EXISTENCE])
