"""What is typed about memberships and passwords."""

from teams.forms.memberships import AnswerForm, AskForm, ChangeForm, ConfirmationForm, DeputyForm, EndForm, InviteForm
from teams.forms.passwords import AnswerPasswordForm, AskPasswordForm, PasswordForm, SetPasswordForm, SignInForm
from teams.forms.standing import RecertifyForm, StaffDatesForm

__all__ = [
    "AnswerForm",
    "AnswerPasswordForm",
    "AskForm",
    "AskPasswordForm",
    "ChangeForm",
    "ConfirmationForm",
    "DeputyForm",
    "EndForm",
    "InviteForm",
    "PasswordForm",
    "RecertifyForm",
    "SetPasswordForm",
    "SignInForm",
    "StaffDatesForm",
]
