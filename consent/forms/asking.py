"""Asking somebody outside for information, and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from cases.disclosure import Act
from cases.forms.choices import LONGEST_NOTE, in_columns, offer
from cases.models import Person
from cases.vocabulary.sharing import Category, Purpose, SendingMethod
from consent.actions import NewRequest
from consent.forms.sharing import check_moment
from consent.models import Consent
from consent.rules import Telling
from consent.vocabulary import StepKind
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from foundation.components.forms import Form
from foundation.working_days import after

ANSWERED_WITHIN = 10  # working days, unless they are told otherwise


class AskHolderForm(Form):
    """What one permission lets us ask its holder for."""

    kinds = CheckboxesField(
        label="Which kinds of information do you ask for?", noun="at least one kind", widget=in_columns()
    )
    subjects = CheckboxesField(label="About whom?", noun="whom it is about")
    scope = NoteField(
        label="What exactly do you ask for?",
        rows=3,
        max_length=LONGEST_NOTE,
        help_text="No more than you need. For example, the reading assessments of this year",
    )
    limits_kept = forms.BooleanField(label="I have read the limits, and keep within them")
    method = RadioField(label="How do you ask them?", choices=SendingMethod.choices, noun="how you ask them")
    day = NearDateField(label="When", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    due = NearDateField(label="An answer is due by", leaning="future", must_be="today or future")

    def __init__(
        self, *args: Any, decision: Consent, kinds: Iterable[Category], people: list[tuple[Person, str]], **kwargs: Any
    ) -> None:
        now = clock.london(clock.now()).replace(second=0, microsecond=0)
        begin = {"day": now.date(), "at": now.time(), "due": after(now.date(), ANSWERED_WITHIN)}
        about = [(str(person.pk), name) for person, name in people if person.pk in decision.subjects]
        if len(about) == 1:
            begin["subjects"] = [about[0][0]]
        super().__init__(*args, initial=begin, **kwargs)
        self.decision = decision
        offer(self.fields["kinds"], [(kind.value, kind.label) for kind in kinds])
        offer(self.fields["subjects"], about)
        if decision.limits is None:
            del self.fields["limits_kept"]

    def clean(self) -> dict[str, Any]:
        """Nobody was asked tomorrow."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        check_moment(self, said)
        return said

    def asked(self) -> NewRequest:
        """What was typed, for the action."""
        said = self.cleaned_data
        telling = Telling(
            self.decision.recipient,
            Purpose(self.decision.purpose),
            frozenset(Category(kind) for kind in said["kinds"]),
            frozenset(UUID(pk) for pk in said["subjects"]),
            limits_kept=said.get("limits_kept", True),
            act=Act.ASK,
        )
        at = datetime.combine(said["day"], said["at"], tzinfo=clock.LONDON)
        return NewRequest(telling, said["scope"], SendingMethod(said["method"]), at, said["due"])


class StepForm(Form):
    """What happened to a request since it was asked."""

    kind = RadioField(label="What happened?", choices=StepKind.choices, noun="what happened")
    words = NoteField(
        label="In a few words", required=False, rows=2, max_length=LONGEST_NOTE, help_text="If they said no, why"
    )
    due = NearDateField(
        label="The rest is due by",
        required=False,
        leaning="future",
        must_be="today or future",
        help_text="Left empty, in ten working days",
    )

    def clean(self) -> dict[str, Any]:
        """A no has its reason; what is still waited for has its day."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("kind") == StepKind.REFUSED and not said.get("words"):
            self.add_error("words", "Enter why they said no")
        if not said.get("due"):
            said["due"] = after(clock.today(), ANSWERED_WITHIN)
        return said
