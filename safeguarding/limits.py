"""The time limits of a concern (law-and-practice §4.3), each by one name for the rows of the workflow: what is due, and
how its date is found. A limit that does not apply at this moment has no date. None of them ever stops a referral."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from foundation import clock
from safeguarding import deadlines
from safeguarding.deadlines import Calendar, Deadline
from safeguarding.vocabulary import DutyKind, ParentTold, State, Urgency

DEFAULT_URGENCY = Urgency.SIGNIFICANT  # until somebody says that it is less


@dataclass(frozen=True, slots=True)
class Moment:
    """When a move was made, and what its deadlines run from."""

    now: datetime
    urgency: Urgency
    aware_at: datetime
    told_at: datetime  # the referral, when there is one
    first_attempt: bool = False
    review_on: date | None = None
    answer_by: datetime | None = None
    parent_told: str = ""
    parent_told_by: date | None = None
    state: State | None = None  # where it stands after the move
    child_owed: bool = False  # a child in the home, not discussed yet
    discussed: bool = False  # since it was last raised: then nothing has to be discussed afterwards


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that becomes due, and by when."""

    kind: DutyKind
    by: Callable[[Calendar, Moment], Deadline | None]


def _on(day: date, words: str) -> Deadline:
    return Deadline(datetime.combine(day, time(17), tzinfo=clock.LONDON), words)


def _looked_at_again(calendar: Calendar, m: Moment) -> Deadline:
    if m.review_on:
        return _on(m.review_on, "As was agreed")
    return _on(deadlines.latest_watch(calendar, clock.london(m.now).date()), "Within ten working days")


def _found_out(calendar: Calendar, m: Moment) -> Deadline:
    return Deadline(m.answer_by, "As was agreed") if m.answer_by else deadlines.answer(calendar, m.now)


def _this_stage(_: Calendar, m: Moment) -> Deadline | None:
    return Deadline(m.answer_by, "When this stage is due") if m.answer_by else None


def _parent(_: Calendar, m: Moment) -> Deadline | None:
    later = m.parent_told == ParentTold.LATER and m.parent_told_by
    return _on(m.parent_told_by, "As you said") if later and m.parent_told_by else None


def _afterwards(calendar: Calendar, m: Moment) -> Deadline | None:
    return None if m.discussed else deadlines.retrospective(calendar, m.told_at)


K, D = DutyKind, deadlines
WRITTEN_DOWN = Limit(K.SUBMIT, lambda _, m: D.draft(m.now))
DISCUSSION_BEGUN = Limit(K.DISCUSSION, lambda c, m: D.discussion_to_begin(c, m.urgency, m.aware_at))
DISCUSSION_BEGUN_ANEW = Limit(K.DISCUSSION, lambda c, m: D.discussion_to_begin(c, m.urgency, m.now))
CHILD_DISCUSSED = Limit(K.CHILD, lambda c, m: D.about_child(c, m.urgency, m.now) if m.child_owed else None)
NEXT_TRIED = Limit(K.NEXT_ON_ROTA, lambda c, m: D.next_on_rota(c, m.urgency, m.now) if m.first_attempt else None)
REFERRED = Limit(K.REFERRAL, lambda c, m: D.referral(c, m.urgency, m.aware_at))
REFERRED_ANEW = Limit(K.REFERRAL, lambda c, m: D.referral(c, m.urgency, m.now))
REFERRED_IN_DANGER = Limit(K.REFERRAL, lambda c, m: D.referral(c, Urgency.IMMINENT, m.now))
APPROVED = Limit(K.APPROVAL, lambda c, m: D.approval(c, m.urgency, m.now))
DECIDED_UPON = Limit(K.NEXT_MOVE, lambda c, m: D.after_disagreement(c, m.urgency, m.now))
ASKED_AGAIN = Limit(K.SECOND_OPINION, lambda c, m: D.second_opinion(c, m.urgency, m.now))
FOUND_OUT = Limit(K.ANSWER, _found_out)
LOOKED_AT_AGAIN = Limit(K.REVIEW, _looked_at_again)
STAGE_OVER = Limit(K.REVIEW, _this_stage)
IN_WRITING = Limit(K.WRITTEN, lambda c, m: D.written(c, m.told_at))
AFTERWARDS = Limit(K.RETROSPECTIVE, _afterwards)
PARENT_TOLD = Limit(K.PARENT, _parent)
# What a referral makes due of the authority, and of whoever watches it.
ANSWERS = (
    Limit(K.ACKNOWLEDGEMENT, lambda c, m: D.reply(c, m.told_at, "Acknowledgement")),
    Limit(K.DECISION, lambda c, m: D.reply(c, m.told_at, "Decision")),
    Limit(K.CHASE_AGAIN, lambda c, m: D.second_chase(c, m.told_at, "Chased again")),
    PARENT_TOLD,
)
