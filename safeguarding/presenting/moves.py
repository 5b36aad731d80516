"""The next steps of a concern as buttons: those that the workflow and the person allow, each with where it leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from safeguarding.facts import ALONE, BELIEF, CHILD_OWED, Facts
from safeguarding.models import Concern, Duty
from safeguarding.presenting.concerns import soonest_first
from safeguarding.vocabulary import DutyKind, State, Who
from safeguarding.workflow import MOVES, REFERRING, Move, moves_from, standing_against

# The page of each move, by the name of its route: it takes the case, the concern and the move. What has no page yet is
# no button.
PAGES: dict[str, str] = {
    **dict.fromkeys([*sorted(REFERRING), "confirm_written", "late_written"], "safeguarding:refer"),
    **dict.fromkeys(("acknowledge", "chase", "decide", "escalate", "next_stage", "resolve"), "safeguarding:answer"),
    **dict.fromkeys(
        (
            *("raise", "no_call", "seek", "attempt", "discussed_refer", "discussed_not_refer", "disagree", "more_info"),
            *("answered", "second_opinion", "approve", "not_approve", "approve_afterwards", "retrospective", "monitor"),
            *("child_attempt", "child_discussed"),
            *("raise_again", "close", "reopen", "ask_void", "name_second", "void", "ask_restore", "restore"),
        ),
        "safeguarding:move",
    ),
}
STOPS_NOTHING = "It stops nothing: whoever believes that somebody is at risk may refer now. The register shows both."
INTROS = {
    "raise": "Once it is raised, the time runs in which it is discussed.",
    "no_call": "The concern goes back to where it was. That Emergency was pressed stays on the record.",
    "seek": "By telephone first. Nobody is named: if they have to know who it is, that is a press of its own.",
    "attempt": "Two people of the rota, tried in vain, are enough to refer without a discussion.",
    "discussed_not_refer": "You both think that it is not to be referred now. If you believe that somebody is at risk, "
    "you can still refer.",
    "disagree": "You can ask for a second opinion. If you believe that somebody is at risk, you can refer now.",
    "more_info": "For one working day at most, and never while somebody may come to harm meanwhile.",
    "approve": STOPS_NOTHING,
    "not_approve": STOPS_NOTHING,
    "approve_afterwards": "The referral was made. What you think of it stands in the register beside it.",
    "retrospective": "It went ahead of the discussion, as it may in danger. This makes up for it.",
    "child_attempt": "The adult’s own discussion and referral do not wait for this.",
    "child_discussed": "The adult’s own discussion and referral do not wait for this. If the child is at risk, raise a "
    "concern about the child as well: from it, they can be referred.",
    "close": "Once it is closed, nothing more is due on it. It can be opened again.",
    "ask_void": "A manager then decides. Nothing is deleted.",
    "name_second": "Nobody in the team but you knows of it, and whether it is an error is for two to say. They see it "
    "until it moves on, and you cannot take it back.",
    "void": "It is then hidden from everybody but the managers and whoever raised it. Nothing is deleted.",
}
NEVER_A_STEP = frozenset({"begin", "emergency"})  # the header's, and where a concern comes from


@dataclass(frozen=True)
class Step:
    """One next step: its words and its page, or why it cannot be made yet."""

    label: str
    url: str
    key: str
    reason: str = ""


def steps_of(
    concern: Concern, facts: Facts, roles: frozenset[Who], duties: Iterable[Duty]
) -> tuple[list[Step], list[Step]]:
    """The steps that this person can make from here, the one that is due soonest first, and those that something still
    stands against, with what."""
    state = State(concern.state)
    owed = facts.retrospective_due or state == State.EMERGENCY  # a discussion held afterwards
    moves = [move for move in moves_from(state, roles) if move.key not in NEVER_A_STEP]
    moves = [move for move in moves if owed or move.key != "retrospective"]
    moves = [move for move in moves if owed or state == State.SEEKING or move.key != "attempt"]
    moves = [move for move in moves if facts.written_due or move.key != "late_written"]
    moves = [move for move in moves if facts.second_to_name or ALONE not in move.needs]
    moves = [move for move in moves if facts.child_owed or CHILD_OWED not in move.needs]
    pressing = [duty.kind for duty in soonest_first(duties) if duty.kind != DutyKind.CHILD]
    pressing.append(DutyKind.CHILD)  # nothing of the adult's own comes after it
    if facts.approved:  # then the ordinary way comes first, and the worker's own override after it
        moves.sort(key=lambda move: BELIEF in move.needs)
    steps = [_step(concern, move, facts) for move in in_turn(moves, pressing) if move.key in PAGES]
    return [step for step in steps if not step.reason], _together(step for step in steps if step.reason)


def in_turn(moves: Iterable[Move], pressing: Sequence[str]) -> list[Move]:
    """Moves by the soonest thing that each answers; closing, which ends all that is due, answers nothing of it."""

    def turn(move: Move) -> int:
        answers = move.meets if move.meets != frozenset(DutyKind) else frozenset()
        return min((pressing.index(kind) for kind in answers if kind in pressing), default=len(pressing))

    return sorted(moves, key=turn)


def _together(steps: Iterable[Step]) -> list[Step]:
    """Steps that the same thing stands against, as one."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.reason, []).append(step)
    return [Step(" and ".join(each.label for each in many), "", "", why) for why, many in found.items()]


def _step(concern: Concern, move: Move, facts: Facts) -> Step:
    url = reverse(PAGES[move.key], args=[concern.case_id, concern.pk, move.key])
    return Step(move.label, url, move.key, standing_against(move, facts))


assert set(PAGES) <= set(MOVES)  # noqa: S101 -- a page for a move that is none would never be a button
