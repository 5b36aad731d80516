"""Booking an interpreter, a room or a payment by the reference alone (D47)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.actions.sharing import NewRecipient
from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer
from cases.models import Recipient
from cases.vocabulary.sharing import PartyKind, SendingMethod
from consent.actions.booking import NewBooking
from consent.forms.recipient import NEW
from consent.forms.sharing import WhenItWent, starting_now
from consent.vocabulary import BookingKind
from foundation.components.fields import NoteField, RadioField, TickField, YesNoField


class BookingForm(WhenItWent):
    """Who is booked, for what, and that the service user agreed to exactly this one."""

    booking_kind = RadioField(
        label="What do you book?",
        choices=BookingKind.choices,
        noun="what you book",
        reveals={BookingKind.INTERPRETER.value: "unconnected"},
    )
    unconnected = TickField(
        label="They are grown up, not of the family, and as far as we can tell nobody who knows them", required=False
    )
    to = RadioField(label="Of whom?", noun="of whom", reveals={NEW: "name"})
    name = forms.CharField(label="Their name, or their firm’s", max_length=200)
    agreed = YesNoField(
        label="Has the service user agreed to this one?",
        noun="whether they have agreed to this one",
        reveals={"yes": "agreed_words"},
    )
    agreed_words = NoteField(label="What they said", rows=2, max_length=LONGEST_LINE)
    words = NoteField(
        label="What you tell them",
        rows=3,
        max_length=LONGEST_NOTE,
        help_text="The language, the day, the place. No name: our reference is put before it",
    )
    field_order = (
        *("booking_kind", "unconnected", "to", "name", "agreed", "agreed_words", "words", "method", "day", "at"),
    )

    def __init__(self, *args: Any, suppliers: Sequence[tuple[Recipient, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial=starting_now(), **kwargs)
        self.known = {str(row.pk): row for row, _ in suppliers}
        new = "Somebody else" if suppliers else "Somebody new"
        offer(self.fields["to"], [*((str(row.pk), name) for row, name in suppliers), (NEW, new)])

    def clean(self) -> dict[str, Any]:
        """Nobody was booked tomorrow."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_when(said)
        return said

    def supplier(self) -> Recipient | NewRecipient:
        """Whoever is booked: known to the case, or written down now."""
        known = self.known.get(self.cleaned_data["to"])
        return known or NewRecipient(PartyKind.SUPPLIER, person_name=self.cleaned_data["name"])

    def booking(self, supplier: Recipient, names: Sequence[str]) -> NewBooking:
        """What was typed, for the action."""
        said = self.cleaned_data
        return NewBooking(
            supplier=supplier,
            kind=BookingKind(said["booking_kind"]),
            words=said["words"],
            agreed_words=said["agreed_words"] or "",
            method=SendingMethod(said["method"]),
            sent_at=self.sent_at(),
            unconnected=bool(said["unconnected"]),
            names=tuple(names),
        )
