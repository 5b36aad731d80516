"""What a manager types about a breach, one form for each thing that is done about it."""

from datetime import datetime
from typing import Any

from django import forms

from cases.actions.breaches import BreachSaid
from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE
from cases.rules import weighs_up
from cases.vocabulary.breach import (
    BreachMove,
    Contained,
    Likelihood,
    ReportedTo,
    SafetyAnswer,
    Severity,
    WhyNotTold,
)
from cases.vocabulary.sharing import SendingMethod
from consent.forms.sharing import check_moment, starting_now
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, RadioField, YesNoField
from foundation.components.forms import Form


class BreachForm(Form):
    """One thing that is done about a breach; ``asks`` are its answers beside the reasons."""

    move: BreachMove
    asks: tuple[str, ...] = ()
    words = NoteField(label="Why", rows=3, max_length=LONGEST_NOTE)

    def said(self) -> BreachSaid:
        """What was said, for the action."""
        answers = {name: self.cleaned_data[name] for name in ("words", *self.asks)}
        return BreachSaid(self.move, **answers | self.more())

    def more(self) -> dict[str, Any]:
        """What follows from the answers, beside them."""
        return {}


class ContainForm(BreachForm):
    """What was done to get it back, and what became of it."""

    move = BreachMove.CONTAIN
    asks = ("asked_back", "contained")
    asked_back = YesNoField(label="Were they asked to give it back, destroy it or say no more of it?", noun="yes or no")
    contained = RadioField(label="What became of it?", choices=Contained.choices, noun="what became of it")
    words = NoteField(
        label="What was done, by whom, and who confirmed it",
        help_text="Call whoever has it, and ask them to confirm in writing. Do not tell them more than they know",
        rows=3,
        max_length=LONGEST_NOTE,
    )
    field_order = ("asked_back", "contained", "words")


class DecideForm(BreachForm):
    """The risk, and who is told because of it."""

    move = BreachMove.DECIDE
    asks = ("likelihood", "severity", "safety", "report", "tell", "why_not_told")
    safety = RadioField(
        label="Is somebody in the family in danger from somebody who may learn of this?",
        help_text="Ask it of every breach: that they have been in contact can be enough. If yes, call them by a safe"
        " way today, before any letter",
        choices=SafetyAnswer.choices,
        noun="whether somebody is in danger",
    )
    likelihood = RadioField(
        label="How likely is it that it harms somebody?", choices=Likelihood.choices, noun="how likely it is"
    )
    severity = RadioField(label="How bad would that be?", choices=Severity.choices, noun="how bad it would be")
    report = YesNoField(
        label="Must the Information Commissioner be told?",
        help_text="Yes, unless it is unlikely to put anybody at risk",
        noun="whether the Information Commissioner must be told",
    )
    tell = YesNoField(
        label="Are they to be told?",
        help_text="The person whose confidence it was. Yes, without delay, where the risk is high",
        noun="whether they are to be told",
        reveals={"no": "why_not_told"},
    )
    why_not_told = RadioField(label="Why not?", choices=WhyNotTold.choices, noun="why they are not told")
    words = NoteField(label="Your reasons", rows=4, max_length=LONGEST_NOTE)
    field_order = ("safety", "likelihood", "severity", "report", "tell", "why_not_told", "words")

    def clean(self) -> dict[str, Any]:
        """The decision fits the risk that was weighed."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("likelihood") and said.get("severity") and said.get("report") is not None:
            fits = weighs_up(
                said["likelihood"], said["severity"], report=said["report"], why_not_told=said.get("why_not_told") or ""
            )
            if not fits:
                self.add_error("why_not_told" if said["report"] else "report", fits.reason)
        return said


class WhenForm(BreachForm):
    """Something that happened at a time of its own."""

    day = NearDateField(label="Date", leaning="past", must_be="today or past")
    at = TimeField(label="Time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=starting_now(), **kwargs)

    def clean(self) -> dict[str, Any]:
        """It has happened."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        check_moment(self, said)
        return said

    def more(self) -> dict[str, Any]:
        """When it was."""
        at = datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], tzinfo=clock.LONDON)
        return {"happened_at": at}


class ReportForm(WhenForm):
    """That it was reported: by reference, never by name."""

    move = BreachMove.REPORT
    asks = ("reported_to", "reference")
    reported_to = RadioField(label="Who was told?", choices=ReportedTo.choices, noun="who was told")
    reference = forms.CharField(label="Their reference", required=False, max_length=LONGEST_LINE)
    words = NoteField(
        label="What they were told",
        help_text="By reference and without a name. If it is later than 72 hours, say why",
        rows=4,
        max_length=LONGEST_NOTE,
    )
    field_order = ("reported_to", "day", "at", "reference", "words")


class ToldForm(WhenForm):
    """That the person whose confidence it was has been told."""

    move = BreachMove.TELL
    asks = ("method",)
    method = RadioField(label="How?", choices=SendingMethod.choices, noun="how they were told", inline=True)
    words = NoteField(
        label="What they were told, and what they said",
        help_text="What went to whom, what it can lead to, what we have done, and whom they can complain to",
        rows=4,
        max_length=LONGEST_NOTE,
    )
    field_order = ("method", "day", "at", "words")


class CloseForm(BreachForm):
    """What was learned, and why it can be closed."""

    move = BreachMove.CLOSE
    asks = ("lessons",)
    lessons = NoteField(label="What was learned, and what is done differently now", rows=4, max_length=LONGEST_NOTE)
    words = NoteField(label="Why it can be closed", rows=3, max_length=LONGEST_NOTE)
    field_order = ("lessons", "words")


FORMS: dict[BreachMove, type[BreachForm]] = {
    form.move: form for form in (ContainForm, DecideForm, ReportForm, ToldForm, CloseForm)
}
