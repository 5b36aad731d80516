"""What is typed about sharing: what was told with permission, what had gone already, and what was kept back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from cases.actions.sharing import ONWARD, Item, NewDisclosure
from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer
from cases.models import Person, Recipient
from cases.vocabulary.sharing import BreachCause, Category, Purpose, RecipientCheck, SendingMethod, Told
from consent.forms.items import (
    A_TASK,
    REVIEWED,
    change_fields,
    further_fields,
    further_said,
    item_said,
    put_into,
    words_field,
)
from consent.forms.recipient import WhoIsIt
from consent.rules import Telling
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField, TickField
from foundation.components.forms import Form

SKIPPED = "There was no such time that day: the clocks went forward. Enter when it really was"
ONLY_THOSE = "Only people whom they agreed to were in the room"


@dataclass(frozen=True)
class Offered:
    """What a permission offers to be ticked, and what is derived from it so that nobody has to type it."""

    kinds: Sequence[Category]
    purpose: Purpose | None = None
    subjects: frozenset[UUID] = frozenset()
    limits: tuple[str, ...] = ()
    benefit: str = ""


class WhenItWent(Form):
    """How and when something went; now, by telephone, until somebody says otherwise."""

    method = RadioField(
        label="How?",
        choices=SendingMethod.choices,
        initial=SendingMethod.TELEPHONE,
        noun="how it went",
        inline=True,
    )
    day = NearDateField(label="Date", leaning="past", must_be="today or past")
    at = TimeField(label="Time")

    def sent_at(self) -> datetime:
        """The London day and time that were typed, as an instant."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], tzinfo=clock.LONDON)

    def check_when(self, said: dict[str, Any]) -> None:
        """Nothing was sent tomorrow, nor in the hour that the clocks leave out."""
        check_moment(self, said)


def check_moment(form: Form, said: dict[str, Any]) -> None:
    """Complain of a day and time that have not been yet, or that the clocks left out."""
    if not (said.get("day") and said.get("at")):
        return
    if clock.was_skipped(said["day"], said["at"]):
        form.add_error("at", SKIPPED)
    elif datetime.combine(said["day"], said["at"], tzinfo=clock.LONDON) > clock.now():
        form.add_error("at", "Time must not be in the future")


def starting_now() -> dict[str, Any]:
    """Today, to the minute."""
    local = clock.london(clock.now()).replace(second=0, microsecond=0)
    return {"day": local.date(), "at": local.time()}


class TellForm(WhenItWent):
    """Telling one recipient what was permitted: ticks with a few words each; all else comes from the permission."""

    kinds = CheckboxesField(label="What do you tell them?", noun="what you tell them")
    others = CheckboxesField(
        label="What else would you tell them?",
        noun="what you would tell them",
        help_text="The answer says why not, and what you can do",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "app-choices--columns"}),
    )
    limits_kept = TickField(label="I keep within these limits", required=False)
    recipient_verified = RadioField(
        label="How do you know that it is them?", choices=RecipientCheck.choices, noun="how you know that it is them"
    )
    attendees_within = TickField(label=ONLY_THOSE, required=False)
    text = NoteField(
        label="The text that goes",
        required=False,
        rows=5,
        max_length=LONGEST_NOTE,
        help_text="It is not kept here. A fingerprint of it is, so that it can be shown later what went",
    )
    proof = forms.CharField(
        label="Proof of sending",
        required=False,
        max_length=LONGEST_LINE,
        help_text="For example, a tracking number, or where the sent message is",
    )
    purpose = forms.ChoiceField(label="What is it to help with?")
    subjects = CheckboxesField(label="About whom?", noun="whom it is about")
    benefit = forms.CharField(label="How it helps them", max_length=LONGEST_LINE)
    onward = forms.CharField(label="What they may do with it", required=False, max_length=LONGEST_LINE)
    redactions = forms.CharField(label="What you left out or blacked out", required=False, max_length=LONGEST_LINE)
    review_on = NearDateField(label=REVIEWED, required=False, leaning="future", must_be="future", help_text=A_TASK)
    ASKED = ("recipient_verified", "method")
    FOLDED = ("day", "at", "purpose", "subjects", "benefit", "onward", "redactions", "review_on")
    WRITING = ("text", "proof")

    def __init__(self, *args: Any, people: Sequence[tuple[Person, str]], offered: Offered, **kwargs: Any) -> None:
        begins = {
            **starting_now(),
            "purpose": offered.purpose or "",
            "subjects": [str(pk) for pk in offered.subjects],
            "benefit": offered.benefit,
            "onward": ONWARD,
        }
        super().__init__(*args, initial=begins, **kwargs)
        self.offered, self.people = offered, {str(person.pk): person for person, _ in people}
        offer(self.fields["kinds"], [(kind.value, kind.label) for kind in offered.kinds])
        rest = [kind for kind in Category if kind not in offered.kinds and kind != Category.EXISTENCE]
        offer(self.fields["others"], [(kind.value, kind.label) for kind in rest])
        offer(self.fields["purpose"], [(each.value, each.label) for each in Purpose.helping()])
        offer(self.fields["subjects"], [(str(person.pk), name) for person, name in people])
        about = [person for person, _ in people if person.pk in offered.subjects]
        reveals = {kind.value: (f"what_{kind.value}", f"more_{kind.value}") for kind in offered.kinds}
        self.fields["kinds"].reveals = reveals  # type: ignore[attr-defined]
        self.fields["kinds"].required, self.fields["others"].required = bool(offered.kinds), not offered.kinds
        for kind in offered.kinds:
            self._ask_of(kind, change_fields(kind.value, kind, people, about))

    def _ask_of(self, kind: Category, change: list[tuple[str, forms.Field]]) -> None:
        what = words_field(kind, required=True)
        what.error_messages["required"] = f"Enter in a few words what you tell them of this: {kind.label.lower()}"
        for name, field in [(f"what_{kind.value}", what), *change]:
            put_into(self, name, field)

    def clean(self) -> dict[str, Any]:
        """Something is told, and not before now."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("others"):
            self.errors.pop("kinds", None)
            said.setdefault("kinds", [])
        self.check_when(said)
        return said

    @property
    def is_written(self) -> bool:
        """Whether a text goes, which is checked before it does."""
        return self.cleaned_data.get("method") in SendingMethod.written()

    def telling(self, recipient: Recipient) -> Telling:
        """The question to the disclosure table."""
        said = self.cleaned_data
        return Telling(
            recipient,
            Purpose(said["purpose"]),
            frozenset(Category(kind) for kind in (*said["kinds"], *said["others"])),
            frozenset(UUID(pk) for pk in said["subjects"]) | self._named(),
            limits_kept=said["limits_kept"] or not self.offered.limits,
            meeting=said["method"] == SendingMethod.MEETING,
            attendees_within=said["attendees_within"],
        )

    def told(self, recipient: Recipient) -> NewDisclosure:
        """What was told, for the action."""
        said = self.cleaned_data
        text = said["text"] if self.is_written else ""
        return NewDisclosure(
            recipient,
            tuple(self._items()),
            SendingMethod(said["method"]),
            self.sent_at(),
            benefit=said["benefit"],
            recipient_verified=said["recipient_verified"],
            subject_told=Told.YES,
            proof=said["proof"] if self.is_written else "",
            onward=said["onward"],
            redactions=said["redactions"],
            review_on=said["review_on"],
            content_hash=fingerprint(text) if text else "",
        )

    def _named(self) -> set[UUID]:
        return {each.subject.pk for each in self._items() if each.subject}

    def _items(self) -> list[Item]:
        said = self.cleaned_data
        about = [self.people[pk] for pk in said["subjects"]]
        return [
            item_said(said, kind, Category(kind), said.get(f"what_{kind}", ""), people=self.people, about=about)
            for kind in said["kinds"]
        ]

    def only(self, kinds: frozenset[Category]) -> None:
        """Keep to what is permitted, when only a part is (D17); what is left out is said."""
        left = [Category(kind).label for kind in self.cleaned_data["others"]]
        said = [self.cleaned_data["redactions"], f"Not agreed to: {', '.join(left)}" if left else ""]
        self.cleaned_data["redactions"] = ". ".join(each for each in said if each)
        self.cleaned_data["kinds"] = [kind for kind in self.cleaned_data["kinds"] if kind in kinds]
        self.cleaned_data["others"] = []


def fingerprint(text: str) -> str:
    """A hash of what was sent; a browser's line ends are one character."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


