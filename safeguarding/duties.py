"""What each move makes due, and what it meets, by the limits that stand in its row of the workflow; and what a concern
waits for again where it comes back to."""

from safeguarding import limits
from safeguarding.deadlines import Calendar, Deadline
from safeguarding.limits import Limit, Moment
from safeguarding.vocabulary import DutyKind, State
from safeguarding.workflow import Move

# What a concern that came back to a state waits for, from that moment: it was taken back, or met, on the way there.
COMES_BACK = frozenset({"no_call", "second_opinion", "raise_again", "reopen", "restore"})
AGAIN: dict[State, tuple[Limit, ...]] = {
    State.DRAFT: (limits.WRITTEN_DOWN,),
    State.RAISED: (limits.DISCUSSION_BEGUN_ANEW, limits.REFERRED_ANEW, limits.CHILD_DISCUSSED),
    **dict.fromkeys((State.SEEKING, State.MORE_INFO, State.DISCUSSED_REFER, State.DISAGREED), (limits.REFERRED_ANEW,)),
}
# Live states in which nothing is due, and why; the hourly check tells the manager that such a concern waits for them.
NOTHING_DUE_IN = {State.DECIDED: "The authority has decided: the manager closes it, has it watched or disagrees."}


def made_due(move: Move, moment: Moment, calendar: Calendar) -> list[tuple[DutyKind, Deadline]]:
    """What a move makes due."""
    again = AGAIN.get(moment.state, ()) if move.key in COMES_BACK and moment.state else ()
    dated = [(limit.kind, limit.by(calendar, moment)) for limit in (*move.due, *again)]
    return [(kind, deadline) for kind, deadline in dated if deadline is not None]


def met_by(move: Move) -> frozenset[DutyKind]:
    """What a move meets, or makes needless."""
    return move.meets | move.undoes
