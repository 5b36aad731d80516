"""People, and the ways to reach them."""

from dataclasses import replace
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

# Letters go to addresses, which have a place of their own.
WAYS = [(way.value, way.label) for way in Channel if way != Channel.POST]


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
    """One more person of a case, perhaps not born yet."""

    role = RadioField(
        label="Who are they?",
        choices=PersonRole.choices,
        noun="who they are",
        reveals={PersonRole.UNBORN: "expected_on"},
    )
    expected_on = DateField(label="Expected on", required=False, help_text="For example, 27 3 2027")
    field_order = ("role", "expected_on", "given_name", "family_name", "known_as", "date_of_birth", "relationship")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_unless_unborn(self)

    def clean(self) -> dict[str, Any]:
        """A first name, unless nobody is born yet."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        check_who(self, said)
        return said

    def added(self) -> NewPerson:
        """What was typed, for the action."""
        return replace(self.person(PersonRole(self.cleaned_data["role"])), expected_on=self.cleaned_data["expected_on"])


def ask_unless_unborn(form: Form) -> None:
    """A first name is not demanded by its field, as an unborn child has none; nor is it called optional."""
    name: Any = form.fields["given_name"]
    name.required, name.is_asked = False, True


def check_who(form: Form, said: dict[str, Any]) -> None:
    """What every form that names somebody asks: a first name, or for an unborn child no date of birth."""
    unborn = said.get("role") == PersonRole.UNBORN
    if not unborn and not said.get("given_name") and "given_name" not in form.errors:
        form.add_error("given_name", "Enter first name")
    if unborn and said.get("date_of_birth"):
        form.add_error("date_of_birth", "An unborn child has no date of birth yet. Select ‘Child’, or remove the date")


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

    channel = RadioField(label="How", choices=WAYS, noun="how", inline=True)
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
