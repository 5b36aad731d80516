"""What is written about one person: ways to reach them, addresses, who acts for them, what they may decide and wish."""

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from cases.forms.choices import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE, chosen
from cases.forms.kept import KeptForm
from cases.forms.people import WAYS, fault_in
from cases.models import AbilityRecord, Address, ContactPoint, FormerName, Person, Representative, Wishes
from cases.presenting import born_on, text_of
from cases.vocabulary import (
    AbilityKind,
    AccessClass,
    ActsAs,
    AddressKind,
    Authority,
    Channel,
    Conclusion,
    Safe,
)
from foundation import clock
from foundation.components.dates import NearDateField
from foundation.components.fields import NoteField, RadioField, TickField
from foundation.components.forms import Form

POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
OF_AGE = 16  # from when the Mental Capacity Act applies


class RecordForm(KeptForm):
    """One kind of record about one person.

    ``called`` is the person's name; ``others`` are the other people of the case with theirs; ``may_narrow`` is whether
    whoever writes may keep a record to managers. Some records never change, and of those some are never taken away.
    """

    model: ClassVar[type[Any]]
    add_title: ClassVar[str]
    noun: ClassVar[str]  # in "Take away this …?"
    may_change: ClassVar[bool] = True
    may_end: ClassVar[bool] = True

    def __init__(
        self,
        *args: Any,
        person: Person,
        called: str,
        others: list[tuple[Person, str]],
        may_narrow: bool = False,
        row: Model | None = None,
        **kwargs: Any,
    ) -> None:
        self.person, self.called, self.others, self.may_narrow = person, called, others, may_narrow
        self.is_new = row is None
        super().__init__(*args, row=row or self.model(), **kwargs)

    def said(self) -> dict[str, Any]:
        """Everything that was typed of a new record, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.known}


def ends_after(form: Form, said: dict[str, Any], begins: str, ends: str) -> None:
    """Ask that one day does not come before another."""
    if said.get(begins) and said.get(ends) and said[ends] < said[begins]:
        form.add_error(ends, f"{form.fields[ends].label} must not be before {str(form.fields[begins].label).lower()}")


class ReachForm(RecordForm):
    """A way to reach somebody, and what is safe about it. Silence means the cautious answer (R-C2-4)."""

    key, model = "reach", ContactPoint
    noun = "way to reach them"
    page_title, add_title = "Change a way to reach them", "Add a way to reach them"
    channel = RadioField(
        label="How",
        choices=WAYS,
        noun="how",
        inline=True,
    )
    value = forms.CharField(label="Number or address", max_length=500)
    safe_to_use = RadioField(label="Is it safe to use?", choices=Safe.choices, noun="whether it is safe")
    may_leave_message = forms.BooleanField(label="They said we may leave a message", required=False)
    may_say_who_we_are = forms.BooleanField(label="They said we may say who we are", required=False)
    safe_times = forms.CharField(
        label="When it is safe", required=False, max_length=200, help_text="For example, school hours only"
    )
    shared_with = forms.CharField(
        label="Who else uses it", required=False, max_length=200, help_text="For example, answered by her mother-in-law"
    )
    verified_on = NearDateField(label="Last checked with them", required=False, leaning="past", must_be="today or past")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.known["channel"] == Channel.POST:  # kept before addresses had a place of their own
            self.fields["channel"].choices = Channel.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A telephone must be a possible number, and an e-mail address must look like one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        fault = fault_in(said.get("channel", ""), said.get("value", ""))
        if fault:
            self.add_error("value", fault)
        return said


class AddressForm(RecordForm):
    """Where somebody lives or gets letters. A protected address is not drawn here either: it is ended, and another one
    written."""

    key, model = "address", Address
    noun = "address"
    page_title, add_title = "Change an address", "Add an address"
    is_protected = TickField(
        label="This address is protected",
        required=False,
        help_text="Somebody must not find them there. It is shown only to who asks for it, and each look is recorded",
    )
    kind = RadioField(label="What is it?", choices=AddressKind.choices, noun="what it is")
    lines = NoteField(label="Address", rows=3, max_length=LONGEST_LINE)
    postcode = forms.CharField(
        label="Postcode", required=False, max_length=10, widget=forms.TextInput({"class": "govuk-input--width-10"})
    )
    authority = chosen("Council", Authority.choices, nothing="Not known")
    safe_to_post = RadioField(
        label="Is it safe to send letters there?",
        choices=Safe.choices,
        noun="whether letters are safe",
    )
    from_on = NearDateField(label="From", required=False, leaning="past")
    to_on = NearDateField(label="Until", required=False, leaning="past")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.known["is_protected"]:
            for name in ("lines", "postcode"):
                del self.fields[name]
            self.initial = {name: value for name, value in self.initial.items() if name in self.fields}

    def begins_with(self) -> dict[str, Any]:
        """Most are homes."""
        return {"kind": self.known["kind"] or AddressKind.HOME}

    @property
    def warning(self) -> str:  # type: ignore[override]
        """Why the address itself cannot be changed here."""
        told = "A protected address is not shown here. To correct it, take it away and add it again."
        return told if self.known["is_protected"] else ""

    def clean_postcode(self) -> str:
        """Capitals, with one space before the last three, if it is an ordinary one; else as it was typed."""
        typed: str = self.cleaned_data["postcode"]
        plain = "".join(typed.split()).upper()
        return f"{plain[:-3]} {plain[-3:]}" if POSTCODE.fullmatch(plain) else typed

    def clean(self) -> dict[str, Any]:
        """An address ends after it begins."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        ends_after(self, said, "from_on", "to_on")
        return said


