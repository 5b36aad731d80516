"""What each move of a concern asks. Its facts are what the workflow demands of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms

from cases.forms.choices import LONGEST_NOTE, offer, with_nothing
from foundation import clock
from foundation.components.dates import NearDateField
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form
from foundation.components.naming import asked_for
from safeguarding.deadlines import Calendar, Deadline, latest_watch, working_days_after
from safeguarding.forms.parts import WorryForm, note
from safeguarding.models import Concern
from safeguarding.vocabulary import Outcome, Urgency
from safeguarding.workflow import Move
from teams.models import User


def asked(field: Any, noun: str) -> Any:
    """A field whose label is a question, with what errors call it."""
    field.noun = noun
    return field


class MoveForm(Form):
    """One move. ``change``: what it writes of the concern itself; ``said``: the facts that it says."""

    title: ClassVar[str] = ""

    def __init__(self, *args: Any, concern: Concern, move: Move, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concern, self.move, self.calendar = concern, move, calendar

    def change(self) -> Mapping[str, Any]:
        """What the move writes of the concern itself."""
        return {}

    def said(self) -> dict[str, Any]:
        """The facts that it says, and until when something has to be answered."""
        return {}

    def reason(self) -> str:
        """Why."""
        return str(self.cleaned_data.get("reason", ""))


WHY = {
    "no_call": "Why was no call made?",
    "second_opinion": "Why do you want a second opinion?",
    "raise_again": "What is new?",
    "reopen": "Why is it opened again?",
    "ask_void": "What is the mistake?",
    "name_second": "Why do you ask them?",
    "void": "Why is it an error?",
    "ask_restore": "Why was it no error?",
    "restore": "Why was it no error?",
    "approve": "Your reasons",
    "not_approve": "Your reasons",
    "approve_afterwards": "Your reasons",
}


class ReasonForm(MoveForm):
    """A move that asks for nothing but why."""

    reason_given = NoteField(label="Why?", rows=4, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = self.fields["reason_given"]
        why.label = WHY[self.move.key]
        why.error_messages["required"] = asked_for(why, "Enter")

    def reason(self) -> str:
        """What was written."""
        return str(self.cleaned_data["reason_given"])

    def said(self) -> dict[str, Any]:
        """That something is new, where that is what it says."""
        return {"news": True} if self.move.key == "raise_again" else {}


class NameSecondForm(ReasonForm):
    """Whom the one person who knows of a concern lets know of it."""

    colleague = forms.ChoiceField(label="Which colleague?")
    field_order = ("colleague", "reason_given")

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(each.pk): each for each in colleagues}
        offer(
            self.fields["colleague"], with_nothing([(pk, str(each)) for pk, each in self.colleagues.items()], "Choose")
        )
        self.fields["colleague"].error_messages["required"] = "Choose a colleague"

    def said(self) -> dict[str, Any]:
        """Whom."""
        return {"second": self.colleagues[self.cleaned_data["colleague"]]}


class ApprovalForm(ReasonForm):
    """What the manager says of a referral. It stops nothing."""

    approved = RadioField(
        label="What do you say of the referral?",
        choices=[("yes", "It was right to refer"), ("no", "I would not have referred")],
        noun="what you say of the referral",
    )
    field_order = ("approved", "reason_given")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.move.key != "approve_afterwards":
            del self.fields["approved"]

    def approves(self) -> bool:
        """Whether they approve."""
        return self.move.key == "approve" or self.cleaned_data.get("approved") == "yes"


class FinishForm(WorryForm):
    """Raising what was a draft: the three answers, with what is there already."""

    def __init__(self, *args: Any, concern: Concern, move: Move, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        for name in ("worry", "urgency", "about"):
            self.fields[name].required = True

    def change(self) -> dict[str, Any]:
        """What differs from the draft."""
        return self.changes()

    def said(self) -> dict[str, Any]:
        """Nothing but what is written of the concern."""
        return {}

    def reason(self) -> str:
        """None is asked."""
        return ""


class MoreInfoForm(MoveForm):
    """What has to be found out, by whom and by when: one working day at most (T7)."""

    question = asked(
        NoteField(label="What has to be found out, and by whom?", rows=3, max_length=LONGEST_NOTE),
        "what has to be found out",
    )
    by_day = NearDateField(label="By which day?", leaning="future", must_be="today or future")
    safe = note("Why does finding out more put nobody at risk?", rows=3, noun="why it puts nobody at risk")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest: Deadline = working_days_after(self.calendar, clock.now(), 1, what="Answer")
        self.fields["by_day"].initial = clock.london(self.latest.at).date()
        if self.concern.urgency == Urgency.WELFARE:
            del self.fields["safe"]
        else:
            self.fields["safe"].required = True

    def clean(self) -> dict[str, Any]:
        """One working day at most."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        last = clock.london(self.latest.at).date()
        if said.get("by_day") and said["by_day"] > last:
            self.add_error("by_day", "Finding out more takes one working day at most. Enter an earlier day")
        return said

    def said(self) -> dict[str, Any]:
        """The question, by when, and why waiting is no risk."""
        by = self.calendar.end_of(self.cleaned_data["by_day"])
        answer_by = by if by > clock.now() else clock.now() + timedelta(hours=1)
        return {"question": True, "delay_reason": bool(self.cleaned_data.get("safe")), "answer_by": answer_by}

    def reason(self) -> str:
        """The question, and why waiting is no risk."""
        return "\n".join(filter(None, (self.cleaned_data["question"], self.cleaned_data.get("safe"))))


class AnsweredForm(MoveForm):
    """What was found out; once the time is up, nothing may be the answer."""

    found = asked(NoteField(label="What was found out?", rows=4, max_length=LONGEST_NOTE), "what was found out")

    def __init__(self, *args: Any, due_at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if due_at is not None and due_at <= clock.now():
            self.fields["found"].required = False
            self.fields["found"].help_text = "The time is up: leave this empty if there is still no answer"

    def said(self) -> dict[str, Any]:
        """That it is answered, or that the time is up."""
        return {"answered": True}

    def reason(self) -> str:
        """What was found out."""
        return str(self.cleaned_data["found"])


class MonitorForm(MoveForm):
    """When it is looked at again, and what would make us act sooner (T22)."""

    review_on = NearDateField(label="When is it looked at again?", leaning="future", must_be="future")
    triggers = asked(
        NoteField(label="What would make us act sooner?", rows=3, max_length=LONGEST_NOTE),
        "what would make us act sooner",
    )

    def change(self) -> dict[str, Any]:
        """The day."""
        return {"review_on": self.cleaned_data["review_on"]}

    def said(self) -> dict[str, Any]:
        """That there is a day."""
        return {"review_on": True}

    def reason(self) -> str:
        """What would make us act sooner."""
        return str(self.cleaned_data["triggers"])


class CloseForm(MoveForm):
    """How it ended, what we were told, and what we learn from it (T24)."""

    outcome = RadioField(label="How did it end?", choices=Outcome.choices, noun="how it ended")
    feedback = note("What the authority or the family told us", rows=3)
    lessons = note("What we learn from it", rows=3, help_text="Without names: whoever runs the service may read it")

    def change(self) -> dict[str, Any]:
        """All of it."""
        return {name: self.cleaned_data[name] for name in ("outcome", "feedback", "lessons")}


def too_late(calendar: Calendar, day: date) -> bool:
    """Whether a day is beyond what a concern that is not referred may wait for: ten working days (T6)."""
    return day > latest_watch(calendar, clock.today())
