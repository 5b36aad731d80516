"""The next steps of a concern as buttons: those that the workflow and the person allow, each with where it leads."""

from dataclasses import dataclass

from django.urls import reverse

from safeguarding.models import Concern
from safeguarding.vocabulary import State, Who
from safeguarding.workflow import MOVES, REFERRING, Facts, Move, moves_from, standing_against

# The page of each move, by the name of its route: it takes the case, the concern and the move. What has no page yet is
# no button.
PAGES: dict[str, str] = {
    **dict.fromkeys([*sorted(REFERRING), "confirm_written"], "safeguarding:refer"),
    **dict.fromkeys(("acknowledge", "chase", "decide", "escalate", "next_stage", "resolve"), "safeguarding:answer"),
}
NEVER_A_STEP = frozenset({"begin", "emergency"})  # the header's, and where a concern comes from


@dataclass(frozen=True)
class Step:
    """One next step: its words and its page, or why it cannot be made yet."""

    label: str
    url: str
    key: str
    reason: str = ""


def steps_of(concern: Concern, facts: Facts, roles: frozenset[Who]) -> tuple[list[Step], list[Step]]:
    """The steps that this person can make from here, and those that something still stands against, with what."""
    moves = [move for move in moves_from(State(concern.state), roles) if move.key not in NEVER_A_STEP]
    steps = [_step(concern, move, facts) for move in moves if move.key in PAGES]
    return [step for step in steps if not step.reason], [step for step in steps if step.reason]


def _step(concern: Concern, move: Move, facts: Facts) -> Step:
    url = reverse(PAGES[move.key], args=[concern.case_id, concern.pk, move.key])
    return Step(move.label, url, move.key, standing_against(move, facts))


assert set(PAGES) <= set(MOVES)  # noqa: S101 -- a page for a move that is none would never be a button
