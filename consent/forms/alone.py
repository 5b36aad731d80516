"""What is asked when a child asks for help alone."""

from cases.forms.choices import LONGEST_NOTE
from consent.vocabulary import ParentInvolved
from foundation.components.fields import NoteField, RadioField, YesNoField
from foundation.components.forms import Form


class AloneForm(Form):
    """What the child wants, whether a parent comes into it, and whether anybody is at risk."""

    words = NoteField(label="What they want, in their words", rows=4, max_length=LONGEST_NOTE)
    parent = RadioField(
        label="Do they agree that a parent is involved?",
        choices=ParentInvolved.choices,
        noun="whether a parent is involved",
        hints={ParentInvolved.NO.value: "A parent who asks is told what everybody is told: nothing"},
    )
    at_risk = YesNoField(
        label="Do you think that somebody is at risk?",
        noun="whether somebody is at risk",
        help_text="Yes asks you next to raise a concern: then it does not wait for their agreement",
    )
