"""What a manager decides because of the duty to share information, and what is told on the strength of it (D14)."""

from datetime import datetime
from typing import Any

from django import forms

from cases.actions.sharing import Item, NewDisclosure
from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, in_columns
from cases.models import Recipient
from cases.vocabulary.sharing import Category, ItemSource, RecipientCheck, SendingMethod, Told
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from foundation.components.forms import Form, word_errors
from foundation.components.naming import name_field
from safeguarding.actions import Shared
from safeguarding.models import ShareDecision
from safeguarding.vocabulary.laws import ListedBody

WHOM = ("body", "organisation", "role")
CHECKED = ("checked_by", "checked_on", "advice")
KINDS = [(kind.value, kind.label) for kind in Category if kind not in (Category.EXISTENCE, Category.FULL_NOTES)]


class ShareDecisionForm(Form):
    """Whether what we hold is shared, with whom, and why: recorded either way. All of our notes are never what a body
    needs."""

    share = RadioField(
        label="What do you decide?",
        choices=[("yes", "It is shared, as far as it helps one body"), ("no", "It is not shared")],
        noun="what you decide",
        reveals={"yes": (*WHOM, "categories", *CHECKED)},
    )
    body = RadioField(label="Which body does it help?", choices=ListedBody.choices, noun="which body it helps")
    organisation = forms.CharField(label="Its name", max_length=LONGEST_LINE)
    role = forms.CharField(
        label="Who in it", max_length=LONGEST_LINE, help_text="The role of whoever needs it, for example ‘head teacher’"
    )
    categories = CheckboxesField(
        label="What do they need?",
        noun="what they need",
        choices=KINDS,
        widget=in_columns(),
        help_text="That they have been in contact with us is always part of it. Nothing else can go",
    )
    checked_by = forms.CharField(
        label="Who else looked at it",
        max_length=LONGEST_LINE,
        help_text="Somebody of information governance, or a lawyer: their name and place. Never one person alone",
    )
    checked_on = NearDateField(label="On which day", leaning="past", must_be="today or past")
    advice = NoteField(label="What they said", rows=3, max_length=LONGEST_NOTE)
    reasons = NoteField(label="Your reasons", rows=4, max_length=LONGEST_NOTE)

    def shared(self) -> Shared | None:
        """What is shared with whom; nothing when it is not."""
        said = self.cleaned_data
        if said["share"] != "yes":
            return None
        kinds = frozenset(Category(kind) for kind in said["categories"])
        same = {name: said[name] for name in ("organisation", "role", *CHECKED)}
        return Shared(body=ListedBody(said["body"]), categories=kinds, **same)


class ShareByDutyForm(Form):
    """What a body was told of what was decided, how, and whether the family knows."""

    kinds = CheckboxesField(
        label="What do you tell them?",
        noun="what you tell them",
        help_text="The least that helps them. Nothing is chosen for you",
    )
    recipient_verified = RadioField(
        label="How do you know that it is them?", choices=RecipientCheck.choices, noun="how you know that it is them"
    )
    method = RadioField(label="How?", choices=SendingMethod.choices, noun="how it went")
    day = NearDateField(label="Day", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    subject_told = RadioField(
        label="Does the service user know?",
        choices=Told.unordered(),
        noun="whether they know",
        help_text="Their agreement is not needed. Tell them, unless it would put somebody at risk",
    )

    def __init__(self, *args: Any, decision: ShareDecision, **kwargs: Any) -> None:
        now = clock.london(clock.now())
        begin = {"day": now.date(), "at": now.time().replace(second=0, microsecond=0)}
        super().__init__(*args, initial=begin, **kwargs)
        self.decision = decision
        self.decided = [kind for kind in Category if kind in decision.categories]
        chosen: Any = self.fields["kinds"]
        chosen.choices = [(kind.value, kind.label) for kind in self.decided]
        chosen.reveals = {kind.value: f"what_{kind.value}" for kind in self.decided}
        for kind in self.decided:
            field = NoteField(label=f"What you tell them: {kind.label.lower()}", rows=2, max_length=LONGEST_NOTE)
            name_field(field, f"what_{kind.value}")
            word_errors(field)
            self.fields[f"what_{kind.value}"] = field

    def clean(self) -> dict[str, Any]:
        """Nobody was told anything in the future."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("day") and said.get("at") and self.sent_at > clock.now():
            self.add_error("at", "Time must be now or earlier")
        return said

    @property
    def sent_at(self) -> datetime:
        """When they were told."""
        return clock.at(self.cleaned_data["day"], self.cleaned_data["at"])

    def told(self, recipient: Recipient) -> NewDisclosure:
        """What was told, for the action."""
        said = self.cleaned_data
        kinds = [kind for kind in self.decided if kind in said["kinds"]]
        items = tuple(Item(kind, said[f"what_{kind.value}"], source=ItemSource.OURSELVES) for kind in kinds)
        how = {name: said[name] for name in ("recipient_verified", "subject_told")}
        return NewDisclosure(recipient, items, SendingMethod(said["method"]), self.sent_at, **how)
