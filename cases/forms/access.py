"""What is typed about who may see a case."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings

from cases.forms.choices import LONGEST_LINE, offer, with_nothing
from cases.vocabulary import ConflictKind, Mitigation
from foundation import clock
from foundation.components.changing import ChangingForm
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form

REVIEWED_EVERY = timedelta(days=182)
WHAT_FOLLOWS: dict[str, str] = {
    Mitigation.BLOCK: "The case is not there for them any more, on any page. They are not told.",
    Mitigation.SUPERVISED: "They still see the case. Agree with them how you look over their work.",
}
SHOWN_TO_MANAGERS = "Only managers of the team can read this"
Choices = Iterable[tuple[Any, str]]


def _as_choices(people: Choices) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in people]


def by_the_end_of(day: date | None) -> datetime | None:
    """The instant that a typed last day stands for."""
    return clock.end_of(day) if day else None


def kind_field() -> forms.ChoiceField:
    """What the colleague is to somebody in the case."""
    return forms.ChoiceField(label="What it is", choices=with_nothing(ConflictKind.choices, "Choose what it is"))


def why_field(label: str) -> NoteField:
    """A reason, in a few lines."""
    return NoteField(label=label, rows=3, max_length=LONGEST_LINE, help_text=SHOWN_TO_MANAGERS)


class ReviewConflictForm(ChangingForm):
    """What follows from a conflict, and for how long."""

    mitigation = RadioField(
        label="What follows from it", choices=Mitigation.choices, hints=WHAT_FOLLOWS, noun="what follows from it"
    )
    until = NearDateField(label="Last day it holds", required=False, leaning="future", must_be="today or future")
    review_due = NearDateField(label="Look at it again on", required=False, leaning="future", must_be="future")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        again = clock.today() + REVIEWED_EVERY
        super().__init__(*args, initial={"review_due": again} | (kwargs.pop("initial", None) or {}), **kwargs)

    def decision(self) -> dict[str, Any]:
        """What was decided, for the action."""
        said = self.cleaned_data
        return {
            "mitigation": said["mitigation"],
            "until": by_the_end_of(said["until"]),
            "review_due": said["review_due"],
        }


class KeepOutForm(ReviewConflictForm):
    """Which colleague, why, and what follows from it."""

    colleague = forms.ChoiceField(label="Colleague")
    kind = kind_field()
    reason = why_field("What you know about it")
    field_order = ("colleague", "kind", "reason", "mitigation", "until", "review_due")

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["colleague"], with_nothing(_as_choices(colleagues), "Choose a colleague"))

    def conflict(self) -> dict[str, Any]:
        """What was typed, for the action."""
        said = self.cleaned_data
        return self.decision() | {
            "colleague": UUID(said["colleague"]),
            "kind": said["kind"],
            "reason": said["reason"],
        }


class DeclareForm(Form):
    """A conflict of one's own."""

    kind = kind_field()
    reason = why_field("What your manager should know")


class EndConflictForm(Form):
    """Why a conflict ends."""

    reason = why_field("Why it ends")


class LetInForm(Form):
    """Whom to let into a case, until when and why."""

    guest = forms.ChoiceField(label="Colleague")
    until = NearDateField(label="Last day", leaning="future", must_be="today or future")
    at = TimeField(
        label="Until what time", required=False, help_text="For example, 4:30pm. Leave it empty for the whole day"
    )
    reason = why_field("Why they need it")

    def __init__(self, *args: Any, guests: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["guest"], with_nothing(_as_choices(guests), "Choose a colleague"))
        self.fields["until"].help_text = f"At most {settings.LET_IN_DAYS} days from today, such as 27 3 or 27 March"

    def letting_in(self) -> dict[str, Any]:
        """What was typed, for the action."""
        said = self.cleaned_data
        day, hour = said["until"], said["at"]
        until = clock.at(day, hour) if hour else clock.end_of(day)
        return {"guest": UUID(said["guest"]), "until": until, "reason": said["reason"]}
