"""What is typed of something that was shared, once something is heard of it."""

from datetime import datetime
from typing import Any

from cases.forms.choices import LONGEST_NOTE
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, TickField
from foundation.components.forms import Form

NOTHING = "Say that they have it, or what came of it"
TOO_EARLY = "Nobody has what was not sent yet. Enter a time after it went"


class ResultForm(Form):
    """That they have it, and when they said so; what came of it; or both."""

    received = TickField(label="They said that they have it", required=False, reveals=("day", "at"))
    day = NearDateField(label="Date", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    result = NoteField(label="What came of it", required=False, rows=4, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, sent_at: datetime, **kwargs: Any) -> None:
        local = clock.london(clock.now()).replace(second=0, microsecond=0)
        super().__init__(*args, initial={"day": local.date(), "at": local.time()}, **kwargs)
        self.sent_at = sent_at

    def clean(self) -> dict[str, Any]:
        """Something is said, and nobody had it before it went."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not (said.get("received") or said.get("result")):
            self.add_error("result", NOTHING)
        at = self.received_at()
        if at and (at < self.sent_at.replace(second=0, microsecond=0) or at > clock.now()):
            self.add_error("at", TOO_EARLY)
        return said

    def received_at(self) -> datetime | None:
        """When they said that they have it, and not before it went in the same minute."""
        said = self.cleaned_data
        if not (said.get("received") and said.get("day") and said.get("at")):
            return None
        at = datetime.combine(said["day"], said["at"], tzinfo=clock.LONDON)
        same_minute = at == self.sent_at.astimezone(clock.LONDON).replace(second=0, microsecond=0)
        return self.sent_at if same_minute else at
