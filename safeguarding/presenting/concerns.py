"""A concern in words: where it stands, what is due and why then, and what is known."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse

from cases.presenting import text_of
from cases.references import readable
from foundation import clock
from foundation.components.shapes import Tag
from foundation.components.statuses import COLOUR_OF
from foundation.components.words import gb_date, gb_datetime
from safeguarding.models import Concern, Duty
from safeguarding.vocabulary import DutyKind, State, Subject, Urgency
from teams.models import User

URGENCY_COLOURS = {Urgency.IMMINENT: "red", Urgency.SIGNIFICANT: "orange", Urgency.WELFARE: "yellow"}
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WAYS_ON = (
    "Discuss it with the senior manager on duty, who is outside the service.",
    "Then refer to the designated officer, within one working day. Nobody has to approve it: press ‘Refer now’.",
    "If it was entered in error, two people say so: one asks, and whoever sees it in the manager’s place confirms it.",
    "If you are the only one who knows of it, let one colleague know.",
)
STILL_SAYS = (
    "The contact that this came from still says what was said, and your colleague may read it. Move its words here: on "
    "‘Keep this from a colleague’."
)


def state_tag(concern: Concern) -> Tag:
    """Where the concern stands, in words and a colour."""
    state = State(concern.state)
    return Tag(state.label, COLOUR_OF.get(state.value, "teal"))


def since_words(concern: Concern) -> str:
    """One concern by its date and its reference, with nothing of what it says."""
    where = f"concern {readable(concern.reference)}, {State(concern.state).label.lower()}"
    return f"{gb_date(concern.recorded_at)}: {where}. Raised by {concern.raised_by}"


def tags_of(concern: Concern) -> list[Tag]:
    """How urgent it is, and about whom when that is not a child."""
    tags = []
    if concern.urgency:
        urgency = Urgency(concern.urgency)
        tags.append(Tag(urgency.label, URGENCY_COLOURS[urgency]))
    if concern.subject != Subject.CHILD:
        tags.append(Tag(Subject(concern.subject).label, "purple"))
    return tags


def due_of(duties: Iterable[Duty]) -> list[dict[str, Any]]:
    """What is due, the soonest first, with the sentence that explains each date."""
    return [
        {
            "what": DutyKind(duty.kind).label,
            "due": due_words(duty.due_at),
            "left": time_left(duty),
            "late": duty.due_at < clock.now(),
            "because": duty.because,
            "kind": duty.kind,
        }
        for duty in soonest_first(duties)
    ]


def soonest_first(duties: Iterable[Duty]) -> list[Duty]:
    """What is still due, the soonest first; of one moment in the order in which things happen."""
    order = [kind.value for kind in DutyKind]
    still = [duty for duty in duties if duty.met_at is None]
    return sorted(still, key=lambda duty: (duty.due_at, order.index(duty.kind)))


def due_words(instant: datetime) -> str:
    """By when something is due; midnight belongs to the day that ends, since people take it for the one that begins."""
    local = clock.london(instant)
    return gb_datetime(local) if local.time() != time() else f"the end of {gb_date(local - timedelta(days=1))}"


def time_left(duty: Duty) -> str:
    """How long there is until something is due, or how long it has been."""
    seconds = (duty.due_at - clock.now()).total_seconds()
    return f"{_roughly(-seconds)} late" if seconds < 0 else f"{_roughly(seconds)} left"


def _roughly(seconds: float) -> str:
    """A length of time as people say it: minutes within the hour, hours within two days, then days."""
    for unit, below, word in ((MINUTE, HOUR, "minute"), (HOUR, 2 * DAY, "hour")):
        if seconds < below:
            number = max(1, int(seconds // unit)) if seconds >= 1 else 1
            return f"{number} {word}{'' if number == 1 else 's'}"
    return f"{int(seconds // DAY)} days"


def line_of(concern: Concern, duties: Iterable[Duty]) -> dict[str, Any]:
    """One concern in a list; needs its key."""
    due = due_of(duties)
    return {
        "url": reverse("safeguarding:concern", args=[concern.case_id, concern.pk]),
        "about": text_of(concern.about) or "Not said yet",
        "reference": readable(concern.reference),
        "tags": [state_tag(concern), *tags_of(concern)],
        "raised_at": concern.recorded_at,
        "by": str(concern.raised_by),
        "next": due[0] if due else None,
    }


def in_a_managers_place(reader: User, person: User | None) -> str:
    """What whoever sees a concern that no manager may see has to know: who else does, and which ways lead on."""
    if person == reader:
        sees = "You see it in their place, because you have been here longest"
    else:
        sees = f"{person} sees it in their place" if person else "Nobody else in the team sees it"
    return f"Nobody who manages this team may see this concern. {sees}."


def as_second_of_two(reader: User, person: User) -> str:
    """What is said of a concern that was entered in error, when but one of those who see such a concern is left: who
    else sees it, so that two can say that it was no error (T26)."""
    who = "You see" if person == reader else f"{person} sees"
    return f"{who} this as well, so that two people can say that it was no error: one who asks, and the manager."
