"""What a manager types about the rota of senior managers and about the places that referrals go to."""

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from django import forms

from cases.forms.choices import offer, with_nothing
from cases.vocabulary import Authority
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import RadioField
from foundation.components.forms import Form
from safeguarding.deadlines import OPENS, SHUTS, Calendar, Span
from safeguarding.vocabulary import INFORMATION_GOVERNANCE, Department, RouteKind
from teams.models import Team

LONGEST_TURN = timedelta(days=62)
LONGEST_NUMBER = 40
LONGEST_LINE = 120
CALLED = [("1", "First"), ("2", "As deputy, when the first cannot be reached"), ("3", "As second deputy")]
WHOLE, HOURS = "whole", "hours"


class OfATeam(Form):
    """A form of somebody who manages a team; whoever manages several is asked which."""

    team_choice = RadioField(label="Team", noun="team")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        offer(self.fields["team_choice"], [(pk, team.name) for pk, team in self.teams.items()])
        if len(self.teams) == 1:
            del self.fields["team_choice"]

    @property
    def team(self) -> Team:
        """The team that it is for."""
        return self.teams[self.cleaned_data.get("team_choice") or next(iter(self.teams))]


class TurnForm(OfATeam):
    """One senior manager's turn, or the same hours on each working day of some weeks."""

    username = forms.CharField(
        label="Their user name", max_length=150, help_text="Ask them for it; it is what they sign in with"
    )
    telephone = forms.CharField(label="Telephone on duty", max_length=LONGEST_NUMBER)
    for_adults = RadioField(
        label="For which concerns are they called?",
        choices=[("children", "About children"), ("adults", "About adults at risk")],
        initial="children",
        noun="for which concerns",
        inline=True,
    )
    position = RadioField(label="When are they called?", choices=CALLED, initial="1", noun="when they are called")
    first_day = NearDateField(label="First day", leaning="future", must_be="today or future")
    begins = TimeField(label="From")
    last_day = NearDateField(label="Last day", leaning="future", must_be="today or future")
    ends = TimeField(label="Until")
    pattern = RadioField(
        label="Which hours are theirs?",
        choices=[
            (HOURS, "These hours on each working day"),
            (WHOLE, "All hours, day and night, from the first to the last"),
        ],
        initial=HOURS,
        noun="which hours are theirs",
    )
    department = forms.ChoiceField(
        label="Department they decide for",
        required=False,
        choices=with_nothing([*Department.choices, (INFORMATION_GOVERNANCE, INFORMATION_GOVERNANCE)], "None of these"),
        help_text="If a parent is in dispute with it, the next person of the rota is called, by itself",
    )

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        beginning = {"first_day": clock.today(), "begins": OPENS, "ends": SHUTS}
        super().__init__(*args, initial=beginning | (initial or {}), **kwargs)

    def clean(self) -> dict[str, Any]:
        """A turn ends after it begins, and not years later."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = said.get("first_day"), said.get("last_day")
        if first and last:
            self._check(first, last, said)
        return said

    def _check(self, first: Any, last: Any, said: dict[str, Any]) -> None:
        begins, ends = said.get("begins"), said.get("ends")
        if last < first:
            self.add_error("last_day", "Last day must be the first day or a later one")
        elif last - first > LONGEST_TURN:
            self.add_error("last_day", "Last day must be within two months of the first; add the rest as another turn")
        elif begins and ends and ends <= begins and (said.get("pattern") == HOURS or first == last):
            self.add_error("ends", "Until must be later than the time they begin")

    def spans(self, calendar: Calendar) -> list[Span]:
        """The times that are theirs."""
        said = self.cleaned_data
        first, last = said["first_day"], said["last_day"]
        if said["pattern"] == WHOLE:
            return [(clock.at(first, said["begins"]), clock.at(last, said["ends"]))]
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [_hours(day, said["begins"], said["ends"]) for day in days if calendar.is_working(day)]

    def turn(self) -> dict[str, Any]:
        """The rest of what was typed, for the action."""
        said = self.cleaned_data
        rest = {name: said[name] for name in ("username", "telephone", "department")}
        return rest | {"position": int(said["position"]), "for_adults": said["for_adults"] == "adults"}


def _hours(day: Any, begins: time, ends: time) -> Span:
    return clock.at(day, begins), clock.at(day, ends)


class RouteForm(OfATeam):
    """A place that referrals go to."""

    kind = forms.ChoiceField(label="What is it?", choices=with_nothing(RouteKind.choices, "Choose"))
    name = forms.CharField(label="Name", max_length=LONGEST_LINE)
    authority = forms.ChoiceField(
        label="Council", required=False, choices=with_nothing(list(Authority.choices), "Every council")
    )
    telephone = forms.CharField(label="Telephone", max_length=LONGEST_NUMBER)
    email = forms.EmailField(label="E-mail", required=False, max_length=LONGEST_LINE)
    hours = forms.CharField(
        label="Opening hours",
        required=False,
        max_length=LONGEST_LINE,
        help_text="For example, Monday to Thursday 9am to 5:15pm, Friday 9am to 5pm",
    )

    def route(self) -> dict[str, str]:
        """What was typed, for the action."""
        return {name: self.cleaned_data[name] for name in ("kind", "name", "authority", "telephone", "email", "hours")}


class VerifyForm(Form):
    """That somebody has checked a place's number, and what was wrong with what we had."""

    on = NearDateField(label="When did you check it?", leaning="past", must_be="today or past")
    name = forms.CharField(label="Name", max_length=LONGEST_LINE)
    telephone = forms.CharField(label="Telephone", max_length=LONGEST_NUMBER)
    email = forms.EmailField(label="E-mail", required=False, max_length=LONGEST_LINE)
    hours = forms.CharField(label="Opening hours", required=False, max_length=LONGEST_LINE)
