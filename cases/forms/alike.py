"""What is typed about files in which somebody may be one person."""

from typing import Any

from django.forms import HiddenInput

from cases.forms.access import SHOWN_TO_MANAGERS, why_field
from cases.models import Alike
from cases.vocabulary import AlikeAnswer
from foundation.components.fields import RadioField
from foundation.components.forms import Form

MERGE = "merge"
ANSWERS = ((MERGE, "Yes: make one file of the two"), *AlikeAnswer.choices)
HINTS = {
    MERGE: "On the next page you choose which of them stays. Nothing is recorded here",
    AlikeAnswer.SAME: "Say who goes on working with them. Give the other file to somebody else on its own page",
    AlikeAnswer.OTHER: "Nobody is asked about these two again",
}
SHOWN_TO_TEAM = "Colleagues who see both files can read this"


class AlikeForm(Form):
    """Whether somebody in two files is one person, and how that is known."""

    answer = RadioField(
        label="Is it the same person, or the same family?", choices=ANSWERS, hints=HINTS, noun="what it is"
    )
    reason = why_field("How you know")

    def __init__(self, *args: Any, alike: Alike, merges: bool, **kwargs: Any) -> None:
        """``merges``: whether the person may make one file of the two, which is for managers."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = SHOWN_TO_MANAGERS if alike.kept else SHOWN_TO_TEAM
        if not merges:
            self.fields["reason"].label = "How you know that they are different people"
            answer: Any = self.fields["answer"]  # the one answer that is theirs to give is on the button
            answer.choices, answer.widget = [(AlikeAnswer.OTHER, ANSWERS[-1][1])], HiddenInput()
            self.initial["answer"] = AlikeAnswer.OTHER.value

    @property
    def is_merging(self) -> bool:
        """Whether the two files are to become one, which has a page of its own."""
        return bool(self["answer"].value() == MERGE)
