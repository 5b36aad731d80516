"""Changing what is known of a case itself, and moving it along its life."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.forms.choices import offer, with_nothing
from cases.models import Case, Code
from cases.models.case import LEVELS
from cases.vocabulary import CodeList
from cases.workflow import Move
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField, RadioField
from foundation.components.forms import Form
from teams.models import User


class ChangeForm(Form):
    """Level, lead worker, review date, and what the case is about."""

    level = RadioField(label="Intervention level", choices=LEVELS, noun="intervention level")
    lead_choice = forms.ChoiceField(label="Lead worker", required=False)
    review_due = NearDateField(label="Review on", required=False, leaning="future")
    issues = CheckboxesField(label="What it is about", required=False)

    def __init__(self, *args: Any, case: Case, workers: Iterable[User], **kwargs: Any) -> None:
        lead = str(case.lead_worker_id or "")
        begin = {"level": case.intervention_level, "lead_choice": lead, "review_due": case.review_due}
        super().__init__(*args, initial=begin | {"issues": case.issues}, **kwargs)
        self.workers = {str(worker.pk): worker for worker in workers}
        if case.lead_worker is not None:  # somebody who has left still leads until another is chosen
            self.workers.setdefault(lead, case.lead_worker)
        offer(self.fields["level"], levels())
        offer(self.fields["lead_choice"], with_nothing([(pk, str(w)) for pk, w in self.workers.items()], "Nobody yet"))
        offer(self.fields["issues"], Code.objects.choices(CodeList.ISSUE))

    def changes(self) -> dict[str, Any]:
        """What was typed, for the action."""
        said = self.cleaned_data
        return {
            "level": int(said["level"]),
            "lead_worker": self.workers.get(said["lead_choice"]),
            "review_due": said["review_due"],
            "issues": said["issues"],
        }


class MoveForm(Form):
    """One move; closing asks why."""

    reason = forms.ChoiceField(label="Reason for closing")

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move.asks_why:
            offer(self.fields["reason"], with_nothing(Code.objects.choices(CodeList.CLOSE_REASON), "Choose a reason"))
        else:
            del self.fields["reason"]


def levels() -> list[tuple[str, str]]:
    """The levels with what each means today."""
    return [
        (code, f"Level {code}: {label[:1].lower()}{label[1:]}") for code, label in Code.objects.choices(CodeList.LEVEL)
    ]
