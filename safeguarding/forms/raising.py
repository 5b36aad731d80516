"""Raising a concern: three answers, and all else later."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer, with_nothing
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, RadioField
from safeguarding.actions import NewConcern
from safeguarding.forms.leaving import Leaving
from safeguarding.vocabulary import Source, Subject, Urgency
from teams.models import Team, User

LATER = "later"
HINTS: dict[str, str] = {
    Urgency.IMMINENT: "Call 999 first, then press Emergency at the top: it asks less",
    Urgency.SIGNIFICANT: "Discussed within the hour, referred today",
    Urgency.WELFARE: "Discussed today, referred by the next working day",
}


class RaiseForm(Leaving):
    """T1: the worry, how urgent it is and about whom. ``then``: the button; one keeps it as a draft for later."""

    subject = RadioField(
        label="Whom are you worried about?",
        choices=Subject.choices,
        initial=Subject.CHILD,
        noun="whom you are worried about",
        hints={
            Subject.CHILD: "Born or not, one of our families or not",
            Subject.STAFF: "A colleague, or somebody at a school or another service",
        },
        reveals={Subject.STAFF: "accused"},
    )
    accused = forms.ChoiceField(
        label="Which colleague is it?",
        required=False,
        help_text="Choose before you write more. They never see this concern, nor that there is one",
    )
    about = forms.CharField(
        label="Who is it?",
        required=False,
        max_length=LONGEST_LINE,
        help_text="‘Not known’ is an answer, and so is ‘the baby that is expected’ or ‘the boy next door’",
    )
    worry = NoteField(label="What worries you?", rows=5, required=False, max_length=LONGEST_NOTE)
    urgency = RadioField(
        label="How urgent is it?", choices=Urgency.choices, required=False, noun="how urgent it is", hints=HINTS
    )
    day = NearDateField(label="When did we first know?", required=False, leaning="past", must_be="today or past")
    at = TimeField(label="At what time?", required=False)
    team_choice = RadioField(label="Team", required=False, noun="team")
    mark_optional = False

    def __init__(self, *args: Any, colleagues: Sequence[User], teams: Sequence[Team] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "leaves" in self.fields:
            self.fields["subject"].reveals = {Subject.STAFF.value: ("accused", "leaves")}  # type: ignore[attr-defined]
        self.colleagues = {str(each.pk): each for each in colleagues}
        named = [(pk, str(each)) for pk, each in self.colleagues.items()]
        offer(self.fields["accused"], with_nothing(named, "None of ours, or not known"))
        self.teams = {str(team.pk): team for team in teams}
        offer(self.fields["team_choice"], [(pk, str(team)) for pk, team in self.teams.items()])
        self.fields["team_choice"].initial = next(iter(self.teams), "")
        if len(self.teams) < 2:
            del self.fields["team_choice"]

    @property
    def for_later(self) -> bool:
        """Whether it is kept as a draft, in which nothing is demanded."""
        return bool(self.data.get("then") == LATER)

    def clean(self) -> dict[str, Any]:
        """The three answers, unless it is kept for later; and a time that is not ahead."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = {"about": "Enter who it is: ‘not known’ is an answer", "worry": "Enter what worries you"}
        wanted["urgency"] = "Select how urgent it is"
        for name, words in wanted.items():
            if not self.for_later and not said.get(name) and name not in self.errors:
                self.add_error(name, words)
        if not self.errors and self.aware_at() > clock.now():
            self.add_error("at", "The time when we first knew must be in the past")
        return said

    def aware_at(self) -> datetime:
        """When the service first knew, from which the time runs; now, when it is not said."""
        said = self.cleaned_data
        day, at = said.get("day"), said.get("at")
        if not day and not at:
            return clock.now()
        return clock.at(day or clock.today(), at or clock.london(clock.now()).time())

    def concern(self, **more: Any) -> NewConcern:
        """What was typed, for the action."""
        said = self.cleaned_data
        source = more.pop("source", "")
        return NewConcern(
            aware_at=self.aware_at(),
            subject=Subject(said["subject"]),
            urgency=said["urgency"],
            worry=said["worry"],
            about=said["about"],
            accused=self.colleagues.get(said["accused"]),
            leaves=self.left() if said["subject"] == Subject.STAFF or said["accused"] else "",
            more={"source": Source(source)} if source else {},
            **more,
        )

    def team(self) -> Team:
        """The team in which an enquiry about somebody unknown begins."""
        return self.teams[self.cleaned_data.get("team_choice") or next(iter(self.teams))]
