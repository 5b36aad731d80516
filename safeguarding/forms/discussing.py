"""The discussion: whom we will tell what, whom we tried, and what was said."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from cases.forms.choices import LONGEST_NOTE, AskedField, in_columns, offer
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField, TickField
from safeguarding.actions import NewAttempt, NewDiscussion
from safeguarding.forms.moves import MoveForm, asked, too_late
from safeguarding.forms.parts import note
from safeguarding.presenting.discussing import filled_in
from safeguarding.vocabulary import Department, Mode, Reached, Subject, View
from teams.models import User

SHORTEST_REASONS = 30  # characters (§3.11)
SHORTEST_NAME = 3  # letters
WORD = re.compile(r"[^\W\d_]+")


class Senior(NamedTuple):
    """A senior manager of the rota to choose, and what is said beside the name."""

    user: User
    hint: str


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Which of these names a text says as whole words. A short one counts only as it is written: ‘May’ is a name, and
    ‘may’ is none."""
    said = set(WORD.findall(text))
    folded = {word.casefold() for word in said}
    parts = {part for name in names for part in WORD.findall(name) if len(part) >= SHORTEST_NAME}
    return sorted(part for part in parts if part in said or (len(part) > SHORTEST_NAME and part.casefold() in folded))


class WithoutNames(MoveForm):
    """A form with a text that must name nobody, unless somebody was named on the record."""

    def __init__(self, *args: Any, names: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = frozenset(names)

    def check_names_nobody(self, field: str) -> None:
        """Refuse a text that says the name of somebody in the case."""
        found = names_in(str(self.cleaned_data.get(field) or ""), self.names)
        if found:
            who = "’ and ‘".join(found)
            said = f"This says ‘{who}’. Take the name out, or name them first, which is a press of its own"
            self.add_error(field, ValidationError(said))


class SeekForm(WithoutNames):
    """What a senior manager will be told. Nobody is named unless the worker names them, on the record (T3)."""

    told = NoteField(
        label="What you will tell them",
        rows=11,
        max_length=LONGEST_NOTE,
        help_text="Read it out: it takes a minute. Say no name, no school and no address",
    )
    disputes = CheckboxesField(
        label="Is the parent in dispute with a department?",
        choices=Department.choices,
        required=False,
        noun="the departments in dispute with the parent",
        help_text="Whoever decides for it is left out by itself, and not told. Tick nothing if there is no dispute",
        widget=in_columns(),
    )

    child_in_home = AskedField(
        label="Is there a child in the home?",
        noun="whether there is a child in the home",
        help_text="If so, discuss the child with the Children’s Service as well. Neither waits for the other",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.concern.subject != Subject.ADULT:
            del self.fields["child_in_home"]

    def clean(self) -> dict[str, Any]:
        """Nobody is named in it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_names_nobody("told")
        return said

    def change(self) -> dict[str, Any]:
        """The departments in dispute and a child in an adult's home, which decide who is asked."""
        asked = {name: self.cleaned_data[name] for name in ("disputes", "child_in_home") if name in self.fields}
        return {name: said for name, said in asked.items() if said not in (None, getattr(self.concern, name))}

    def said(self) -> dict[str, Any]:
        """That it was said what they will be told, with nobody named."""
        return {"way_chosen": True}

    def reason(self) -> str:
        """What they will be told."""
        return str(self.cleaned_data["told"])


class WithSomebody(WithoutNames):
    """Something that was done with a senior manager of the rota, at a time."""

    manager = RadioField(label="With whom?", noun="with whom")
    day = NearDateField(label="Which day?", leaning="past", must_be="today or past")
    at = TimeField(label="At what time?")
    mode = RadioField(label="How?", choices=Mode.choices, initial=Mode.PHONE, inline=True, noun="how")

    def __init__(self, *args: Any, seniors: Sequence[Senior], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seniors = {str(each.user.pk): each.user for each in seniors}
        offer(self.fields["manager"], [(pk, str(user)) for pk, user in self.seniors.items()])
        self.fields["manager"].hints = {str(each.user.pk): each.hint for each in seniors}  # type: ignore[attr-defined]
        if not seniors:
            self.fields["manager"].help_text = "Nobody is on the rota about now. Your manager puts them on it first"
        now = clock.london(clock.now())
        self.fields["day"].initial, self.fields["at"].initial = now.date(), now.time().replace(second=0, microsecond=0)

    def clean(self) -> dict[str, Any]:
        """Not ahead."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("day") and said.get("at") and self.when() > clock.now():
            self.add_error("at", "The time must be in the past")
        return said

    def when(self) -> datetime:
        """When it was."""
        return clock.at(self.cleaned_data["day"], self.cleaned_data["at"])

    def senior(self) -> User:
        """With whom."""
        return self.seniors[self.cleaned_data["manager"]]


class AttemptForm(WithSomebody):
    """One attempt to reach somebody, or that they are too close and nobody tried (T4)."""

    result = RadioField(
        label="What came of it?",
        choices=Reached.choices,
        noun="what came of it",
        hints={
            Reached.PASSED_OVER: "They are in it, or related to somebody in it. They are not told; the next person of"
            " the rota is asked. Whoever decides for a department in dispute is left out by itself"
        },
    )
    field_order = ("manager", "result", "day", "at", "mode")

    def attempt(self) -> NewAttempt:
        """What was typed, for the action."""
        said = self.cleaned_data
        about_child = self.move.key == "child_attempt"
        return NewAttempt(self.senior(), self.when(), Mode(said["mode"]), Reached(said["result"]), about_child)


class DiscussionForm(WithSomebody):
    """A discussion as the worker wrote it down, with the end it came to (T5 to T8, T16)."""

    no_conflict = TickField(label="They are not in it, related to anybody in it, or deciding against the parent")
    view = RadioField(label="What do they think?", choices=View.choices, noun="what they think")
    worker_view = RadioField(label="What do you think?", choices=View.choices, noun="what you think")
    advice = note("What they advised", rows=4)
    reasons = NoteField(
        label="Reasons",
        rows=4,
        min_length=SHORTEST_REASONS,
        max_length=LONGEST_NOTE,
        help_text="Theirs and yours, so that somebody who was not there can follow them",
    )
    actions = asked(
        NoteField(label="What happens instead, and who does it?", rows=3, max_length=LONGEST_NOTE),
        "what happens instead",
    )
    review_on = NearDateField(
        label="When is it looked at again?",
        leaning="future",
        must_be="future",
        help_text="Within ten working days",
    )
    packet = NoteField(
        label="What they are shown, to confirm it",
        rows=6,
        max_length=LONGEST_NOTE,
        help_text="They see this and nothing else, and say that it was so, or that they remember it differently",
    )
    field_order = ("manager", "no_conflict", "day", "at", "mode", "view", "worker_view", "advice", "reasons", "actions")
    SETTLED: ClassVar = {"discussed_refer": View.REFER, "discussed_not_refer": View.DO_NOT_REFER}

    def __init__(self, *args: Any, named_to: frozenset[User] = frozenset(), **kwargs: Any) -> None:
        """``named_to``: the senior managers to whom somebody was named on the record."""
        super().__init__(*args, **kwargs)
        self.named_to = named_to
        self.settled = self.SETTLED.get(self.move.key)
        if self.settled:
            del self.fields["view"], self.fields["worker_view"]
        if self.move.key == "disagree":
            ours = (View.REFER, View.DO_NOT_REFER)
            offer(self.fields["worker_view"], [(each.value, str(each.label)) for each in ours])
        if self.move.key != "discussed_not_refer":
            del self.fields["review_on"]
            self.fields["actions"] = note("What happens next, and who does it?", rows=3)

    def clean(self) -> dict[str, Any]:
        """Two views that differ, where they do; a day that is not too late; and nobody named who was not."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.move.key == "disagree" and said.get("view") and said.get("view") == said.get("worker_view"):
            self.add_error("worker_view", "You think the same. Choose the end that you agree on")
        if said.get("review_on") and too_late(self.calendar, said["review_on"]):
            self.add_error("review_on", "It is looked at again within ten working days. Enter an earlier day")
        said["packet"] = filled_in(said.get("packet") or "")
        if not self.is_named():
            self.check_names_nobody("packet")
        return said

    def is_named(self) -> bool:
        """Whether this senior manager was told on the record who it is about."""
        return self.seniors.get(str(self.cleaned_data.get("manager"))) in self.named_to

    def discussion(self, disclosure: Any) -> NewDiscussion:
        """What was typed, for the action."""
        said = self.cleaned_data
        view, mine = (self.settled or View(said[name]) for name in ("view", "worker_view"))
        return NewDiscussion(
            manager=self.senior(),
            held_at=self.when(),
            mode=Mode(said["mode"]),
            view=view,
            worker_view=mine,
            agreed=view == mine,
            reasons=said["reasons"],
            packet=said["packet"],
            no_conflict=said["no_conflict"],
            advice=said["advice"],
            actions=said["actions"],
            disclosure=disclosure,
            retrospective=self.move.key == "retrospective",
            about_child=self.move.key == "child_discussed",
        )


class NameForm(MoveForm):
    """Naming somebody to a senior manager: one press, with a reason, on the register of what was told (D5a)."""

    manager = RadioField(label="Whom do you tell?", noun="whom you tell")
    what = forms.CharField(
        label="What do you tell them?",
        max_length=LONGEST_NOTE,
        help_text="As little as they need, such as a first name and an age",
    )
    why = NoteField(label="Why do they have to know who it is?", rows=3, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, seniors: Sequence[Senior], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seniors = {str(each.user.pk): each.user for each in seniors}
        offer(self.fields["manager"], [(pk, str(user)) for pk, user in self.seniors.items()])
        self.fields["manager"].hints = {str(each.user.pk): each.hint for each in seniors}  # type: ignore[attr-defined]
