"""What is typed about how families reach a service."""

from typing import Any

import phonenumbers
from django import forms
from django.core.validators import RegexValidator

from foundation.components.changing import ChangingForm
from teams.models.reaching import TELEPHONE

NUMBER = "Enter a telephone number with all its digits, such as 020 7946 0123"
PAGE = "Enter the address of a web page, such as https://www.example.org"


class ReachingForm(ChangingForm):
    """How families reach the service, as it stands on what they keep."""

    name = forms.CharField(label="What the service is called", max_length=120)
    telephone = forms.CharField(
        label="Telephone", max_length=30, validators=[RegexValidator(TELEPHONE, NUMBER)], widget=forms.TextInput
    )
    email = forms.EmailField(label="E-mail", max_length=254)
    post = forms.CharField(
        label="Postal address", max_length=300, widget=forms.Textarea(attrs={"rows": 4}), help_text="With the postcode"
    )
    web = forms.URLField(
        label="Web page",
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": PAGE},
    )
    hours = forms.CharField(
        label="When somebody answers",
        max_length=200,
        required=False,
        help_text="For example, Monday to Friday, 9am to 5pm",
    )

    def clean_telephone(self) -> str:
        """A number that somebody can ring: possible, as invented ones are too."""
        typed = str(self.cleaned_data["telephone"])
        try:
            number = phonenumbers.parse(typed, "GB")
        except phonenumbers.NumberParseException:
            raise forms.ValidationError(NUMBER) from None
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(NUMBER)
        return typed

    def clean_web(self) -> str:
        """A page that a browser opens, not a file or a mail."""
        typed = str(self.cleaned_data["web"])
        if typed and not typed.startswith(("http://", "https://")):
            raise forms.ValidationError(PAGE)
        return typed

    def said(self) -> dict[str, Any]:
        """What was typed, for the action."""
        return dict(self.cleaned_data)
