"""What a form of a contact asks besides when somebody outside was told something: ticks for what they agreed to.

The fields are put into the form of a contact, which an app below this one declares: it is one form and one save.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.actions.sharing import Item, NewDisclosure, NewRecipient
from cases.forms import ContactForm
from cases.models import Recipient
from cases.vocabulary import ConsentCheck, Direction, WithWhom
from cases.vocabulary.sharing import (
    BreachCause,
    Category,
    ItemSource,
    PartyKind,
    Purpose,
    RecipientCheck,
    SendingMethod,
    Told,
)
from consent.presenting.sharing import BeforeYouCall, benefit_of
from consent.rules import Telling
from foundation.components.fields import CheckboxesField, RadioField, TickField
from foundation.components.forms import word_errors
from foundation.components.naming import name_field

WITHOUT = "without"
MINIMUM = "By recording this you say that you told them no more than they need"
NOT_AGREED = "Somebody, or something, that they have not agreed to"
GONE = "It has gone already: write it down, and give the manager a task"
IN_WRITING = {"email": "email", "letter": "post", "sms": "mobile"}  # a method, and the channel by which it reaches them
IN_PERSON = frozenset({"f2f_office", "f2f_home", "f2f_other", "drop_in", "event"})
MEETINGS = frozenset({"meeting", "f2f_school"})
EVERY_KIND = [(kind.value, kind.label) for kind in Category if kind != Category.EXISTENCE]


def sending_method(code: str) -> SendingMethod:
    """How something went, by how the contact was."""
    if code in MEETINGS:
        return SendingMethod.MEETING
    if code in IN_PERSON:
        return SendingMethod.IN_PERSON
    written = {"email": SendingMethod.SECURE_EMAIL, "letter": SendingMethod.POST_TRACKED}
    return written.get(code, SendingMethod.TELEPHONE)


@dataclass(frozen=True)
class ToldInCall:
    """The fields about what was told, in a form of a contact that they were put into."""

    form: Any

    @classmethod
    def put_into(cls, form: ContactForm, panels: Sequence[BeforeYouCall]) -> "ToldInCall":
        """Ask whom of those who may be told something was, and what, once it is said that they had agreed."""
        may = [panel for panel in panels if panel.kinds]
        choices = [(str(panel.recipient.pk), panel.title) for panel in may]
        told = RadioField(label="Whom did you tell?", noun="whom you told", choices=[*choices, (WITHOUT, NOT_AGREED)])
        told.help_text = MINIMUM
        told.reveals = {str(panel.recipient.pk): names_for(panel) for panel in may}
        told.reveals[WITHOUT] = ("told_without",)
        form.fields["consent_check"].reveals = {ConsentCheck.AGREED.value: ("told_to", "told_verified", "told_room")}  # type: ignore[attr-defined]
        checks = RadioField(label="How did you know that it was them?", choices=RecipientCheck.choices)
        checks.noun = "how you knew that it was them"
        _add(form, "told_to", told)
        for panel in may:
            for name, field in fields_for(panel):
                _add(form, name, field)
        _add(form, "told_without", CheckboxesField(label="Which kinds of information?", choices=EVERY_KIND))
        form.fields["told_without"].widget.attrs["class"] = "app-choices--columns"
        _add(form, "told_verified", checks)
        room = "In a meeting: only people whom they agreed to were there"
        _add(form, "told_room", TickField(label=room, required=False))
        return cls(form)

    @property
    def said(self) -> dict[str, Any]:
        """The answers."""
        answers: dict[str, Any] = self.form.cleaned_data
        return answers

    @property
    def to(self) -> str:
        """Whom they say they told: an id, that nobody had agreed, or nobody."""
        return self.said.get("told_to") or ""

    def telling(self, panel: BeforeYouCall) -> Telling:
        """The question to the disclosure table: all but the ticks is the permission's."""
        decision = panel.live[0].decision
        return Telling(
            panel.recipient,
            Purpose(decision.purpose),
            frozenset(self._kinds(panel)),
            frozenset(decision.subjects),
            limits_kept=bool(self.said.get(f"told_limits_{panel.recipient.pk}")) or not panel.limits,
            meeting=self._method == SendingMethod.MEETING,
            attendees_within=bool(self.said.get("told_room")),
        )

    def told(self, panel: BeforeYouCall) -> NewDisclosure:
        """What was told, for the action: each kind that was ticked, in the words of the contact. It comes from whoever
        agreed: a permission covers what they themself confided (D27)."""
        words = self.said["told_about_family"]
        items = tuple(Item(kind, words, source=ItemSource.SERVICE_USER) for kind in self._kinds(panel))
        benefit = benefit_of(panel.live[0].decision)
        return self._disclosure(panel.recipient, items, benefit=benefit, subject_told=Told.YES)

    def told_without(self, recipient: Recipient) -> NewDisclosure:
        """What was told although nobody had agreed."""
        kinds = [Category(kind) for kind in self.said["told_without"]]
        items = tuple(Item(kind, self.said["told_about_family"]) for kind in kinds)
        return self._disclosure(recipient, items, subject_told=Told.NO_REACH)

    def somebody(self) -> NewRecipient:
        """Whoever it was, in the words of the contact."""
        who = self.form.people.get(self.said.get("person") or "")
        named = next((name for pk, name in self.form.fields["person"].choices if who and str(pk) == str(who.pk)), "")
        kind = PartyKind.PROFESSIONAL if self.said["other_kind"] == WithWhom.PROFESSIONAL else PartyKind.RELATIVE
        return NewRecipient(kind, person_name=self.said["other_party"] or named)

    def has_name(self) -> bool:
        """Whether it is said who it was."""
        return bool(self.said.get("other_party") or self.said.get("person"))

    cause = BreachCause.NO_BASIS

    def _kinds(self, panel: BeforeYouCall) -> list[Category]:
        return [Category(kind) for kind in self.said[f"told_kinds_{panel.recipient.pk}"]]

    @property
    def _method(self) -> SendingMethod:
        return sending_method(self.said["method"])

    def _disclosure(self, recipient: Recipient, items: tuple[Item, ...], **more: Any) -> NewDisclosure:
        at, verified = self.form.happened_at(), self.said["told_verified"]
        return NewDisclosure(recipient, items, self._method, at, recipient_verified=verified, **more)


def names_for(panel: BeforeYouCall) -> tuple[str, ...]:
    """The fields that choosing a recipient reveals."""
    return tuple(name for name, _ in fields_for(panel))


def fields_for(panel: BeforeYouCall) -> list[tuple[str, forms.Field]]:
    """Ticks for what may be said to one recipient, and for the limits if there are any."""
    pk, kinds = panel.recipient.pk, [(kind.value, kind.label) for kind in panel.kinds]
    ticks = CheckboxesField(label=f"What did you tell them? {panel.title}", choices=kinds, noun="what you told them")
    limits = TickField(label=f"I kept within their limits: {'; '.join(panel.limits)}", required=False)
    found: list[tuple[str, forms.Field]] = [(f"told_kinds_{pk}", ticks)]
    return [*found, (f"told_limits_{pk}", limits)] if panel.limits else found


def _add(form: Any, name: str, field: forms.Field) -> None:
    """Put a field into a form that exists, with its errors in our words."""
    name_field(field, name)
    word_errors(field)
    form.fields[name] = field


def writes_to_them(form: ContactForm) -> str:
    """The channel by which the service user was written to, if this contact is that."""
    data = form.data
    if data.get("somebody_else") or data.get("direction") != Direction.OUT:
        return ""
    return IN_WRITING.get(data.get("method") or "", "")
