"""A court order or another legal demand: what came, what was found of it, and what was given on it (D12)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.actions.sharing import NewDisclosure
from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, in_columns, offer
from cases.models import Person, Recipient
from cases.vocabulary.sharing import Category, PartyKind, RecipientCheck, SendingMethod, Told
from consent.actions.demands import NewDemand, NewFinding
from consent.forms.items import change_fields, item_said, put_into, words_field
from consent.forms.sharing import WhatKinds, WhenItWent, starting_now
from consent.models import Demand, DemandFinding
from consent.vocabulary import DemandFound, DemandKind
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField, NoteField, RadioField, TickField
from foundation.components.forms import Form

KINDS = [(kind.value, kind.label) for kind in Category if kind != Category.EXISTENCE]


class DemandForm(WhatKinds):
    """What came, as it stands on the paper. It is written down before anybody answers it."""

    demand_kind = RadioField(label="What came?", choices=DemandKind.choices, noun="what came")
    number = forms.CharField(label="Its number", required=False, max_length=LONGEST_LINE)
    dated = NearDateField(label="The date on it", leaning="past", must_be="today or past")
    due = NearDateField(label="By when it is to be answered", leaning="future", must_be="today or future")
    orders = NoteField(label="What it orders, word for word", rows=4, max_length=LONGEST_NOTE)
    forbids_telling = TickField(label="It forbids telling the service user", required=False)
    field_order = (
        *("to", "organisation", "role", "person_name", "kind", "demand_kind", "number", "dated", "due", "orders"),
        *("categories", "forbids_telling"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"kind": PartyKind.COURT.value}, **kwargs)
        self.fields["to"].label = "Who is to be told?"

    def clean(self) -> dict[str, Any]:
        """That it says who is to be told."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_who(said)
        return said

    def came(self, recipient: Recipient) -> NewDemand:
        """What was typed, for the action."""
        said = self.cleaned_data
        asked = {name: said[name] for name in ("orders", "dated", "due", "number", "forbids_telling")}
        return NewDemand(
            recipient=recipient,
            kind=DemandKind(said["demand_kind"]),
            categories=frozenset(self.chosen()),
            **asked,
        )


class FindingForm(Form):
    """What a manager found of a demand, and what somebody of information governance, or a lawyer, said of it by
    telephone, if anybody did: nothing goes before information governance has confirmed it themselves."""

    found = RadioField(
        label="What is to be done about it?",
        choices=DemandFound.choices,
        noun="what is to be done about it",
        reveals={DemandFound.FOLLOW.value: ("categories", "checked_by", "checked_on", "advice")},
    )
    categories = CheckboxesField(
        label="Exactly what does it order?",
        required=False,
        widget=in_columns(),
        help_text="That they have been in contact with us is always part of it. Nothing that it does not order can go",
    )
    checked_by = forms.CharField(
        label="Who has looked at it already, if anybody",
        max_length=LONGEST_LINE,
        required=False,
        help_text="By telephone or letter: a lawyer, or somebody of information governance, with their name and place. "
        "Information governance still confirms it themselves",
    )
    checked_on = NearDateField(label="On which day", leaning="past", must_be="today or past", required=False)
    advice = NoteField(label="What they said", rows=3, required=False, max_length=LONGEST_NOTE)
    words = NoteField(label="Why", rows=3, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, demand: Demand, **kwargs: Any) -> None:
        super().__init__(*args, initial={"categories": demand.categories}, **kwargs)
        offer(self.fields["categories"], [(kind, label) for kind, label in KINDS if kind in demand.categories])

    def clean(self) -> dict[str, Any]:
        """What somebody said already is whole: who, when and what."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        asked = {"checked_by": "who looked at it", "checked_on": "on which day", "advice": "what they said"}
        if said.get("found") == DemandFound.FOLLOW and any(said.get(name) for name in asked):
            for name, words in asked.items():
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, f"Enter {words}")
        return said

    def said(self) -> NewFinding:
        """What was found, for the action."""
        said = self.cleaned_data
        return NewFinding(
            DemandFound(said["found"]),
            said["words"],
            frozenset(Category(kind) for kind in said["categories"]),
            checked_by=said["checked_by"] or "",
            checked_on=said["checked_on"],
            advice=said["advice"] or "",
        )


class GiveDemandedForm(WhenItWent):
    """What was given: of what it orders, and how it went."""

    kinds = CheckboxesField(label="What do you give them?", noun="what you give them")
    recipient_verified = RadioField(
        label="How do you know that it is them?", choices=RecipientCheck.choices, noun="how you know that it is them"
    )
    subject_told = RadioField(label="Does the service user know?", noun="whether they know")
    redactions = forms.CharField(label="What you left out or blacked out", required=False, max_length=LONGEST_LINE)
    proof = forms.CharField(label="Proof of sending", required=False, max_length=LONGEST_LINE)
    field_order = ("kinds", "recipient_verified", "method", "day", "at", "subject_told", "redactions", "proof")

    def __init__(
        self,
        *args: Any,
        demand: Demand,
        finding: DemandFinding | None,
        people: Sequence[tuple[Person, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=starting_now(), **kwargs)
        self.people = {str(person.pk): person for person, _ in people}
        ordered = finding.categories if finding else demand.categories
        kinds = [kind for kind in Category if kind in ordered]
        offer(self.fields["kinds"], [(kind.value, kind.label) for kind in kinds])
        reveals = {kind.value: (f"what_{kind.value}", f"more_{kind.value}") for kind in kinds}
        self.fields["kinds"].reveals = reveals  # type: ignore[attr-defined]
        for kind in kinds:
            put_into(self, f"what_{kind.value}", words_field(kind, required=True))
            for name, field in change_fields(kind.value, kind, people, self._about()):
                put_into(self, name, field)
        offer(self.fields["subject_told"], Told.choices if demand.forbids_telling else Told.unordered())

    def clean(self) -> dict[str, Any]:
        """Nothing went tomorrow."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_when(said)
        return said

    def told(self, recipient: Recipient) -> NewDisclosure:
        """What was given, for the action."""
        said = self.cleaned_data
        about = self._about()
        items = tuple(
            item_said(said, kind, Category(kind), said[f"what_{kind}"], people=self.people, about=about)
            for kind in said["kinds"]
        )
        how = {name: said[name] for name in ("recipient_verified", "subject_told", "redactions", "proof")}
        return NewDisclosure(recipient, items, SendingMethod(said["method"]), self.sent_at(), **how)

    def _about(self) -> list[Person]:
        return [person for person in self.people.values() if person.is_confider]
