"""Changing what is known of a case itself."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.actions import NewFacts
from cases.forms.choices import LONGEST_LINE, in_columns, offer, with_nothing
from cases.models import Case, Code
from cases.models.case import LEVELS
from cases.rules import FROM_LEVEL
from cases.vocabulary import CodeList
from foundation.components.changing import ChangingForm
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField, RadioField, YesNoField
from foundation.components.forms import Form
from teams.models import User

NEEDED = {  # what reports need of a case from level 2, and what to do when it is missing
    "referral_source": "Select how they came to us: reports need it from level 2",
    "sen_stage_open": "Select the stage when the case was opened: reports need it from level 2",
    "issues": "Select what it is about: reports need it from level 2",
}
# What is simply written down, as it stands in the case.
PLAIN = (
    *("review_due", *NEEDED, "heard_about", "dispute_with", "appeal_types"),
    *("decision_letter_on", "mediation_certificate_on", "evaluation_received"),
)


class ReportForm(Form):
    """What reports need to know of a case, required as soon as its work reaches level 2."""

    referral_source = forms.ChoiceField(label="How they came to us", required=False)
    sen_stage_open = forms.ChoiceField(
        label="Stage of the process when the case was opened", required=False, help_text="Of the child it is about"
    )
    issues = CheckboxesField(label="What it is about", required=False, widget=in_columns())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["referral_source"], with_nothing(Code.objects.choices(CodeList.REFERRAL_SOURCE)))
        offer(self.fields["sen_stage_open"], with_nothing(Code.objects.choices(CodeList.SEN_STAGE)))
        offer(self.fields["issues"], Code.objects.choices(CodeList.ISSUE))

    def require_from(self, level: int) -> None:
        """Ask for what is missing, when ``level`` is one that reports count."""
        for name, what in NEEDED.items() if level >= FROM_LEVEL else ():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, what)


class ChangeForm(ChangingForm, ReportForm):
    """Level, workers, review date, and what reports need to know."""

    level = RadioField(
        label="Level of the work now",
        choices=LEVELS,
        noun="level",
        help_text="The highest level reached stays on the case and counts in reports",
    )
    level_reason = forms.CharField(
        label="Why the level changes", required=False, max_length=LONGEST_LINE, help_text="Kept when it does change"
    )
    lead_choice = forms.ChoiceField(label="Lead worker", required=False)
    second_choice = forms.ChoiceField(label="Second worker", required=False)
    review_due = NearDateField(label="Review on", required=False, leaning="future")
    heard_about = forms.ChoiceField(label="How they heard about us", required=False)
    dispute_with = CheckboxesField(label="Who do they disagree with?", required=False, widget=in_columns())
    appeal_types = CheckboxesField(label="What would an appeal be about?", required=False, widget=in_columns())
    decision_letter_on = NearDateField(
        label="Date on the council’s decision letter",
        required=False,
        leaning="past",
        must_be="today or past",
        help_text="The case then says until when mediation can be asked for, and until when they can appeal",
    )
    mediation_certificate_on = NearDateField(
        label="Date on the mediation certificate", required=False, leaning="past", must_be="today or past"
    )
    evaluation_received = YesNoField(
        label="Have they told us what they thought of us?",
        required=False,
        noun="whether they have told us what they thought of us",
    )
    field_order = (
        *("level", "level_reason", "lead_choice", "second_choice", "review_due"),
        *("referral_source", "heard_about", "sen_stage_open", "issues"),
        *("dispute_with", "appeal_types", "decision_letter_on", "mediation_certificate_on", "evaluation_received"),
    )

    def __init__(self, *args: Any, case: Case, workers: Iterable[User], **kwargs: Any) -> None:
        begin = {name: getattr(case, name) for name in PLAIN}
        chosen = {"lead_choice": str(case.lead_worker_id or ""), "second_choice": str(case.second_worker_id or "")}
        super().__init__(*args, initial=begin | chosen | {"level": case.intervention_level}, changing=case, **kwargs)
        self.reached = case.highest_level
        self.workers = {str(worker.pk): worker for worker in workers}
        for worker in (case.lead_worker, case.second_worker):  # who has left still leads until another is chosen
            if worker is not None:
                self.workers.setdefault(str(worker.pk), worker)
        names = [(pk, str(worker)) for pk, worker in self.workers.items()]
        offer(self.fields["level"], levels())
        offer(self.fields["lead_choice"], with_nothing(names, "Nobody yet"))
        offer(self.fields["second_choice"], with_nothing(names, "Nobody"))
        offer(self.fields["heard_about"], with_nothing(Code.objects.choices(CodeList.HEARD_ABOUT)))
        offer(self.fields["dispute_with"], Code.objects.choices(CodeList.DISPUTE))
        offer(self.fields["appeal_types"], Code.objects.choices(CodeList.APPEAL))

    def clean(self) -> dict[str, Any]:
        """Two workers are two people, and from level 2 reports need more."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("second_choice") and said.get("second_choice") == said.get("lead_choice"):
            self.add_error("second_choice", "Choose somebody other than the lead worker, or nobody")
        decided, certified = said.get("decision_letter_on"), said.get("mediation_certificate_on")
        if decided and certified and certified < decided:
            self.add_error("mediation_certificate_on", "The certificate comes after the decision letter")
        if self.reached < FROM_LEVEL:  # asked when the level is reached, and again at closing
            self.require_from(int(said.get("level") or 1))
        return said

    def facts(self) -> NewFacts:
        """What was typed, for the action."""
        said = self.cleaned_data
        return NewFacts(
            level=int(said["level"]),
            level_reason=said["level_reason"],
            lead_worker=self.workers.get(said["lead_choice"]),
            second_worker=self.workers.get(said["second_choice"]),
            **{name: said[name] for name in PLAIN},
        )


def levels() -> list[tuple[str, str]]:
    """The levels with what each means today."""
    return [
        (code, f"Level {code}: {label[:1].lower()}{label[1:]}") for code, label in Code.objects.choices(CodeList.LEVEL)
    ]
