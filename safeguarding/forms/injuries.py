"""A mark on the body: where it is, by a region's name, and what was seen, in words (§3.11)."""

from typing import Any

from django import forms

from cases.forms.choices import LONGEST_NOTE, with_nothing
from foundation.components.fields import NoteField
from foundation.components.forms import Form
from safeguarding.presenting.body import PLACES


class InjuryForm(Form):
    """One mark. Each is written down by itself, so that each has its words."""

    place = forms.ChoiceField(
        label="Where on the body?",
        choices=with_nothing(PLACES, "Choose"),
        help_text="Left and right are theirs, not yours. The drawing does the same: choose a part of it",
    )
    words = NoteField(
        label="What was seen, by whom and when?",
        rows=4,
        max_length=LONGEST_NOTE,
        help_text="Size, shape and colour in plain words, and what they said of it in theirs. Do not look for more, and"
        " take no photograph",
    )

    def injury(self) -> dict[str, Any]:
        """What was typed, for the action."""
        return {"place": self.cleaned_data["place"], "words": self.cleaned_data["words"]}
