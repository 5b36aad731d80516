"""What one person asks for and another agrees to: a day of the calendar, and the day of a law."""

from typing import Any

from django import forms

from foundation.components.dates import NearDateField
from foundation.components.fields import RadioField
from foundation.components.forms import Form
from safeguarding.forms.rota import OfATeam
from safeguarding.vocabulary import DayKind, SwitchCode

LONGEST_WHY = 200


class DayForm(OfATeam):
    """A day that is added to the holidays, struck from them, or as it was published after all."""

    day = NearDateField(label="Which day?", leaning="future", must_be="today or future")
    kind = RadioField(label="What is it?", choices=DayKind.choices, noun="what it is")
    why = forms.CharField(
        label="Where is that said?",
        max_length=LONGEST_WHY,
        help_text="For example, a royal proclamation, or the name of the council’s notice. It stands in the calendar",
    )

    def said(self) -> dict[str, Any]:
        """What was typed, for the action."""
        return {name: self.cleaned_data[name] for name in ("day", "kind", "why")}


class LawForm(OfATeam):
    """The day on which a law takes effect for the service, once its lawyers have signed it off."""

    code = RadioField(label="Which law?", choices=SwitchCode.choices, noun="which law")
    in_force_from = NearDateField(
        label="From which day?",
        leaning="future",
        required=False,
        help_text="For example, 30 9 2027. Leave it empty to switch the law off",
    )
    why = forms.CharField(
        label="Who has signed this off, and where is it written?",
        max_length=LONGEST_WHY,
        help_text="Legal advice and the information governance lead, with the date",
    )

    def said(self) -> dict[str, Any]:
        """What was typed, for the action."""
        said = self.cleaned_data
        return {"code": said["code"], "in_force_from": said.get("in_force_from") or None, "why": said["why"]}


class AnswerForm(Form):
    """Whether what somebody else asked for is so."""

    word = RadioField(
        label="Have you checked it, and is it so?",
        choices=[("yes", "Yes, it is so"), ("no", "No, it is not")],
        noun="whether it is so",
    )

    @property
    def agrees(self) -> bool:
        """Whether they agree."""
        return bool(self.cleaned_data["word"] == "yes")
