"""What is typed to sign in and about passwords."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from foundation.components.fields import YesNoField
from foundation.components.forms import Form


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


class AskPasswordForm(Form):
    """Why somebody needs a new password."""

    reason = forms.CharField(label="Why it is needed", max_length=300, help_text="For example, they forgot it")


class AnswerPasswordForm(Form):
    """A manager's answer to a request for a new password."""

    confirm = YesNoField(label="May they set a new password?", noun="whether they may")


class SetPasswordForm(Form):
    """The code that goes with a link, and the new password."""

    code = forms.CharField(
        label="Your code", max_length=20, help_text="Your manager tells it to you, for example KQ7T-9MHW"
    )
    new = forms.CharField(
        label="New password", widget=forms.PasswordInput, strip=False, help_text="At least 12 characters"
    )
    again = forms.CharField(label="New password again", widget=forms.PasswordInput, strip=False)

    def clean_new(self) -> str:
        """Long enough, and not a common one."""
        typed: str = self.cleaned_data["new"]
        validate_password(typed)
        return typed

    def clean_again(self) -> str:
        """The same, typed twice."""
        typed: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and typed != self.cleaned_data["new"]:
            raise ValidationError("The two passwords are not the same")
        return typed


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
