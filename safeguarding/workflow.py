"""The life of a concern as one table, T1 to T26 and what they left open: who moves it, from where, what must be known.

From a row come the check, the button, the refusal, the diagram, the role matrix and the tests; the database holds the
same pairs of states (``safeguarding_step``) and refuses any other. Nothing in an emergency asks for anything but what
was done and what the danger is; no row lets anybody stop a referral.
"""

from collections.abc import Callable
from dataclasses import dataclass

from foundation.verdict import YES, Verdict, no
from safeguarding.vocabulary import State, Urgency, View, Who

ENOUGH_ATTEMPTS = 2  # logged, to as many people of the rota (T9)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a concern at a move, as plain values; what is not said is not known."""

    urgency: Urgency | None = None
    worry: bool = False
    about: bool = False  # about whom; "not known" is an answer
    danger: bool = False
    call: bool = False  # whom somebody called, or is calling
    way_chosen: bool = False  # anonymous or named, and what the senior manager will be told
    attempt: bool = False
    attempts: int = 0
    tried: int = 0  # people of the rota
    risk_of_delay: bool = False
    discussion: bool = False  # with whom, when, reasons, conflict check
    view: View | None = None
    agreed: bool | None = None
    alternative: bool = False  # what happens instead, and when it is looked at again
    question: bool = False  # what to find out, who, by when
    delay_reason: bool = False
    answered: bool = False  # or the time is up
    reasons: bool = False
    approved: bool = False
    belief: bool = False  # the worker's own statement that somebody is at risk
    destination: bool = False  # where, who was spoken to, when
    parent_answered: bool = False  # whether the parent was told, and if not why
    items: bool = False  # the minimum, chosen one by one, with its disclosure
    form: bool = False  # the written referral
    acknowledgement: bool = False
    decision: bool = False
    stage: bool = False  # of escalation: with whom
    review_on: bool = False
    news: bool = False
    outcome: bool = False
    retrospective_due: bool = False
    written_due: bool = False
    parent_due: bool = False
    raised_it: bool = False  # whoever moves it raised it
    is_concerned: bool = False  # whoever moves it is what it is about
    second_agrees: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a move demands, and the sentence for when it is missing."""

    holds: Callable[[Facts], bool]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Move:
    """One move. ``end`` None: it stays where it is; ``back``: it goes to where it was before the emergency."""

    key: str
    number: str
    label: str
    starts: frozenset[State | None]  # None: from nothing
    end: State | None
    who: frozenset[Who]
    needs: tuple[Need, ...] = ()
    event: str = ""
    back: bool = False

    @property
    def refusal(self) -> str:
        """Why it cannot be made from anywhere else."""
        return f"‘{self.label}’ does not follow where this concern stands now. Somebody may have moved it already."


def _fact(name: str, otherwise: str) -> Need:
    return Need(lambda facts: bool(getattr(facts, name)), otherwise)


WORRY = _fact("worry", "Say what worries you, in a few words.")
URGENCY = _fact("urgency", "Say how urgent it is.")
ABOUT = _fact("about", "Say about whom. ‘Not known’ is an answer.")
CALL = _fact("call", "Say whom you called or are calling.")
DANGER = _fact("danger", "Say what the danger is.")
REASONS = _fact("reasons", "Give your reasons.")
WAY = _fact("way_chosen", "Say what the senior manager will be told, and whether anybody is named.")
ATTEMPT = _fact("attempt", "Say whom you tried, when and how.")
DISCUSSION = _fact("discussion", "Record the discussion: with whom, when, what was advised and why.")
TO_REFER = Need(lambda f: f.view == View.REFER and f.agreed is True, "You both agree to refer, or choose another end.")
NOT_TO = Need(
    lambda f: f.view == View.DO_NOT_REFER and f.agreed is True, "You both agree not to refer, or say that you differ."
)
DIFFER = Need(lambda f: f.agreed is False, "Record both views, or choose the end that you agree on.")
ALTERNATIVE = _fact("alternative", "Say what happens instead, and when it is looked at again: within ten working days.")
QUESTION = _fact("question", "Say what has to be found out, by whom and by when.")
NO_DELAY = Need(
    lambda f: f.urgency == Urgency.WELFARE or f.delay_reason,
    "This is serious. Say why finding out more puts nobody at risk, or refer.",
)
ANSWERED = _fact("answered", "It is neither answered nor is the time up.")
APPROVED = _fact("approved", "The manager has not approved it yet. If somebody is at risk, use ‘Refer now’.")
BELIEF = _fact("belief", "Say that you believe somebody is at risk, and why.")
DESTINATION = _fact("destination", "Say where it goes, whom you spoke to and when.")
PARENT = _fact("parent_answered", "Say whether the parent was told, and if not, why.")
ITEMS = _fact("items", "Choose what they are told, item by item.")
FORM = _fact("form", "Write the referral.")
UNREACHED = Need(
    lambda f: (
        (f.attempts >= ENOUGH_ATTEMPTS and f.tried >= ENOUGH_ATTEMPTS)
        or (f.risk_of_delay and (f.urgency != Urgency.WELFARE or f.attempts > 0))
    ),
    "Try two people of the rota, or say why waiting is a risk. When you are only worried, try somebody first.",
)
ACKNOWLEDGEMENT = _fact("acknowledgement", "Give their reference, and who acknowledged it and when.")
DECISION = _fact("decision", "Say what the authority decided, and who.")
CHASED = _fact("reasons", "Say whom you chased, when, and what they said.")
STAGE = _fact("stage", "Say with whom you disagree, and who has it now.")
REVIEW = _fact("review_on", "Say when it is looked at again.")
NEWS = _fact("news", "Say what is new.")
OUTCOME = _fact("outcome", "Say how it ended.")
SECOND = _fact("second_agrees", "A second person has to say so first.")
OTHER_PERSON = Need(
    lambda f: not f.raised_it and not f.is_concerned,
    "Somebody else decides this: you raised it, or it is about you.",
)
NOT_CONCERNED = Need(lambda f: not f.is_concerned, "Somebody else decides this.")
NOTHING_DUE = Need(
    lambda f: not (f.retrospective_due or f.written_due or f.parent_due),
    "Something is still due: the discussion afterwards, the written referral, or telling the parent.",
)
BY_TELEPHONE = (DESTINATION, PARENT, ITEMS)
IN_WRITING = (DESTINATION, PARENT, ITEMS, FORM)

W, M, SENIOR, SYSTEM = Who.WORKER, Who.MANAGER, Who.SENIOR, Who.SYSTEM
TEAM = frozenset({W, M})
WITH_THEM = (State.REFERRED, State.REFERRED_VERBAL, State.ACKNOWLEDGED)
ANSWERED_ALREADY = (State.ACKNOWLEDGED, State.DECIDED, State.ESCALATED, State.MONITORING)  # the paper may still be owed
DISCUSSED = (State.DISCUSSED_REFER, State.DISCUSSED_NOT_REFER, State.DISAGREED)


def _row(
    number: str,
    key: str,
    label: str,
    starts: tuple[State | None, ...] | State | None,
    end: State | None,
    *needs: Need,
    who: frozenset[Who] = TEAM,
    back: bool = False,
) -> Move:
    places = starts if isinstance(starts, tuple) else (starts,)
    return Move(key, number, label, frozenset(places), end, who, needs, f"safeguarding {key}", back)


S = State
MOVES = {
    move.key: move
    for move in (
        _row("T1", "begin", "Begin a concern", None, S.DRAFT),
        _row("T1", "raise", "Raise this concern", (None, S.DRAFT), S.RAISED, WORRY, URGENCY, ABOUT),
        _row("T2", "emergency", "Emergency", (None, *sorted(State.live() - {S.EMERGENCY})), S.EMERGENCY, CALL, DANGER),
        _row("T2", "no_call", "No call was made", S.EMERGENCY, None, REASONS, back=True),
        _row("T3", "seek", "Discuss it with a senior manager", S.RAISED, S.SEEKING, WAY),
        _row("T4", "attempt", "I tried to reach somebody", (S.SEEKING, S.EMERGENCY, *sorted(State.referred())), None,
             ATTEMPT),
        _row("T5", "discussed_refer", "We discussed it: refer", S.SEEKING, S.DISCUSSED_REFER, DISCUSSION, TO_REFER),
        _row("T6", "discussed_not_refer", "We discussed it: do not refer", S.SEEKING, S.DISCUSSED_NOT_REFER,
             DISCUSSION, NOT_TO, ALTERNATIVE),
        _row("T7", "more_info", "There is more to find out", S.SEEKING, S.MORE_INFO, QUESTION, NO_DELAY),
        _row("T7", "answered", "Go back to the discussion", S.MORE_INFO, S.SEEKING, ANSWERED,
             who=TEAM | {SYSTEM}),
        _row("T8", "disagree", "We do not agree", S.SEEKING, S.DISAGREED, DISCUSSION, DIFFER),
        _row("T9", "unavailable_verbal", "Nobody can be reached: refer by telephone", S.SEEKING, S.REFERRED_VERBAL,
             UNREACHED, *BY_TELEPHONE),
        _row("T9", "unavailable_written", "Nobody can be reached: refer in writing", S.SEEKING, S.REFERRED,
             UNREACHED, *IN_WRITING),
        _row("T10", "refer_now", "Refer now", DISCUSSED, S.REFERRED_VERBAL, BELIEF, *BY_TELEPHONE),
        _row("T10", "refer_now_written", "Refer now, in writing", DISCUSSED, S.REFERRED, BELIEF, *IN_WRITING),
        _row("T11", "second_opinion", "Ask for a second opinion", DISCUSSED, S.SEEKING, REASONS),
        _row("A1", "approve", "Approve referral", DISCUSSED, None, REASONS, OTHER_PERSON, who=frozenset({M})),
        _row("A2", "not_approve", "Do not approve", DISCUSSED, None, REASONS, OTHER_PERSON, who=frozenset({M})),
        _row("A3", "approve_afterwards", "Say what you think of the referral", tuple(sorted(State.referred())), None,
             REASONS, OTHER_PERSON, who=frozenset({M})),
        _row("T12", "refer_verbal", "Refer by telephone", S.DISCUSSED_REFER, S.REFERRED_VERBAL,
             APPROVED, *BY_TELEPHONE),
        _row("T13", "confirm_written", "Confirm it in writing", S.REFERRED_VERBAL, S.REFERRED, FORM, ITEMS),
        _row("T13", "late_written", "Confirm it in writing", (S.REFERRED, *ANSWERED_ALREADY), None, FORM, ITEMS),
        _row("T14", "refer_written", "Refer in writing", S.DISCUSSED_REFER, S.REFERRED, APPROVED, *IN_WRITING),
        _row("T15", "emergency_verbal", "Record the referral made by telephone", S.EMERGENCY, S.REFERRED_VERBAL,
             *BY_TELEPHONE),
        _row("T15", "emergency_written", "Refer in writing", S.EMERGENCY, S.REFERRED, *IN_WRITING),
        _row("T16", "retrospective", "Record the discussion held afterwards",
             tuple(sorted(State.live() - {S.DRAFT, S.RAISED, S.SEEKING})), None, DISCUSSION),
        _row("T17", "acknowledge", "They have acknowledged it", (S.REFERRED, S.REFERRED_VERBAL), S.ACKNOWLEDGED,
             ACKNOWLEDGEMENT),
        _row("T18", "decide", "They have decided", WITH_THEM, S.DECIDED, DECISION),
        _row("T19", "chase", "I chased them", WITH_THEM, None, CHASED),
        _row("T20", "escalate", "Escalate", (*WITH_THEM, S.DECIDED), S.ESCALATED, STAGE),
        _row("T20", "next_stage", "Take it one stage further", S.ESCALATED, S.ESCALATED, STAGE),
        _row("T21", "resolve", "It is resolved", S.ESCALATED, S.DECIDED, DECISION),
        _row("T22", "monitor", "Watch it", (S.DECIDED, S.DISCUSSED_NOT_REFER), S.MONITORING, REVIEW),
        _row("T23", "raise_again", "Something is new", S.MONITORING, S.RAISED, NEWS),
        _row("T24", "close", "Close", (S.DECIDED, S.MONITORING), S.CLOSED, OUTCOME, NOTHING_DUE, NOT_CONCERNED,
             who=frozenset({M})),
        _row("T25", "reopen", "Open again", S.CLOSED, S.RAISED, REASONS),
        _row("T26", "ask_void", "Say that it was entered in error", (S.RAISED, S.DRAFT), None, REASONS),
        _row("T26", "void", "Entered in error", (S.RAISED, S.DRAFT), S.VOID, REASONS, SECOND, NOT_CONCERNED,
             who=frozenset({M})),
        _row("T26", "ask_restore", "Say that it was no error", S.VOID, None, REASONS),
        _row("T26", "restore", "It was no error", S.VOID, S.RAISED, REASONS, SECOND, NOT_CONCERNED, who=frozenset({M})),
    )
}  # fmt: skip

# Where a referral may come from: everything else that leads into a referred state follows from one of these.
REFERRING = frozenset(
    {"unavailable_verbal", "unavailable_written", "refer_now", "refer_now_written", "refer_verbal", "refer_written"}
    | {"emergency_verbal", "emergency_written"}
)


def may_move(move: Move, state: State | None, facts: Facts, roles: frozenset[Who]) -> Verdict:
    """Whether somebody with these roles may make this move from this state with what is known."""
    if state not in move.starts:
        return no(move.refusal)
    if not roles & move.who:
        return no("Somebody else makes this move: " + ", ".join(sorted(who.label for who in move.who)).lower() + ".")
    missing = [need.otherwise for need in move.needs if not need.holds(facts)]
    return no(" ".join(missing)) if missing else YES


# What nobody can say in a form: it stands, or it does not, before the move's page is opened.
STANDING = (OTHER_PERSON, NOT_CONCERNED, NOTHING_DUE, APPROVED, SECOND)


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
