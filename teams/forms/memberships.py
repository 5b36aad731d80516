"""What is typed about memberships."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms

from foundation import clock
from foundation.components.changing import ChangingForm
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import RadioField, YesNoField
from foundation.components.forms import Form
from teams.actions import Newcomer, Terms
from teams.models import Membership, User
from teams.roles import ROLES
from teams.vocabulary import STANDING, Employment, State


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


def _times(since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """From when until when, as ``TimesForm`` has it: an end at midnight is the whole of the day before."""
    first, last = (clock.london(moment) if moment else None for moment in (since, until))
    whole = last is not None and last.time() == time()
    day = last.date() - timedelta(days=whole) if last else None
    return {
        "first_day": first.date() if first else None,
        "first_hour": first.time() if first and first.time() != time() else None,
        "last_day": day,
        "last_hour": last.time() if last and not whole else None,
    }


class ChangeForm(ChangingForm, TermsForm):
    """What a membership should be from some time on. ``asked`` is the request that waits already: whoever asks anew
    asks in its place."""

    reason = forms.CharField(label="Why it changes", max_length=300)

    def __init__(
        self, *args: Any, membership: Membership, now: Membership, asked: Membership | None, **kwargs: Any
    ) -> None:
        """``now`` is what stands in the place of ``membership`` today."""
        last = asked or now
        terms = {"role": last.role, "employment": last.employment}
        told = terms | _times(last.since, last.until) | {"reason": last.reason} if last != membership else terms
        membership.edition = str(asked.pk) if asked else ""
        begins = told if asked else terms | {"first_day": clock.today()}
        super().__init__(*args, initial=begins, kept=told, changing=membership, last=last, **kwargs)

    @property
    def instead_of(self) -> UUID | None:
        """The request in whose place this one is made: the one that was seen to wait."""
        return UUID(self.changing.edition) if self.changing.edition else None


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


class AnswerForm(ChangingForm):
    """Confirm or decline; once somebody has, theirs holds."""

    confirm = YesNoField(label="Should they join the team?", reveals={"no": "reason"}, noun="whether they should join")
    reason = forms.CharField(label="Why not", max_length=300)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        declined = membership.state == State.DECLINED
        kept = {"confirm": "no" if declined else "yes", "reason": membership.end_reason}
        settled = membership.state != State.ASKED
        super().__init__(*args, changing=membership, kept=kept if settled else {}, settled=settled, **kwargs)


class EndForm(ChangingForm):
    """Why a membership ends, and when; once it has ended, it has."""

    when = RadioField(
        label="When does it end?",
        choices=[("now", "Now"), ("then", "On a day to come")],
        reveals={"then": ("last_day", "last_hour")},
        noun="when it ends",
    )
    last_day = NearDateField(label="Last day", leaning="future", must_be="today or future")
    last_hour = TimeField(label="Until what time", required=False)
    reason = forms.CharField(label="Why it ends", max_length=300)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        settled = membership.state in (State.ENDED, State.DECLINED)
        kept: dict[str, Any] = {}
        if settled or membership.ended_by_id:
            kept = {"when": "now" if settled else "then", "reason": membership.end_reason}
            kept |= {} if settled else _times(None, membership.until)
        super().__init__(*args, changing=membership, kept=kept, settled=settled, **kwargs)

    def at(self) -> datetime | None:
        """The instant it ends; None: now."""
        day, hour = self.cleaned_data.get("last_day"), self.cleaned_data.get("last_hour")
        return (clock.at(day, hour) if hour else clock.end_of(day)) if day else None


class ConfirmationForm(ChangingForm):
    """Whether a manager confirms who joins."""

    on = YesNoField(
        label="Does a manager confirm who joins?",
        noun="whether a manager confirms",
        help_text="If not, whoever an administrator asks for joins at once",
    )