class WhatKinds(WhoIsIt):
    """Some kinds of information, and whom they concern."""

    categories = CheckboxesField(
        label="Which kinds of information?",
        noun="which kinds of information",
        help_text="That they have been in contact with us is always part of it",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "app-choices--columns"}),
        choices=[(kind.value, kind.label) for kind in Category if kind != Category.EXISTENCE],
        required=False,
    )

    def chosen(self) -> list[Category]:
        """The kinds that were ticked; none is that there has been contact, and nothing else."""
        return [Category(kind) for kind in self.cleaned_data["categories"]]


class AlreadyForm(WhatKinds, WhenItWent):
    """Something has been shared without a basis. The truth is asked for, and nothing that could keep it back."""

    cause = RadioField(label="What happened?", choices=BreachCause.choices, noun="what happened")
    what = NoteField(label="What was said or sent", rows=3, max_length=LONGEST_NOTE)
    what_happened = NoteField(label="How it came about", rows=3, max_length=LONGEST_NOTE)
    recipient_verified = RadioField(
        label="How do you know who it went to?", choices=RecipientCheck.choices, noun="how you know who it went to"
    )
    subject_told = RadioField(label="Does the service user know?", choices=Told.unordered(), noun="whether they know")
    order = (
        *("to", "organisation", "role", "person_name", "kind", "categories", "what"),
        *("more_all", "about_all", "account_all", "source_all", "cause", "what_happened", "recipient_verified"),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial=starting_now(), **kwargs)
        self.people = {str(person.pk): person for person, _ in people}
        for name, field in (*change_fields("all", None, people, ()), *further_fields("sent")):
            put_into(self, name, field)
        self.order_fields(self.order)

    def clean(self) -> dict[str, Any]:
        """Who it went to, and that it has gone."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_who(said)
        self.check_when(said)
        return said

    def told(self, recipient: Recipient) -> NewDisclosure:
        """What went, for the action."""
        said = self.cleaned_data
        kinds = self.chosen() or [Category.EXISTENCE]
        return NewDisclosure(
            recipient,
            tuple(item_said(said, "all", kind, said["what"], people=self.people, about=()) for kind in kinds),
            SendingMethod(said["method"]),
            self.sent_at(),
            recipient_verified=said["recipient_verified"],
            subject_told=said["subject_told"],
            **further_said(said, "sent"),
        )


class KeepBackForm(WhatKinds):
    """A decision not to share, with its reasons (golden rule 7)."""

    reasons = NoteField(label="Why it is not shared", rows=4, max_length=LONGEST_NOTE)

    def clean(self) -> dict[str, Any]:
        """Whom it was about."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_who(said)
        return said
