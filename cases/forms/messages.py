"""A message that somebody leaves for the team, and how it ended."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

import phonenumbers
from django import forms

from cases.forms.choices import LONGEST_NAME, LONGEST_NOTE, offer, with_nothing
from cases.forms.people import fault_in
from cases.vocabulary import Channel, Outcome
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, RadioField, TickField
from foundation.components.forms import Form
from foundation.working_days import next_working_day
from teams.models import Team, User

PROMISED = time(12)  # a call by the middle of the next working day, when they are promised nothing else

DIGITS = {"1": (9, 10), "2": (10,), "3": (10,), "7": (10,)}  # how many a British number has that begins with 01, 02 …


class MessageForm(Form):
    """Who called, how to reach them, what about, and when they were promised a call. A number that looks wrong is asked
    about once, while whoever called may still be there; part of a number, badly heard, is left as it is."""

    team_choice = RadioField(label="Team", noun="team")
    caller = forms.CharField(label="Who called", max_length=LONGEST_NAME)
    telephone = forms.CharField(label="Telephone", required=False, max_length=60)
    as_heard = TickField(label="This is all that I have of the number. Leave it as it is", required=False)
    may_leave_message = TickField(label="They said that we may leave a message on this number", required=False)
    about = NoteField(label="What it is about", rows=4, max_length=LONGEST_NOTE)
    for_whom = forms.ChoiceField(label="Who it is for", required=False)
    day = NearDateField(
        label="They were promised a call by",
        leaning="future",
        must_be="today or future",
        help_text="For example, 27 March",
    )
    at = TimeField(label="Time")

    def __init__(self, *args: Any, teams: Iterable[Team], workers: Iterable[User], **kwargs: Any) -> None:
        beginning = {"day": next_working_day(clock.today()), "at": PROMISED}
        super().__init__(*args, initial=beginning, **kwargs)
        self.fields["day"].error_messages["required"] = "Enter by when they were promised a call"
        self.teams = {str(team.pk): team for team in teams}
        self.workers = {str(worker.pk): worker for worker in workers}
        offer(self.fields["team_choice"], [(pk, team.name) for pk, team in self.teams.items()])
        if len(self.teams) == 1:  # a person of one team is not asked which
            del self.fields["team_choice"]
        if not doubt_about((self.data.get("telephone") or "").strip()):
            del self.fields["as_heard"]
        named = [(pk, str(worker)) for pk, worker in self.workers.items()]
        offer(self.fields["for_whom"], with_nothing(named, "Anybody in the team"))

    def clean(self) -> dict[str, Any]:
        """The number is one, kept as it was typed; or it is said that there is no more of it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        doubt = doubt_about(said.get("telephone", ""))
        if doubt and not said.get("as_heard"):
            self.add_error("telephone", f"{doubt}. If this is all that you have of it, say so below the number")
        return said

    def message(self) -> dict[str, Any]:
        """What was typed, for the action."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("caller", "telephone", "may_leave_message", "about")},
            "team": self.teams[said.get("team_choice") or next(iter(self.teams))],
            "for_whom": self.workers.get(said["for_whom"]),
            "promised_at": datetime.combine(said["day"], said["at"], tzinfo=clock.LONDON),
        }


def doubt_about(typed: str) -> str:
    """What looks wrong with a number that was just heard, or nothing. More than a way to reach somebody is refused for:
    a digit too few is a slip of the ear, and whoever wants may leave it so."""
    fault = fault_in(Channel.LANDLINE, typed)
    if fault or not typed:
        return fault
    number = phonenumbers.parse(typed, "GB")
    digits = str(number.national_number)
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    if number.country_code == 44:
        whole = whole and len(digits) in DIGITS.get(digits[0], (len(digits),))
    return "" if whole else "Enter a telephone number with all its digits"


class CloseMessageForm(Form):
    """How a message ended."""

    outcome = RadioField(label="How did it end?", choices=Outcome.choices, noun="how it ended")
