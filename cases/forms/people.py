"""People, and the ways to reach them."""

from typing import Any

import phonenumbers
from django import forms

from cases.actions import NewContactPoint, NewPerson, Safety
from cases.forms.choices import name_field, offer, with_nothing
from cases.models import Code
from cases.vocabulary import Channel, CodeList, PersonRole, Safe
from foundation.components.dates import DateField
from foundation.components.fields import RadioField
from foundation.components.forms import Form


class PersonForm(Form):
    """Somebody in a case: a first name is enough."""

    given_name = name_field("First name", required=True)
    family_name = name_field("Last name")
    known_as = name_field("Known as")
    date_of_birth = DateField(
        label="Date of birth", required=False, must_be="today or past", help_text="For example, 27 3 2014"
    )
    relationship = forms.ChoiceField(label="Relationship to the child", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["relationship"], with_nothing(Code.objects.choices(CodeList.RELATIONSHIP)))

    def person(self, role: PersonRole, *, is_confider: bool = False) -> NewPerson:
        """What was typed, for the action."""
        said: dict[str, Any] = {name: self.cleaned_data.get(name) for name in PersonForm.base_fields}
        return NewPerson(role=role, is_confider=is_confider, **said)


class AddPersonForm(PersonForm):
    """One more person of a case."""

    role = RadioField(label="Who are they?", choices=PersonRole.choices, noun="who they are")
    field_order = ("role", "given_name", "family_name", "known_as", "date_of_birth", "relationship")


class SafetyForm(Form):
    """What is safe about a way to reach somebody. Silence means the cautious answer."""

    safe_to_use = RadioField(
        label="Is it safe to use?", choices=Safe.choices, initial=Safe.NOT_ASKED, noun="whether it is safe"
    )
    may_leave_message = forms.BooleanField(label="They said we may leave a message", required=False)
    may_say_who_we_are = forms.BooleanField(label="They said we may say who we are", required=False)
    safe_times = forms.CharField(
        label="When it is safe", required=False, max_length=200, help_text="For example, school hours only"
    )

    def safety(self) -> Safety:
        """What was typed, for the action."""
        return Safety(**{name: self.cleaned_data[name] for name in SafetyForm.base_fields})


class ContactPointForm(SafetyForm):
    """A way to reach somebody, and what is safe about it."""

    channel = RadioField(label="How", choices=Channel.choices, noun="how", inline=True)
    value = forms.CharField(label="Number or address", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("channel", "value")

    def clean(self) -> dict[str, Any]:
        """A telephone must be a possible number, and an e-mail address must look like one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        fault = fault_in(said.get("channel", ""), said.get("value", ""))
        if fault:
            self.add_error("value", fault)
        return said

    def point(self) -> NewContactPoint:
        """What was typed, for the action."""
        return NewContactPoint(Channel(self.cleaned_data["channel"]), self.cleaned_data["value"], self.safety())


def fault_in(channel: str, value: str) -> str:
    """What is wrong with a telephone number or an e-mail address, or nothing."""
    if not value:
        return ""
    if channel in Channel.telephones():
        try:
            number = phonenumbers.parse(value, "GB")
        except phonenumbers.NumberParseException:
            return "Enter a telephone number, such as 020 7946 0123 or 07700 900123"
        # Possible, not valid: Ofcom's numbers for invented people are possible only.
        return "" if phonenumbers.is_possible_number(number) else "Enter a telephone number with all its digits"
    if channel == Channel.EMAIL and ("@" not in value or " " in value.strip()):
        return "Enter an e-mail address in the form name@example.com"
    return ""
