"""An emergency in two answers: the danger, and whom somebody called or is calling."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.choices import LONGEST_NOTE, offer
from foundation import clock
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from foundation.components.forms import Form
from foundation.components.words import gb_datetime
from safeguarding.models import Concern
from teams.models import Team

ANOTHER = "another"
CALLS = {
    "999": "999",
    "mash": "Multi-agency safeguarding hub",
    "edt": "Emergency duty team, out of hours",
    "adults": "Adult social care",
    ANOTHER: "Somebody else",
}


class EmergencyForm(Form):
    """Two answers, and nothing else that could hold anybody up; whatever more there is to choose has a first choice."""

    danger = NoteField(
        label="What is the danger?",
        rows=4,
        max_length=LONGEST_NOTE,
        help_text="Who is in danger, from what, and where they are, as far as you know",
    )
    called = CheckboxesField(
        label="Whom have you called, or are you calling?",
        choices=list(CALLS.items()),
        noun="whom you called or are calling",
        reveals={ANOTHER: "another_call"},
        help_text="",
    )
    another_call = forms.CharField(label="Whom?", max_length=300)
    concern = RadioField(label="Which concern is it?", required=False, noun="which concern it is")
    team_choice = RadioField(label="Team", required=False, noun="team")
    field_order = ("danger", "called", "another_call", "concern", "team_choice")

    def __init__(
        self, *args: Any, concerns: Sequence[tuple[Concern, str]], teams: Sequence[Team], known: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["danger"].widget.attrs["autofocus"] = True
        self.concerns = {str(concern.pk): concern for concern, _ in concerns}
        self.teams = {str(team.pk): team for team in teams}
        offer(self.fields["concern"], [("", "A new one"), *((str(row.pk), name) for row, name in concerns)])
        offer(self.fields["team_choice"], [(pk, str(team)) for pk, team in self.teams.items()])
        self.fields["team_choice"].initial = next(iter(self.teams), "")
        if not concerns:
            del self.fields["concern"]
        if known or len(teams) == 1:  # the case's team, or the only one
            del self.fields["team_choice"]

    def begin_with(self, concern: str) -> None:
        """Choose the concern from whose page it was opened."""
        if "concern" in self.fields:
            self.fields["concern"].initial = concern if concern in self.concerns else ""

    def said(self) -> dict[str, str]:
        """The two answers, for the action; each call with the time at which it was written down."""
        said = self.cleaned_data
        names = [said["another_call"] if key == ANOTHER else CALLS[key] for key in said["called"]]
        return {"called": f"{', '.join(names)} ({gb_datetime(clock.now())})", "danger": said["danger"]}

    def concern_chosen(self) -> Concern | None:
        """The concern that it is about, if it is one that is known."""
        return self.concerns.get(self.cleaned_data.get("concern", ""))

    def team(self) -> Team:
        """The team in which a new enquiry begins."""
        return self.teams[self.cleaned_data.get("team_choice") or next(iter(self.teams))]
