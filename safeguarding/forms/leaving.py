"""What a contact says once its words have moved into a concern about a colleague (§4.6)."""

from typing import Any
from uuid import UUID

from cases.forms.choices import LONGEST_NOTE
from foundation.components.fields import NoteField
from foundation.components.forms import Form


class Leaving(Form):
    """Beside the question which colleague it is: what the contact may say instead, when its words can move."""

    leaves = NoteField(
        label="What may the contact say instead?",
        rows=3,
        required=False,
        max_length=LONGEST_NOTE,
        help_text="If it is a colleague, they may read the contact. Its words move here, its answer becomes ‘No’, and "
        "the manager’s task about it goes. Write what they may read, such as what else was talked about",
    )

    def __init__(self, *args: Any, author: UUID | None = None, **kwargs: Any) -> None:
        """``author``: who recorded the contact, when the person may move its words."""
        super().__init__(*args, **kwargs)
        self.author = author
        if author is None:
            del self.fields["leaves"]

    def clean(self) -> dict[str, Any]:
        """Whoever is named reads the contact, so it says something else."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("accused") and self._words_move() and not said.get("leaves"):
            self.add_error("leaves", "Enter what the contact may say: your colleague may read it")
        return said

    def left(self) -> str:
        """What the contact says instead; nothing, when its words stay where they are."""
        return str(self.cleaned_data["leaves"]) if self._words_move() else ""

    def _words_move(self) -> bool:
        """The words of whoever is accused stay: their own that vanish would warn them."""
        return "leaves" in self.fields and self.cleaned_data.get("accused") != str(self.author)
