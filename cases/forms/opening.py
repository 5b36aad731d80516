"""Opening a case."""

from collections.abc import Iterable
from typing import Any

import phonenumbers
from django import forms

from cases.actions import NewContactPoint, Safety
from cases.forms.choices import offer, with_nothing
from cases.forms.moving import ReportForm
from cases.forms.people import PersonForm, fault_in
from cases.models import Code
from cases.models.case import LEVELS
from cases.vocabulary import CaseKind, Channel, CodeList, Safe
from foundation.components.dates import NearDateField
from foundation.components.fields import RadioField
from teams.models import Team, User


class OpenCaseForm(ReportForm):
    """Whose confidence the new case holds, and what is known so far."""

    kind = RadioField(
        label="Who is asking for help?",
        choices=CaseKind.choices,
        noun="who is asking for help",
        hints={CaseKind.ANONYMOUS: "Nothing that could say who they are is kept, now or later"},
    )
    level = RadioField(label="Intervention level", choices=LEVELS, initial="1", noun="intervention level")
    review_due = NearDateField(label="Review on", required=False, leaning="future", must_be="today or future")

    team_choice = RadioField(label="Team", noun="team")
    lead_choice = forms.ChoiceField(label="Lead worker", required=False)
    field_order = (
        *("team_choice", "kind", "level", "lead_choice", "referral_source", "sen_stage_open", "issues", "review_due"),
    )

    def __init__(self, *args: Any, teams: Iterable[Team], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.workers = {str(worker.pk): worker for worker in User.objects.working_in(self.teams.values())}
        offer(self.fields["team_choice"], [(pk, team.name) for pk, team in self.teams.items()])
        if len(self.teams) == 1:  # a person of one team is not asked which
            del self.fields["team_choice"]
        workers = [(pk, str(worker)) for pk, worker in self.workers.items()]
        offer(self.fields["lead_choice"], with_nothing(workers, "Nobody yet"))
        self.fields["lead_choice"].initial = str(user.pk)
        names = dict(Code.objects.choices(CodeList.LEVEL))
        self.fields["level"].hints = names  # type: ignore[attr-defined]
        offer(self.fields["level"], [(str(n), f"Level {n}") for n, _ in LEVELS])

    def clean(self) -> dict[str, Any]:
        """From level 2 reports need more."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.require_from(int(said.get("level") or 1))
        return said

    def team(self) -> Team:
        """The team that was chosen, or the only one."""
        return self.teams[self.cleaned_data.get("team_choice") or next(iter(self.teams))]

    def lead_worker(self) -> User | None:
        """The lead worker that was chosen, if any."""
        return self.workers.get(self.cleaned_data["lead_choice"])


class ConfiderForm(PersonForm):
    """The person whose confidence the case holds, and one telephone number for them."""

    telephone = forms.CharField(label="Telephone", required=False, max_length=60)
    safe_to_use = RadioField(
        label="Is it safe to call?",
        required=False,
        choices=Safe.choices,
        initial=Safe.NOT_ASKED,
        noun="whether it is safe",
    )
    may_leave_message = forms.BooleanField(label="They said we may leave a message", required=False)
    may_say_who_we_are = forms.BooleanField(label="They said we may say who we are", required=False)

    def clean_telephone(self) -> str:
        """A possible number, kept as it was typed."""
        typed: str = self.cleaned_data["telephone"]
        fault = fault_in(Channel.MOBILE, typed)
        if fault:
            raise forms.ValidationError(fault)
        return typed

    def points(self) -> list[NewContactPoint]:
        """The telephone, if one was given."""
        said = self.cleaned_data
        if not said["telephone"]:
            return []
        mobile = phonenumbers.parse(said["telephone"], "GB")
        kind = Channel.MOBILE if str(mobile.national_number).startswith("7") else Channel.LANDLINE
        safe = Safe(said["safe_to_use"] or Safe.NOT_ASKED)
        return [
            NewContactPoint(
                kind, said["telephone"], Safety(safe, said["may_leave_message"], said["may_say_who_we_are"])
            )
        ]
