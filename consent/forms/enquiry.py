"""Somebody asks about a family: who, about whom, what, and what they were answered. It looks nobody up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from cases.forms.choices import offer, with_nothing
from cases.models import Code
from cases.vocabulary import CodeList
from consent.actions import NewEnquiry
from consent.forms.sharing import check_moment
from consent.models.enquiry import LONGEST_NAME, LONGEST_WORDS
from consent.rules import answer_to
from consent.vocabulary import AskedBy, AskedHow, AskedWhat, Response
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, RadioField, TickField, YesNoField
from foundation.components.forms import Form
from teams.models import Team

ANYBODY = answer_to(AskedBy.PUBLIC).row
SAID_OF = {asker.value: answer_to(asker).why for asker in AskedBy if answer_to(asker).row != ANYBODY}
IN_WRITING = "whether they have brought written authority"
THEN = {response.value: response.next_step for response in Response if response.next_step}


class EnquiryForm(Form):
    """What they asked, in the order in which a caller says it; what they were answered, last."""

    team_choice = RadioField(label="Team", noun="team")
    enquirer = forms.CharField(
        label="Who asks",
        max_length=LONGEST_NAME,
        help_text="The name they give, or that they give none. You do not have to check it",
    )
    organisation = forms.CharField(label="Where from", required=False, max_length=LONGEST_NAME)
    asked_by = RadioField(
        label="Who do they say they are?",
        choices=AskedBy.choices,
        hints=SAID_OF,
        noun="who they say they are",
        reveals={AskedBy.REPRESENTATIVE.value: ("in_writing",)},
    )
    in_writing = YesNoField(label="Have they brought their constituent’s written authority?", noun=IN_WRITING)
    asked_about = forms.CharField(
        label="About whom", max_length=LONGEST_NAME, help_text="The name as they say it. Only the managers can read it"
    )
    said_died = TickField(label="They say that this person has died", required=False)
    asked_what = forms.ChoiceField(label="What do they want to know?")
    words = NoteField(label="Their words", required=False, rows=3, max_length=LONGEST_WORDS)
    asked_how = RadioField(
        label="How did they ask?",
        choices=AskedHow.choices,
        initial=AskedHow.TELEPHONE,
        noun="how they asked",
        inline=True,
    )
    day = NearDateField(label="When", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    response = RadioField(label="What did you answer?", choices=Response.choices, hints=THEN, noun="what you answered")
    script_version = forms.ChoiceField(label="Which answer was read out?")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        now = clock.london(clock.now())
        super().__init__(
            *args, initial={"day": now.date(), "at": now.time().replace(second=0, microsecond=0)}, **kwargs
        )
        self.teams = {str(team.pk): team for team in teams}
        offer(self.fields["team_choice"], [(pk, team.name) for pk, team in self.teams.items()])
        if len(self.teams) == 1:  # a person of one team is not asked which
            del self.fields["team_choice"]
        offer(self.fields["asked_what"], with_nothing(AskedWhat.choices, "Choose"))
        scripts = Code.objects.choices(CodeList.ENQUIRY_SCRIPT)
        offer(self.fields["script_version"], scripts)
        self.script = scripts[-1][0] if scripts else ""
        if len(scripts) == 1:  # there is nothing to choose
            del self.fields["script_version"]

    def clean(self) -> dict[str, Any]:
        """Nobody asked tomorrow; and of whoever brings written authority the record says so, by the answer."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        check_moment(self, said)
        agreed = said.get("response") == Response.WITH_CONSENT
        if said.get("in_writing") and said.get("response") and not agreed:
            self.add_error("response", "They have written authority: select that they say that the family agreed")
        elif said.get("in_writing") is False and agreed:
            self.add_error("response", "They have no written authority: select one of the other answers")
        return said

    def team(self) -> Team:
        """Whose telephone was answered."""
        return self.teams[self.cleaned_data.get("team_choice") or next(iter(self.teams))]

    def said(self) -> NewEnquiry:
        """What was typed, for the action."""
        said = self.cleaned_data
        return NewEnquiry(
            **{name: said[name] for name in ("asked_about", "enquirer", "organisation", "words")},
            asked_by=AskedBy(said["asked_by"]),
            asked_how=AskedHow(said["asked_how"]),
            asked_what=AskedWhat(said["asked_what"]),
            received_at=datetime.combine(said["day"], said["at"], tzinfo=clock.LONDON),
            response=Response(said["response"]),
            script_version=said.get("script_version") or self.script,
            in_writing=bool(said["in_writing"]),
            said_died=said["said_died"],
        )
