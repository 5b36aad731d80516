"""What is typed about memberships and passwords."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, cast

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, RadioField, YesNoField
from foundation.components.forms import Form
from teams.actions import Newcomer, Terms
from teams.models import User
from teams.presenting import role_of
from teams.presenting.standing import Standing
from teams.roles import ROLES
from teams.vocabulary import STANDING, Employment, StaffDateKind


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


class TimesForm(Form):
    """From when until when. A day without an hour is the whole of that day."""

    first_day = NearDateField(label="First day", required=False, leaning="future")
    first_hour = TimeField(label="From what time", required=False)
    last_day = NearDateField(label="Last day", required=False, leaning="future")
    last_hour = TimeField(label="Until what time", required=False)

    def clean(self) -> dict[str, Any]:
        """An end after the beginning, and not before now."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for hour, day in (("first_hour", "first_day"), ("last_hour", "last_day")):
            if said.get(hour) and not said.get(day) and day not in self.errors:
                self.add_error(day, f"Enter the {day.replace('_', ' ')} that the time is on")
        until = self.until
        if until and until <= max(clock.now(), self.since or clock.now()):
            self.add_error("last_day", "Last day must be after the first, and not be over already")
        return said

    @property
    def since(self) -> datetime | None:
        """The instant it starts; None: at once."""
        day, hour = self.cleaned_data.get("first_day"), self.cleaned_data.get("first_hour")
        return clock.at(day, hour or time()) if day else None

    @property
    def until(self) -> datetime | None:
        """The instant it ends; None: never by itself."""
        day, hour = self.cleaned_data.get("last_day"), self.cleaned_data.get("last_hour")
        return (clock.at(day, hour) if hour else clock.end_of(day)) if day else None


class TermsForm(TimesForm):
    """As what somebody should be in the team."""

    role = RadioField(
        label="Their role",
        choices=[(role.value, role.label) for role in STANDING],
        noun="their role",
        hints={r: a.may for r, a in ROLES.items()},
    )
    employment = RadioField(label="On what terms", choices=Employment.choices, noun="on what terms", inline=True)
    reason = forms.CharField(label="Why", max_length=300)
    field_order: tuple[str, ...] = (
        "username",
        "role",
        "employment",
        "first_day",
        "first_hour",
        "last_day",
        "last_hour",
        "reason",
    )

    def terms(self) -> Terms:
        """The terms, for the action."""
        said = self.cleaned_data
        return Terms(said["role"], said["employment"], self.since, self.until)


class AskForm(TermsForm):
    """Who should join, as what, from when until when, and why."""

    username = forms.CharField(label="Their user name", max_length=60)
    reason = forms.CharField(label="Why they are joining", max_length=300)


class InviteForm(TermsForm):
    """Who is new, and as what they should join."""

    name = forms.CharField(label="Their name", max_length=120, help_text="As colleagues know them")
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9.-]{1,59}$",
        label="User name",
        help_text="What they sign in with: small letters, digits, full stops or hyphens",
        error_messages={"invalid": "User name must be 2 to 60 small letters, digits, full stops or hyphens"},
    )
    email = forms.EmailField(
        label="Work e-mail", error_messages={"invalid": "Enter an e-mail address, like name@example.org"}
    )
    reason = forms.CharField(label="Why they are joining", max_length=300)
    field_order = ("name", *TermsForm.field_order)

    def newcomer(self) -> Newcomer:
        """Who it is, for the action."""
        said = self.cleaned_data
        return Newcomer(said["username"], said["name"], said["email"])


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


class ChangeForm(TermsForm):
    """What a membership should be from some time on."""

    reason = forms.CharField(label="Why it changes", max_length=300)


class DeputyForm(TimesForm):
    """Who acts for the manager, and when."""

    who = forms.ModelChoiceField(User.objects.none(), label="Who acts for the manager", empty_label="Choose")
    reason = forms.CharField(label="Why", max_length=300)
    field_order = ("who", "first_day", "first_hour", "last_day", "last_hour", "reason")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people  # type: ignore[attr-defined]  # a field with a choice of rows
        self.fields["last_day"].required = True

    def deputy(self) -> dict[str, Any]:
        """Who and when, for the action."""
        said = self.cleaned_data
        return {"who": said["who"], "reason": said["reason"], "since": self.since, "until": self.until}


class AnswerForm(Form):
    """Confirm or decline."""

    confirm = YesNoField(label="Should they join the team?", reveals={"no": "reason"}, noun="whether they should join")
    reason = forms.CharField(label="Why not", max_length=300)


class EndForm(Form):
    """Why a membership ends, and when."""

    when = RadioField(
        label="When does it end?",
        choices=[("now", "Now"), ("then", "On a day to come")],
        reveals={"then": ("last_day", "last_hour")},
        noun="when it ends",
    )
    last_day = NearDateField(label="Last day", leaning="future", must_be="today or future")
    last_hour = TimeField(label="Until what time", required=False)
    reason = forms.CharField(label="Why it ends", max_length=300)

    def at(self) -> datetime | None:
        """The instant it ends; None: now."""
        day, hour = self.cleaned_data.get("last_day"), self.cleaned_data.get("last_hour")
        return (clock.at(day, hour) if hour else clock.end_of(day)) if day else None


class RecertifyForm(Form):
    """Who of the team is still rightly in it."""

    right = CheckboxesField(
        label="Still right",
        help_text="Tick whoever is still in the team, in this role, on these terms. Nothing happens to the others",
        noun="who is still rightly in the team",
        choices=[],
    )

    def __init__(self, *args: Any, standing: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = {str(each.membership.pk): each for each in standing}
        field = cast("CheckboxesField", self.fields["right"])
        field.choices = [(pk, f"{e.membership.user}, {role_of(e.membership)}") for pk, e in self.standing.items()]
        field.hints = {pk: each.account for pk, each in self.standing.items()}

    def chosen(self) -> list[Any]:
        """The memberships that were ticked."""
        return [self.standing[pk].membership for pk in self.cleaned_data["right"]]


def _day_of(kind: StaffDateKind) -> NearDateField:
    return NearDateField(label=kind.label, required=False, leaning="past", must_be="today or past")


class StaffDatesForm(Form):
    """When somebody signed, was checked and was trained; an empty box is a date that is not known."""

    agreement = _day_of(StaffDateKind.AGREEMENT)
    dbs = _day_of(StaffDateKind.DBS)
    data_protection = _day_of(StaffDateKind.DATA_PROTECTION)
    safeguarding_2 = _day_of(StaffDateKind.SAFEGUARDING_2)
    safeguarding_3 = _day_of(StaffDateKind.SAFEGUARDING_3)
    legal = _day_of(StaffDateKind.LEGAL)

    def changed(self, before: Mapping[str, date]) -> dict[str, date | None]:
        """What was typed that is not what it was."""
        said = self.cleaned_data
        return {k.value: said.get(k.value) for k in StaffDateKind if said.get(k.value) != before.get(k.value)}


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
