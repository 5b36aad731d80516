"""Reviews of a case, and time spent on it without a contact."""

from typing import Any

from django import forms

from cases.forms.choices import LONGEST_NOTE
from cases.models.life import MOST_MINUTES
from cases.vocabulary import TimeKind
from foundation import clock
from foundation.components.dates import NearDateField
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form


class ReviewForm(Form):
    """What somebody thought when they looked at the case again, and when the next look is due."""

    note = NoteField(
        label="What you found",
        rows=4,
        max_length=LONGEST_NOTE,
        help_text="For example, what has changed, and whether the level still fits",
    )
    next_due = NearDateField(label="Next review", leaning="future", must_be="future")


class TimeForm(Form):
    """Time spent without a contact."""

    kind = RadioField(label="What was it?", choices=TimeKind.choices, noun="what it was")
    minutes = forms.IntegerField(
        label="How long, in minutes",
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    day = NearDateField(label="Day", leaning="past", must_be="today or past")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today
