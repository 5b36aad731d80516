"""Reviews of a case, and time spent on it without a contact."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.forms.choices import LONGEST_NOTE, offer, with_nothing
from cases.models import Case, Review
from cases.models.life import MOST_MINUTES
from cases.presenting import text_of
from cases.vocabulary import TimeKind
from foundation import clock
from foundation.components.changing import ChangingForm
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField, NoteField, RadioField, TickField
from foundation.components.forms import Form
from teams.models import User


class HandOverForm(Form):
    """Which of somebody's cases go to whom; ``sure`` comes from the page that shows the choice once more."""

    cases = CheckboxesField(label="Which cases?", noun="at least one case")
    to = forms.ChoiceField(label="Who takes them over?")
    tasks = TickField(label="What is to be done on these cases goes with them", initial=True, required=False)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cases: Iterable[tuple[Case, str]], workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(case.pk): (case, name) for case, name in cases}
        self.workers = {str(worker.pk): worker for worker in workers}
        offer(self.fields["cases"], [(pk, name) for pk, (_, name) in self.found.items()])
        offer(self.fields["to"], with_nothing([(pk, str(who)) for pk, who in self.workers.items()], "Choose somebody"))
        self.fields["cases"].initial = list(self.found)

    def choice(self) -> dict[str, Any]:
        """What was chosen, for the action."""
        said = self.cleaned_data
        cases = [self.found[pk][0] for pk in said["cases"]]
        return {"cases": cases, "to": self.workers[said["to"]], "tasks": said["tasks"]}

    def names(self) -> list[str]:
        """The cases that were chosen, as they are named."""
        return [self.found[pk][1] for pk in self.cleaned_data["cases"]]


class GiveForm(Form):
    """Who has from now on what waits for somebody who does not see it."""

    to = RadioField(label="Who has it from now on?", noun="who has it from now on")

    def __init__(self, *args: Any, workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.pk): worker for worker in workers}
        offer(self.fields["to"], [(pk, str(who)) for pk, who in self.workers.items()])

    def worker(self) -> User:
        """Who was chosen."""
        return self.workers[self.cleaned_data["to"]]


class ReviewForm(ChangingForm):
    """What somebody thought when they looked at the case again, and when the next look is due. ``last`` is the review
    that stands there: a colleague's that was recorded meanwhile is shown beside this one."""

    note = NoteField(
        label="What you found",
        rows=4,
        max_length=LONGEST_NOTE,
        help_text="For example, what has changed, and whether the level still fits",
    )
    next_due = NearDateField(label="Next review", leaning="future", must_be="future")

    def __init__(self, *args: Any, case: Case, last: Review | None, **kwargs: Any) -> None:
        kept = {"note": text_of(last.note) if last else "", "next_due": case.review_due}
        super().__init__(*args, changing=case, kept=kept, last=last, **kwargs)


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
