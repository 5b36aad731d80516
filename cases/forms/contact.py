"""Recording a contact."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from cases.actions import NewContact
from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer, with_nothing
from cases.models import Code, Person
from cases.models.contact import DAY_MINUTES
from cases.vocabulary import CodeList, ConsentCheck, ContactType, Direction, Screen, WithWhom
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from foundation.components.forms import Form

SERVICE_USER = (WithWhom.SERVICE_USER.value, "The person who asked for help")
OTHERS = [(who.value, who.label) for who in (WithWhom.PROFESSIONAL, WithWhom.OTHER)]
SCREENS = [(answer.value, answer.label) for answer in (Screen.NO_CONCERN, Screen.UNSURE, Screen.CONCERN)]
# Fields of a contact that the action takes just as they were typed.
AS_TYPED = (
    *("direction", "method", "contact_type", "duration_minutes", "interpreter", "summary", "other_party"),
    *("told_about_family", "consent_check", "advice_codes", "advice_given", "signposted_to"),
)


class ContactForm(Form):
    """One call, letter, visit or meeting. Nothing is preselected that the worker has to judge.

    ``people`` are those of the case with their names; the confider, if there is one, is the service user.
    """

    direction = RadioField(label="Who got in touch?", choices=Direction.choices, noun="who got in touch", inline=True)
    method = forms.ChoiceField(label="How")
    day = NearDateField(label="Date", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    duration_minutes = forms.IntegerField(
        label="How long, in minutes",
        required=False,
        min_value=1,
        max_value=DAY_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    contact_type = RadioField(
        label="What kind of contact was it?", choices=ContactType.choices, noun="what kind of contact it was"
    )
    with_whom = RadioField(
        label="Who did you speak to?",
        choices=[SERVICE_USER, ("else", "Anybody else")],
        noun="who you spoke to",
        reveals={"else": ("other_kind", "person", "other_party", "told_about_family", "consent_check")},
    )
    other_kind = RadioField(label="Who is that?", choices=OTHERS, noun="who that is", inline=True)
    person = forms.ChoiceField(label="Are they one of the people in this case?", required=False)
    other_party = forms.CharField(label="Their name and organisation", required=False, max_length=300)
    told_about_family = NoteField(
        label="What they were told about the family",
        rows=3,
        required=False,
        max_length=LONGEST_NOTE,
        help_text="Leave this empty if they were told nothing",
    )
    consent_check = RadioField(
        label="What made it right to speak to them?",
        choices=ConsentCheck.choices,
        noun="what made it right to speak to them",
    )
    summary = NoteField(
        label="What was said",
        rows=10,
        max_length=LONGEST_NOTE,
        help_text="Facts first; say whose opinion anything else is",
    )
    safeguarding_screen = RadioField(
        label="Did anything make you worry that a child or an adult may be at risk?",
        choices=SCREENS,
        noun="whether anything worried you",
        inline=True,
    )
    advice_given = NoteField(label="Advice given", required=False, rows=4, max_length=LONGEST_NOTE)
    advice_codes = CheckboxesField(label="What the advice was about", required=False)
    signposted_to = forms.CharField(label="Signposted to", required=False, max_length=LONGEST_LINE)
    interpreter = forms.ChoiceField(label="Interpreter", required=False)
    follow_up = forms.CharField(label="What has to be done next", required=False, max_length=LONGEST_LINE)
    follow_up_due = NearDateField(label="By when", required=False, leaning="future", must_be="today or future")

    def __init__(self, *args: Any, people: list[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person, _ in people}
        self.confider = next((person for person, _ in people if person.is_confider), None)
        for name, which in (
            ("method", CodeList.METHOD),
            ("interpreter", CodeList.INTERPRETER),
            ("advice_codes", CodeList.ISSUE),
        ):
            offer(self.fields[name], Code.objects.choices(which))
        named = [(str(person.pk), name) for person, name in people if person != self.confider]
        offer(self.fields["person"], with_nothing(named, "None of them"))
        confiding = [(WithWhom.SERVICE_USER.value, name) for person, name in people if person == self.confider]
        offer(self.fields["with_whom"], [*(confiding or [SERVICE_USER]), ("else", "Anybody else")])

    def clean(self) -> dict[str, Any]:
        """The questions that depend on each other."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("day") and said.get("at") and self.happened_at() > clock.now():
            self.add_error("at", "Time must not be in the future")
        if said.get("contact_type") in ContactType.nobody_reached():
            self._forget_conversation(said)
        if said.get("told_about_family") and said.get("consent_check") == ConsentCheck.NOT_NEEDED:
            self.add_error("consent_check", "You wrote down what they were told. Select what made that right")
        self._check_follow_up(said)
        return said

    def _forget_conversation(self, said: dict[str, Any]) -> None:
        """Nobody was spoken to: what was said and whether it worried anybody is not asked."""
        for name in ("summary", "safeguarding_screen"):
            if not self.data.get(self.add_prefix(name)):
                self.errors.pop(name, None)
                said[name] = ""

    def _check_follow_up(self, said: dict[str, Any]) -> None:
        if said.get("follow_up") and not said.get("follow_up_due") and "follow_up_due" not in self.errors:
            self.add_error("follow_up_due", "Enter by when it has to be done")
        if said.get("follow_up_due") and not said.get("follow_up"):
            self.add_error("follow_up", "Enter what has to be done next")

    def happened_at(self) -> datetime:
        """The London day and time that were typed, as an instant."""
        day, at = self.cleaned_data["day"], self.cleaned_data["at"]
        return datetime.combine(day, at, tzinfo=clock.LONDON)

    def contact(self) -> NewContact:
        """What was typed, for the action."""
        said = self.cleaned_data
        nobody = said["contact_type"] in ContactType.nobody_reached()
        to_confider = said["with_whom"] == WithWhom.SERVICE_USER
        return NewContact(
            happened_at=self.happened_at(),
            safeguarding_screen=Screen.NOT_ASKED if nobody else said["safeguarding_screen"],
            person=self.confider if to_confider else self.people.get(said["person"]),
            with_whom=WithWhom.SERVICE_USER if to_confider else said["other_kind"],
            **{name: said[name] for name in AS_TYPED},
        )


def opening_time(now: datetime) -> dict[str, Any]:
    """What a contact form starts with: today, now, by telephone, from them. Nothing that has to be judged."""
    local = clock.london(now)
    at = time(local.hour, local.minute)
    return {"direction": Direction.IN, "method": "tel", "day": date(local.year, local.month, local.day), "at": at}
