"""What each move makes due, and what it meets: the duties behind a concern, none of which ever stops a referral."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from foundation import clock
from safeguarding import deadlines
from safeguarding.deadlines import Calendar, Deadline
from safeguarding.vocabulary import DutyKind, ParentTold, State, Urgency
from safeguarding.workflow import REFERRING, Move

VERBAL = frozenset({"unavailable_verbal", "refer_now", "refer_verbal", "emergency_verbal"})
BEFORE_DISCUSSION = frozenset({"unavailable_verbal", "unavailable_written", "emergency_verbal", "emergency_written"})
ENDS_OF_DISCUSSION = frozenset({"discussed_refer", "discussed_not_refer", "disagree"})
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


Rule = Callable[[Calendar, Moment], Deadline]
Rules = tuple[tuple[DutyKind, Rule], ...]
RULES: dict[str, Rules] = {
    "begin": ((DutyKind.SUBMIT, lambda _, m: deadlines.draft(m.now)),),
    "raise": (
        (DutyKind.DISCUSSION, lambda c, m: deadlines.discussion_to_begin(c, m.urgency, m.aware_at)),
        (DutyKind.REFERRAL, lambda c, m: deadlines.referral(c, m.urgency, m.aware_at)),
    ),
    "emergency": ((DutyKind.REFERRAL, lambda c, m: deadlines.referral(c, Urgency.IMMINENT, m.now)),),
    **{
        key: ((DutyKind.APPROVAL, lambda c, m: deadlines.approval(c, m.urgency, m.now)),)
        for key in ("discussed_refer", "disagree")
    },
}
# What a concern that came back to a state waits for, from that moment: it was taken back, or met, on the way there.
COMES_BACK = frozenset({"no_call", "second_opinion", "raise_again", "reopen", "restore"})
_REFERRAL: Rules = ((DutyKind.REFERRAL, lambda c, m: deadlines.referral(c, m.urgency, m.now)),)
AGAIN: dict[State, Rules] = {
    State.DRAFT: ((DutyKind.SUBMIT, lambda _, m: deadlines.draft(m.now)),),
    State.RAISED: ((DutyKind.DISCUSSION, lambda c, m: deadlines.discussion_to_begin(c, m.urgency, m.now)), *_REFERRAL),
    **dict.fromkeys((State.SEEKING, State.MORE_INFO, State.DISCUSSED_REFER, State.DISAGREED), _REFERRAL),
}
# Live states in which nothing is due, and why; the hourly check tells the manager that such a concern waits for them.
NOTHING_DUE_IN = {State.DECIDED: "The authority has decided: the manager closes it, has it watched or disagrees."}
MEETS: dict[str, frozenset[DutyKind]] = {
    "raise": frozenset({DutyKind.SUBMIT}),
    "emergency": frozenset({DutyKind.SUBMIT, DutyKind.DISCUSSION, DutyKind.NEXT_ON_ROTA}),
    "seek": frozenset({DutyKind.DISCUSSION}),
    "answered": frozenset({DutyKind.ANSWER}),
    "approve": frozenset({DutyKind.APPROVAL}),
    "not_approve": frozenset({DutyKind.APPROVAL}),
    "approve_afterwards": frozenset({DutyKind.APPROVAL}),
    **dict.fromkeys(("confirm_written", "late_written"), frozenset({DutyKind.WRITTEN})),
    "retrospective": frozenset({DutyKind.RETROSPECTIVE}),
    "acknowledge": frozenset({DutyKind.ACKNOWLEDGEMENT}),
    "decide": frozenset({DutyKind.ACKNOWLEDGEMENT, DutyKind.DECISION, DutyKind.CHASE_AGAIN}),
    "escalate": frozenset({DutyKind.CHASE_AGAIN, DutyKind.REVIEW}),
    "next_stage": frozenset({DutyKind.REVIEW}),
    "resolve": frozenset({DutyKind.DECISION, DutyKind.CHASE_AGAIN, DutyKind.REVIEW}),
    "monitor": frozenset({DutyKind.REVIEW}),
    "raise_again": frozenset({DutyKind.REVIEW}),
    "close": frozenset(DutyKind),
    "void": frozenset(DutyKind),
    **dict.fromkeys(ENDS_OF_DISCUSSION, frozenset({DutyKind.NEXT_ON_ROTA, DutyKind.DISCUSSION})),
    **dict.fromkeys(REFERRING, frozenset({DutyKind.REFERRAL, DutyKind.NEXT_ON_ROTA})),
}
# What a move takes back because it never was: nothing was called about, or nothing is to be referred.
TAKES_BACK: dict[str, frozenset[DutyKind]] = {
    "no_call": frozenset({DutyKind.REFERRAL}),
    "discussed_not_refer": frozenset({DutyKind.REFERRAL, DutyKind.APPROVAL}),
}


def made_due(move: Move, moment: Moment, calendar: Calendar) -> list[tuple[DutyKind, Deadline]]:
    """What a move makes due."""
    found = [(kind, rule(calendar, moment)) for kind, rule in RULES.get(move.key, ())]
    if move.key == "attempt" and moment.first_attempt:
        found.append((DutyKind.NEXT_ON_ROTA, deadlines.next_on_rota(calendar, moment.urgency, moment.now)))
    if move.key in REFERRING:
        found += _after_referral(move, moment, calendar)
    if moment.review_on and move.key in ("discussed_not_refer", "monitor"):
        found.append((DutyKind.REVIEW, _on(moment.review_on, "As was agreed")))
    if moment.answer_by and move.key == "more_info":
        found.append((DutyKind.ANSWER, Deadline(moment.answer_by, "As was agreed")))
    if moment.answer_by and move.key in ("escalate", "next_stage"):
        found.append((DutyKind.REVIEW, Deadline(moment.answer_by, "When this stage is due")))
    if move.key in COMES_BACK and moment.state:
        found += [(kind, rule(calendar, moment)) for kind, rule in AGAIN.get(moment.state, ())]
    return found


def met_by(move: Move) -> frozenset[DutyKind]:
    """What a move meets, or makes needless."""
    return MEETS.get(move.key, frozenset()) | TAKES_BACK.get(move.key, frozenset())


def _after_referral(move: Move, moment: Moment, calendar: Calendar) -> list[tuple[DutyKind, Deadline]]:
    """T9, T12 to T15: in writing, the authority's answers, the discussion that was skipped, the parent."""
    found = [
        (DutyKind.ACKNOWLEDGEMENT, deadlines.reply(calendar, moment.told_at, "Acknowledgement")),
        (DutyKind.DECISION, deadlines.reply(calendar, moment.told_at, "Decision")),
        (DutyKind.CHASE_AGAIN, deadlines.second_chase(calendar, moment.told_at, "Chased again")),
    ]
    if move.key.startswith("refer_now"):  # told at once, whatever they had said before (T10)
        found.append((DutyKind.APPROVAL, deadlines.approval(calendar, moment.urgency, moment.now)))
    if move.key in VERBAL:
        found.append((DutyKind.WRITTEN, deadlines.written(calendar, moment.told_at)))
    if move.key in BEFORE_DISCUSSION:
        found.append((DutyKind.RETROSPECTIVE, deadlines.retrospective(calendar, moment.told_at)))
    if moment.parent_told == ParentTold.LATER and moment.parent_told_by:
        found.append((DutyKind.PARENT, _on(moment.parent_told_by, "As you said")))
    return found


def _on(day: date, words: str) -> Deadline:
    return Deadline(datetime.combine(day, time(17), tzinfo=clock.LONDON), words)
