"""What a form of a contact asks besides when somebody outside was told something: ticks for what they agreed to.

The fields are put into the form of a contact, which an app below this one declares: it is one form and one save.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.actions.sharing import Item, NewDisclosure, NewRecipient
from cases.forms import ContactForm
from cases.models import Person, Recipient
from cases.vocabulary import ConsentCheck, Direction, WithWhom
from cases.vocabulary.sharing import (
    BreachCause,
    Category,
    PartyKind,
    Purpose,
    RecipientCheck,
    SendingMethod,
    Told,
)
from consent.forms.items import change_fields, further_fields, further_said, item_said, put_into, words_field
from consent.presenting.sharing import BeforeYouCall, benefit_of
from consent.rules import Telling
from foundation.components.fields import CheckboxesField, RadioField, TickField

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
    people: Mapping[str, Person]

    @classmethod
    def ask_in(
        cls, form: ContactForm, panels: Sequence[BeforeYouCall], people: Sequence[tuple[Person, str]]
    ) -> "ToldInCall":
        """Ask whom of those who may be told something was, and what, once it is said that they had agreed."""
        may = [panel for panel in panels if panel.kinds]
        choices = [(str(panel.recipient.pk), panel.title) for panel in may]
        told = RadioField(label="Whom did you tell?", noun="whom you told", choices=[*choices, (WITHOUT, NOT_AGREED)])
        told.help_text = MINIMUM
        told.reveals = {str(panel.recipient.pk): names_for(panel) for panel in may}
        told.reveals[WITHOUT] = ("told_without", "more_without")
        asked = ("told_to", "told_verified", "told_room", "told_more")
        form.fields["consent_check"].reveals = {ConsentCheck.AGREED.value: asked}  # type: ignore[attr-defined]
        checks = RadioField(label="How did you know that it was them?", choices=RecipientCheck.choices)
        checks.noun = "how you knew that it was them"
        put_into(form, "told_to", told)
        for panel in may:
            for name, field in (*fields_for(panel), *_fields_of_items(panel, people)):
                put_into(form, name, field)
        put_into(form, "told_without", CheckboxesField(label="Which kinds of information?", choices=EVERY_KIND))
        form.fields["told_without"].widget.attrs["class"] = "app-choices--columns"
        for name, field in change_fields("without", None, people, ()):
            put_into(form, name, field)
        put_into(form, "told_verified", checks)
        room = "In a meeting: only people whom they agreed to were there"
        put_into(form, "told_room", TickField(label=room, required=False))
        for name, field in further_fields("told"):
            put_into(form, name, field)
        return cls(form, {str(person.pk): person for person, _ in people})

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
        """The question to the disclosure table: all but the ticks, and what was changed, is the permission's."""
        decision = panel.live[0].decision
        named = {each.subject.pk for each in self._items(panel) if each.subject}
        return Telling(
            panel.recipient,
            Purpose(decision.purpose),
            frozenset(self._kinds(panel)),
            frozenset(decision.subjects) | named,
            limits_kept=bool(self.said.get(f"told_limits_{panel.recipient.pk}")) or not panel.limits,
            meeting=self._method == SendingMethod.MEETING,
            attendees_within=bool(self.said.get("told_room")),
        )

    def told(self, panel: BeforeYouCall) -> NewDisclosure:
        """What was told, for the action: each kind that was ticked, in its own words or those of the contact. Unless it
        is said otherwise it is a fact and comes from whoever agreed: a permission covers what they confided (D27)."""
        items = tuple(self._items(panel))
        benefit = benefit_of(panel.live[0].decision)
        return self._disclosure(panel.recipient, items, benefit=benefit, subject_told=Told.YES)

    def told_without(self, recipient: Recipient) -> NewDisclosure:
        """What was told although nobody had agreed."""
        kinds, words = (Category(kind) for kind in self.said["told_without"]), self.said["told_about_family"]
        items = tuple(item_said(self.said, "without", kind, words, people=self.people, about=()) for kind in kinds)
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

    def _items(self, panel: BeforeYouCall) -> Iterator[Item]:
        about = about_whom(panel, self.people.values())
        for kind in self._kinds(panel):
            key = key_of(panel, kind)
            words = self.said.get(f"what_{key}") or self.said["told_about_family"]
            yield item_said(self.said, key, kind, words, people=self.people, about=about)

    def _kinds(self, panel: BeforeYouCall) -> list[Category]:
        return [Category(kind) for kind in self.said[f"told_kinds_{panel.recipient.pk}"]]

    @property
    def _method(self) -> SendingMethod:
        return sending_method(self.said["method"])

    def _disclosure(self, recipient: Recipient, items: tuple[Item, ...], **more: Any) -> NewDisclosure:
        at, verified = self.form.happened_at(), self.said["told_verified"]
        further = further_said(self.said, "told")
        return NewDisclosure(recipient, items, self._method, at, recipient_verified=verified, **further, **more)


def names_for(panel: BeforeYouCall) -> tuple[str, ...]:
    """The fields that choosing a recipient reveals."""
    return tuple(name for name, _ in fields_for(panel))


def fields_for(panel: BeforeYouCall) -> list[tuple[str, forms.Field]]:
    """Ticks for what may be said to one recipient, and for the limits if there are any."""
    pk, kinds = panel.recipient.pk, [(kind.value, kind.label) for kind in panel.kinds]
    ticks = CheckboxesField(label=f"What did you tell them? {panel.title}", choices=kinds, noun="what you told them")
    ticks.reveals = {kind.value: (f"what_{key_of(panel, kind)}", f"more_{key_of(panel, kind)}") for kind in panel.kinds}
    limits = TickField(label=f"I kept within their limits: {'; '.join(panel.limits)}", required=False)
    found: list[tuple[str, forms.Field]] = [(f"told_kinds_{pk}", ticks)]
    return [*found, (f"told_limits_{pk}", limits)] if panel.limits else found


def key_of(panel: BeforeYouCall, kind: Category) -> str:
    """What the questions about one kind, told to one recipient, are called by."""
    return f"{panel.recipient.pk}_{kind.value}"


def about_whom(panel: BeforeYouCall, people: Iterable[Person]) -> list[Person]:
    """Whom a permission is about: what was told of them is what it lets be told."""
    agreed = set(panel.live[0].decision.subjects)
    return [person for person in people if person.pk in agreed]


def _fields_of_items(panel: BeforeYouCall, people: Sequence[tuple[Person, str]]) -> list[tuple[str, forms.Field]]:
    about = about_whom(panel, (person for person, _ in people))
    found: list[tuple[str, forms.Field]] = []
    for kind in panel.kinds:
        key = key_of(panel, kind)
        found += [(f"what_{key}", words_field(kind, required=False)), *change_fields(key, kind, people, about)]
    return found


def writes_to_them(form: ContactForm) -> str:
    """The channel by which the service user was written to, if this contact is that."""
    data = form.data
    if data.get("somebody_else") or data.get("direction") != Direction.OUT:
        return ""
    return IN_WRITING.get(data.get("method") or "", "")
