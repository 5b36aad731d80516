"""What is typed about memberships and passwords."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from foundation.components.fields import RadioField, YesNoField
from foundation.components.forms import Form
from teams.roles import ROLES
from teams.vocabulary import Role


class SignInForm(LoginForm):
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = "User name", "Password"
        password.help_text = ""
        for field, what in ((name, "your user name"), (password, "your password")):
            field.error_messages["required"] = f"Enter {what}"
            field.widget.attrs.pop("placeholder", None)


class AskForm(Form):
    """Who should join, as what, and why."""

    username = forms.CharField(label="Their user name", max_length=60)
    role = RadioField(
        label="Their role", choices=Role.choices, noun="their role", hints={r: a.may for r, a in ROLES.items()}
    )
    reason = forms.CharField(label="Why they are joining", max_length=300)


class AnswerForm(Form):
    """Confirm or decline."""

    confirm = YesNoField(label="Should they join the team?", reveals={"no": "reason"}, noun="whether they should join")
    reason = forms.CharField(label="Why not", max_length=300)


class EndForm(Form):
    """Why a membership ends."""

    reason = forms.CharField(label="Why it ends", max_length=300)


class ConfirmationForm(Form):
    """Whether a manager confirms who joins."""

    on = YesNoField(
        label="Does a manager confirm who joins?",
        noun="whether a manager confirms",
        help_text="If not, whoever an administrator asks for joins at once",
    )


class PasswordForm(Form):
    """A new password of one's own."""

    current = forms.CharField(label="Your password now", widget=forms.PasswordInput, strip=False)
    new = forms.CharField(
        label="New password", widget=forms.PasswordInput, strip=False, help_text="At least 12 characters"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        """The password they signed in with."""
        typed: str = self.cleaned_data["current"]
        if not self.user.check_password(typed):
            raise ValidationError("This is not your password now")
        return typed

    def clean_new(self) -> str:
        """Long enough, and not a common one."""
        typed: str = self.cleaned_data["new"]
        validate_password(typed, self.user)
        return typed
