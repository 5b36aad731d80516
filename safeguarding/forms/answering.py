"""What is typed about an authority's answers, about chasing it, and about a disagreement with it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, with_nothing
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, TickField
from foundation.components.forms import Form
from foundation.working_days import after
from safeguarding.actions import NewReply
from safeguarding.vocabulary import AuthorityDecision, ReplyKind

# In how many working days each stage of a disagreement is due: workers the same day, directors by the fifth (§4.5).
STAGE_DAYS = {1: 0, 2: 1, 3: 2, 4: 5}
END_OF_DAY = timedelta(hours=17)


class WhenForm(Form):
    """Something that happened, and when."""

    day = NearDateField(label="Day", leaning="past", must_be="today or past")
    at = TimeField(label="Time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = clock.london(clock.now())
        begin = {"day": now.date(), "at": now.time().replace(second=0, microsecond=0)}
        super().__init__(*args, initial=begin | kwargs.pop("initial", {}), **kwargs)

    def clean(self) -> dict[str, Any]:
        """Nothing happened in the future."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("day") and said.get("at") and self.when > clock.now():
            self.add_error("at", "Time must be now or earlier")
        return said

    @property
    def when(self) -> datetime:
        """When it happened."""
        return clock.at(self.cleaned_data["day"], self.cleaned_data["at"])


class AcknowledgedForm(WhenForm):
    """That they have it, with their reference (T17)."""

    their_reference = forms.CharField(label="Their reference", max_length=LONGEST_LINE)
    who = forms.CharField(label="Who acknowledged it?", required=False, max_length=LONGEST_LINE)
    text = NoteField(label="What they said", rows=3, required=False, max_length=LONGEST_NOTE)
    field_order = ("their_reference", "who", "day", "at", "text")

    def reply(self) -> NewReply:
        """What was typed, for the action."""
        said = self.cleaned_data
        rest = {name: said[name] for name in ("their_reference", "who", "text")}
        return NewReply(ReplyKind.ACKNOWLEDGED, self.when, **rest)


class DecidedForm(WhenForm):
    """What they decided, and whether we can live with it (T18, T21)."""

    decision = forms.ChoiceField(
        label="What did they decide?", choices=with_nothing(AuthorityDecision.choices, "Choose")
    )
    who = forms.CharField(label="Who decided?", max_length=LONGEST_LINE, help_text="Name and role")
    text = NoteField(label="What they said", rows=4, required=False, max_length=LONGEST_NOTE)
    dissatisfied = TickField(label="We do not think that this keeps them safe", required=False)
    field_order = ("decision", "who", "day", "at", "text", "dissatisfied")

    def reply(self) -> NewReply:
        """What was typed, for the action."""
        said = self.cleaned_data
        rest = {name: said[name] for name in ("decision", "who", "text", "dissatisfied")}
        return NewReply(ReplyKind.DECIDED, self.when, **rest)


class ChaseForm(Form):
    """Whom somebody chased, and what came of it (T19)."""

    reason = NoteField(
        label="Whom did you chase, and what did they say?",
        rows=4,
        max_length=LONGEST_NOTE,
        help_text="After three working days, chase their manager",
    )


class EscalateForm(Form):
    """With whom we disagree, about what, and by when it is to be settled (T20, §4.5)."""

    with_whom = forms.CharField(label="Who has it now, over there?", max_length=LONGEST_LINE, help_text="Name and role")
    text = NoteField(label="What do we disagree about?", rows=5, max_length=LONGEST_NOTE)
    by = NearDateField(label="To be settled by", leaning="future", must_be="today or future")

    def __init__(self, *args: Any, stage: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"by": after(clock.today(), STAGE_DAYS.get(stage, 0))}, **kwargs)

    def stage(self) -> dict[str, Any]:
        """What was typed, for the action."""
        said = self.cleaned_data
        due = clock.at(said["by"]) + END_OF_DAY
        return {"with_whom": said["with_whom"], "text": said["text"], "due_at": due}
