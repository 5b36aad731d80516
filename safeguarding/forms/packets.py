"""What a senior manager says of a discussion that was put to them."""

from typing import Any

from cases.forms.choices import LONGEST_NOTE, offer
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form

AS_WRITTEN, DIFFERENTLY = "confirmed", "differently"


class PacketForm(Form):
    """Their own word: as it was written down, or how they remember it."""

    word = RadioField(
        label="Is this what you discussed?",
        choices=[(AS_WRITTEN, "This is what we discussed"), (DIFFERENTLY, "I remember it differently")],
        noun="what you remember",
        reveals={DIFFERENTLY: ("answer",)},
    )
    answer = NoteField(label="How you remember it", rows=5, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:  # they were not in it, or they have given their word on it
            self.fields["word"].label = "Have you read this?"
            offer(self.fields["word"], [(AS_WRITTEN, "I have read it"), (DIFFERENTLY, "I want to say something to it")])
            self.fields["answer"].label = "What you want to say"

    def said(self) -> dict[str, Any]:
        """What was typed, for the action."""
        return {
            "differently": self.cleaned_data["word"] == DIFFERENTLY,
            "answer": self.cleaned_data.get("answer") or "",
        }
