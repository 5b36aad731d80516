"""The life of a concern as one table, T1 to T26 and what they left open (A: approval, B: both services, when a child
is in an adult's home): who moves it, from where, what must be known, and what is due by when.

From a row come the check, the button, the refusal, the duties, the diagram, the role matrix and the tests; the database
holds the same pairs of states (``safeguarding_step``) and refuses any other. Nothing in an emergency asks for anything
but what was done and what the danger is; no row lets anybody stop a referral.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.verdict import YES, Verdict, no
from safeguarding import limits as by
from safeguarding.facts import (
    ABOUT,
    ACKNOWLEDGEMENT,
    ALONE,
    ALTERNATIVE,
    ANSWERED,
    APPROVED,
    ATTEMPT,
    BELIEF,
    BY_TELEPHONE,
    CALL,
    CHASED,
    CHILD_OWED,
    CONSIDERED,
    DANGER,
    DECISION,
    DIFFER,
    DISCUSSION,
    FORM,
    IN_WRITING,
    ITEMS,
    NAMED,
    NEWS,
    NO_DELAY,
    NOT_CONCERNED,
    NOT_TO,
    NOTHING_DUE,
    OTHER_PERSON,
    OUTCOME,
    QUESTION,
    REASONS,
    REVIEW,
    SECOND,
    SHARE_DECIDED,
    STAGE,
    TO_REFER,
    UNREACHED,
    URGENCY,
    WAY,
    WORRY,
    Facts,
    Need,
)
from safeguarding.limits import Limit
from safeguarding.vocabulary import DutyKind, State, Who


@dataclass(frozen=True, slots=True)
class Move:
    """One move. ``end`` None: it stays where it is; ``back``: it goes to where it was before the emergency. ``due``:
    the limits that run from it; ``meets``: what it answers, in the time that was set for it; ``undoes``: what it takes
    back because it never was."""

    key: str
    number: str
    label: str
    starts: frozenset[State | None]  # None: from nothing
    end: State | None
    who: frozenset[Who]
    needs: tuple[Need, ...] = ()
    event: str = ""
    back: bool = False
    due: tuple[Limit, ...] = ()
    meets: frozenset[DutyKind] = frozenset()
    undoes: frozenset[DutyKind] = frozenset()

    @property
    def refusal(self) -> str:
        """Why it cannot be made from anywhere else."""
        return f"‘{self.label}’ does not follow where this concern stands now. Somebody may have moved it already."


W, M, SENIOR, SYSTEM = Who.WORKER, Who.MANAGER, Who.SENIOR, Who.SYSTEM
TEAM = frozenset({W, M})
TWO_SAY = frozenset({M, Who.IN_PLACE})  # that it is an error, with a second person
WITH_THEM = (State.REFERRED, State.REFERRED_VERBAL, State.ACKNOWLEDGED)
ANSWERED_ALREADY = (State.ACKNOWLEDGED, State.DECIDED, State.ESCALATED, State.MONITORING)  # the paper may still be owed
DISCUSSED = (State.DISCUSSED_REFER, State.DISCUSSED_NOT_REFER, State.DISAGREED)
S, K = State, DutyKind
BESIDE = tuple(sorted(State.live() - {S.DRAFT}))  # whatever becomes of the adult's own discussion and referral
# What several rows have in common: the end of a discussion, and a referral by telephone and in writing.
SPOKEN = (K.DISCUSSION, K.NEXT_ON_ROTA, K.SECOND_OPINION)
GONE = (K.REFERRAL, K.NEXT_ON_ROTA, K.NEXT_MOVE, K.SECOND_OPINION)
CALLED, WROTE = (by.IN_WRITING, *by.ANSWERS), by.ANSWERS


def _row(
    number: str,
    key: str,
    label: str,
    starts: tuple[State | None, ...] | State | None,
    end: State | None,
    *needs: Need,
    who: frozenset[Who] = TEAM,
    back: bool = False,
    due: Iterable[Limit] = (),
    meets: Iterable[DutyKind] = (),
    undoes: Iterable[DutyKind] = (),
) -> Move:
    places = frozenset(starts if isinstance(starts, tuple) else (starts,))
    answers = frozenset(meets), frozenset(undoes)
    return Move(key, number, label, places, end, who, needs, f"safeguarding {key}", back, tuple(due), *answers)


MOVES = {
    move.key: move
    for move in (
        _row("T1", "begin", "Begin a concern", None, S.DRAFT, due=[by.WRITTEN_DOWN]),
        _row("T1", "raise", "Raise this concern", (None, S.DRAFT), S.RAISED, WORRY, URGENCY, ABOUT,
             due=[by.DISCUSSION_BEGUN, by.REFERRED, by.CHILD_DISCUSSED], meets=[K.SUBMIT]),
        _row("T2", "emergency", "Emergency", (None, *sorted(State.live() - {S.EMERGENCY})), S.EMERGENCY, CALL, DANGER,
             due=[by.REFERRED_IN_DANGER, by.IN_WRITING, by.AFTERWARDS, by.CHILD_DISCUSSED],
             meets=[K.SUBMIT, K.DISCUSSION, K.NEXT_ON_ROTA]),
        _row("T2", "no_call", "No call was made", S.EMERGENCY, None, REASONS, back=True,
             undoes=[K.REFERRAL, K.WRITTEN, K.RETROSPECTIVE]),
        _row("T3", "seek", "Discuss it with a senior manager", S.RAISED, S.SEEKING, WAY, meets=[K.DISCUSSION]),
        _row("T4", "attempt", "I tried to reach somebody", (S.SEEKING, S.EMERGENCY, *sorted(State.referred())), None,
             ATTEMPT, due=[by.NEXT_TRIED]),
        _row("T5", "discussed_refer", "We discussed it: refer", S.SEEKING, S.DISCUSSED_REFER, DISCUSSION, TO_REFER,
             due=[by.APPROVED], meets=SPOKEN),
        _row("T6", "discussed_not_refer", "We discussed it: do not refer", S.SEEKING, S.DISCUSSED_NOT_REFER,
             DISCUSSION, NOT_TO, ALTERNATIVE, due=[by.LOOKED_AT_AGAIN], meets=SPOKEN, undoes=[K.REFERRAL, K.APPROVAL]),
        _row("T7", "more_info", "There is more to find out", S.SEEKING, S.MORE_INFO, QUESTION, NO_DELAY,
             due=[by.FOUND_OUT]),
        _row("T7", "answered", "Go back to the discussion", S.MORE_INFO, S.SEEKING, ANSWERED,
             who=TEAM | {SYSTEM}, meets=[K.ANSWER]),
        _row("T8", "disagree", "We do not agree", S.SEEKING, S.DISAGREED, DISCUSSION, DIFFER,
             due=[by.APPROVED, by.DECIDED_UPON], meets=SPOKEN),
        _row("T9", "unavailable_verbal", "Nobody can be reached: refer by telephone", S.SEEKING, S.REFERRED_VERBAL,
             UNREACHED, *BY_TELEPHONE, due=[*CALLED, by.AFTERWARDS], meets=GONE),
        _row("T9", "unavailable_written", "Nobody can be reached: refer in writing", S.SEEKING, S.REFERRED,
             UNREACHED, *IN_WRITING, due=[*WROTE, by.AFTERWARDS], meets=GONE),
        _row("T10", "refer_now", "Refer now", DISCUSSED, S.REFERRED_VERBAL, BELIEF, *BY_TELEPHONE,
             due=[*CALLED, by.APPROVED], meets=GONE),
        _row("T10", "refer_now_written", "Refer now, in writing", DISCUSSED, S.REFERRED, BELIEF, *IN_WRITING,
             due=[*WROTE, by.APPROVED], meets=GONE),
        _row("T11", "second_opinion", "Ask for a second opinion", DISCUSSED, S.SEEKING, REASONS,
             due=[by.ASKED_AGAIN], meets=[K.NEXT_MOVE]),
        _row("A1", "approve", "Approve referral", DISCUSSED, None, REASONS, OTHER_PERSON, who=frozenset({M}),
             meets=[K.APPROVAL]),
        _row("A2", "not_approve", "Do not approve", DISCUSSED, None, REASONS, OTHER_PERSON, who=frozenset({M}),
             meets=[K.APPROVAL]),
        _row("A3", "approve_afterwards", "Say what you think of the referral", tuple(sorted(State.referred())), None,
             REASONS, OTHER_PERSON, who=frozenset({M}), meets=[K.APPROVAL]),
        _row("T12", "refer_verbal", "Refer by telephone", S.DISCUSSED_REFER, S.REFERRED_VERBAL,
             APPROVED, *BY_TELEPHONE, due=CALLED, meets=GONE),
        _row("T13", "confirm_written", "Confirm it in writing", S.REFERRED_VERBAL, S.REFERRED, FORM, ITEMS,
             meets=[K.WRITTEN]),
        _row("T13", "late_written", "Confirm it in writing", (S.REFERRED, *ANSWERED_ALREADY), None, FORM, ITEMS,
             meets=[K.WRITTEN]),
        _row("T14", "refer_written", "Refer in writing", S.DISCUSSED_REFER, S.REFERRED, APPROVED, *IN_WRITING,
             due=WROTE, meets=GONE),
        _row("T15", "emergency_verbal", "Record the referral made by telephone", S.EMERGENCY, S.REFERRED_VERBAL,
             *BY_TELEPHONE, due=[*CALLED, by.AFTERWARDS], meets=[*GONE, K.WRITTEN]),
        _row("T15", "emergency_written", "Refer in writing", S.EMERGENCY, S.REFERRED, *IN_WRITING,
             due=[*WROTE, by.AFTERWARDS], meets=[*GONE, K.WRITTEN]),
        _row("T16", "retrospective", "Record the discussion held afterwards",
             tuple(sorted(State.live() - {S.DRAFT, S.RAISED, S.SEEKING})), None, DISCUSSION, meets=[K.RETROSPECTIVE]),
        _row("B1", "child_attempt", "I tried to reach Children’s Service about the child", BESIDE, None,
             ATTEMPT, CHILD_OWED),
        _row("B2", "child_discussed", "Record the discussion about the child", BESIDE, None, DISCUSSION, CHILD_OWED,
             meets=[K.CHILD]),
        _row("T17", "acknowledge", "They have acknowledged it", (S.REFERRED, S.REFERRED_VERBAL), S.ACKNOWLEDGED,
             ACKNOWLEDGEMENT, meets=[K.ACKNOWLEDGEMENT]),
        _row("T18", "decide", "They have decided", WITH_THEM, S.DECIDED, DECISION,
             meets=[K.ACKNOWLEDGEMENT, K.DECISION, K.CHASE_AGAIN]),
        _row("T19", "chase", "I chased them", WITH_THEM, None, CHASED),
        _row("T20", "escalate", "Escalate", (*WITH_THEM, S.DECIDED), S.ESCALATED, STAGE,
             due=[by.STAGE_OVER], meets=[K.CHASE_AGAIN, K.REVIEW]),
        _row("T20", "next_stage", "Take it one stage further", S.ESCALATED, S.ESCALATED, STAGE,
             due=[by.STAGE_OVER], meets=[K.REVIEW]),
        _row("T21", "resolve", "It is resolved", S.ESCALATED, S.DECIDED, DECISION,
             meets=[K.DECISION, K.CHASE_AGAIN, K.REVIEW]),
        _row("T22", "monitor", "Watch it", (S.DECIDED, S.DISCUSSED_NOT_REFER), S.MONITORING, REVIEW,
             due=[by.LOOKED_AT_AGAIN], meets=[K.REVIEW]),
        _row("T23", "raise_again", "Something is new", S.MONITORING, S.RAISED, NEWS, meets=[K.REVIEW]),
        _row("T24", "close", "Close", (S.DECIDED, S.MONITORING), S.CLOSED, OUTCOME, NOTHING_DUE, SHARE_DECIDED,
             CONSIDERED, NOT_CONCERNED, who=frozenset({M}), meets=DutyKind),
        _row("T25", "reopen", "Open again", S.CLOSED, S.RAISED, REASONS),
        _row("T26", "ask_void", "Say that it was entered in error", (S.RAISED, S.DRAFT), None, REASONS),
        _row("T26", "name_second", "Let one colleague know of it", (S.RAISED, S.DRAFT, S.VOID), None,
             ALONE, NAMED, REASONS, NOT_CONCERNED, who=TWO_SAY),
        _row("T26", "void", "Entered in error", (S.RAISED, S.DRAFT), S.VOID, REASONS, SECOND, NOT_CONCERNED,
             who=TWO_SAY, meets=DutyKind),
        _row("T26", "ask_restore", "Say that it was no error", S.VOID, None, REASONS),
        _row("T26", "restore", "It was no error", S.VOID, S.RAISED, REASONS, SECOND, NOT_CONCERNED, who=TWO_SAY),
    )
}  # fmt: skip

# Where a referral may come from: everything else that leads into a referred state follows from one of these.
REFERRING = frozenset(
    {"unavailable_verbal", "unavailable_written", "refer_now", "refer_now_written", "refer_verbal", "refer_written"}
    | {"emergency_verbal", "emergency_written"}
)
# What begins a new round: a discussion, an approval or a referral from before it is none of it.
BEGINS_ANEW = frozenset({"raise_again", "reopen"})


def may_move(move: Move, state: State | None, facts: Facts, roles: frozenset[Who]) -> Verdict:
    """Whether somebody with these roles may make this move from this state with what is known."""
    if state not in move.starts:
        return no(move.refusal)
    if not roles & move.who:
        return no("This is for somebody else: " + ", ".join(sorted(who.label for who in move.who)).lower() + ".")
    missing = [need.otherwise for need in move.needs if not need.holds(facts)]
    return no(" ".join(missing)) if missing else YES


# What nobody can say in a form: it stands, or it does not, before the move's page is opened.
STANDING = (OTHER_PERSON, NOT_CONCERNED, NOTHING_DUE, SHARE_DECIDED, CONSIDERED, APPROVED, SECOND, CHILD_OWED, ALONE)


def standing_against(move: Move, facts: Facts) -> str:
    """What stands against a move whatever is said about it, in words; nothing when its page is worth opening."""
    return " ".join(need.otherwise for need in move.needs if need in STANDING and not need.holds(facts))


def end_of(move: Move, state: State | None, before_emergency: State | None) -> State:
    """Where the concern stands after a move."""
    if move.back:
        return before_emergency or State.RAISED
    found = move.end or state
    assert found is not None  # noqa: S101 -- only moves with an end start from nothing
    return found


def moves_from(state: State | None, roles: frozenset[Who]) -> list[Move]:
    """The moves that somebody with these roles can make from a state, in the order of the table."""
    return [move for move in MOVES.values() if state in move.starts and roles & move.who]