class RepresentativeForm(RecordForm):
    """Somebody who acts for a person, with what authority."""

    key, model = "representative", Representative
    noun = "person who acts for them"
    page_title, add_title = "Change who acts for them", "Add somebody who acts for them"
    kind = RadioField(label="What lets them act?", choices=ActsAs.choices, noun="what lets them act")
    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    organisation = forms.CharField(label="Organisation", required=False, max_length=LONGEST_NAME)
    reached_by = forms.CharField(label="How to reach them", required=False, max_length=LONGEST_LINE)
    scope = NoteField(
        label="What they may do",
        rows=3,
        max_length=LONGEST_LINE,
        help_text="For example, speak to us about school, but not see health records",
    )
    document_seen_on = NearDateField(
        label="Their authority was seen on", required=False, leaning="past", must_be="today or past"
    )
    valid_until = NearDateField(label="Until", required=False, leaning="future")


class AbilityForm(RecordForm):
    """Whether somebody could make one decision on one day."""

    key, model, may_change, may_end = "ability", AbilityRecord, False, False
    noun = "record"
    page_title = add_title = "Record whether they can decide"
    kind = RadioField(
        label="Which is it?",
        choices=AbilityKind.choices,
        noun="which it is",
        hints={
            AbilityKind.CAPACITY: "Everybody has capacity until shown otherwise, for this decision, at this time",
            AbilityKind.COMPETENCE: "Whether they understand enough for this decision: not an age",
        },
        reveals={AbilityKind.CAPACITY: "capacity", AbilityKind.COMPETENCE: "competence"},
    )
    capacity = RadioField(
        label="What was found?",
        choices=[(c.value, c.label) for c in Conclusion.of(AbilityKind.CAPACITY)],
        noun="what was found",
        reveals={Conclusion.LACKS: "best_interests"},
    )
    best_interests = NoteField(
        label="What was decided in their best interests, and by whom", rows=4, max_length=LONGEST_NOTE
    )
    competence = RadioField(
        label="What was found?",
        choices=[(c.value, c.label) for c in Conclusion.of(AbilityKind.COMPETENCE)],
        noun="what was found",
    )
    decision = NoteField(label="Which decision", rows=2, max_length=LONGEST_LINE)
    decided_on = NearDateField(label="When", leaning="past", must_be="today or past")
    support_given = NoteField(
        label="What help they were given to decide", rows=3, required=False, max_length=LONGEST_NOTE
    )
    assessor = forms.CharField(label="Who found this", max_length=LONGEST_NAME)
    basis = NoteField(label="What it rests on", rows=3, max_length=LONGEST_NOTE)
    review_due = NearDateField(label="Look at this again on", required=False, leaning="future")

    def begins_with(self) -> dict[str, Any]:
        """Today."""
        return {"decided_on": clock.today()}

    def clean(self) -> dict[str, Any]:
        """The law that fits the age, and all practicable help before anybody is said to lack capacity."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        said["conclusion"] = said.get("capacity") or said.get("competence") or ""
        if said["conclusion"] == Conclusion.LACKS and not said.get("support_given"):
            self.add_error("support_given", "Enter what help they were given: the law asks for it first")
        fault = wrong_law(said.get("kind", ""), born_on(text_of(self.person.date_of_birth)), said.get("decided_on"))
        if fault:
            self.add_error("kind", fault)
        return said

    def said(self) -> dict[str, Any]:
        """What was typed, with the one conclusion that was asked."""
        return super().said() | {"conclusion": self.cleaned_data["conclusion"]}


def wrong_law(kind: str, born: Any, on: date | None) -> str:
    """Why a law does not fit the age somebody had on a day, or nothing when it does or the age is not known."""
    if not isinstance(born, date) or on is None:
        return ""
    of_age = (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) >= OF_AGE
    if of_age and kind == AbilityKind.COMPETENCE:
        return "They were 16 or over on that day. Select ‘Capacity’"
    if not of_age and kind == AbilityKind.CAPACITY:
        return "They were under 16 on that day. Select ‘Competence’"
    return ""


class WishesForm(RecordForm):
    """What a child or young person wishes and feels."""

    key, model, may_change, may_end = "wishes", Wishes, False, False
    noun = "record"
    page_title = add_title = "Record their wishes and feelings"
    words = NoteField(label="What they wish and feel", rows=6, max_length=LONGEST_NOTE, help_text="In their own words")
    said_on = NearDateField(label="When they said so", leaning="past", must_be="today or past")
    access_class = RadioField(
        label="Who may read this?",
        choices=[(a.value, a.label) for a in (AccessClass.STANDARD, AccessClass.RESTRICTED)],
        noun="who may read this",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.may_narrow:
            del self.fields["access_class"]

    def begins_with(self) -> dict[str, Any]:
        """Today."""
        return {"said_on": clock.today()}


class FormerNameForm(RecordForm):
    """What somebody was called before."""

    key, model, may_change = "former-name", FormerName, False
    noun = "former name"
    page_title = add_title = "Add a former name"
    name = forms.CharField(label="Former name", max_length=LONGEST_NAME)
