"""What a manager decides because of the duty to share information."""

from cases.forms.choices import LONGEST_NOTE
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form


class ShareDecisionForm(Form):
    """Whether what we hold is shared, and why: recorded either way."""

    share = RadioField(
        label="What do you decide?",
        choices=[("yes", "It is shared, as far as it helps"), ("no", "It is not shared")],
        noun="what you decide",
    )
    reasons = NoteField(label="Your reasons", rows=4, max_length=LONGEST_NOTE)

    @property
    def shares(self) -> bool:
        """Whether it is shared."""
        return bool(self.cleaned_data["share"] == "yes")
