"""Somebody close to a colleague, whom they must not meet as a client."""

from django import forms

from cases.searching import name_asked
from foundation.components.forms import Form


class RelativeForm(Form):
    """Who it is. Both names, because one name alone would keep a whole town away."""

    given_name = forms.CharField(label="First name", max_length=100)
    family_name = forms.CharField(label="Last name", max_length=100)
    telephone = forms.CharField(label="Telephone", max_length=40, required=False)

    def clean(self) -> dict[str, str]:
        """Names that can be compared."""
        said: dict[str, str] = super().clean() or self.cleaned_data
        if {"given_name", "family_name"} <= set(said) and not name_asked(said["given_name"], said["family_name"]):
            self.add_error("given_name", "Enter a first name and a last name in letters")
        return said
