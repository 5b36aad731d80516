"""The life of a case as one table: each move with where it starts, where it ends, what it asks and how it reads.

From a row come the check, the button, the refusal, the questions, the sentence in the history, the generated page
docs/generated/life-of-a-case.md and the parametrised test. A move is a change of ``status`` and of nothing that was
said.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from cases.vocabulary import Status
from cases.vocabulary.breach import BreachMove, Likelihood, Risk, Severity
from cases.vocabulary.sharing import BreachState


class Ask(TextChoices):
    """What a move asks of whoever makes it."""

    OUTCOMES = "outcomes", "What came of the work (at least one from level 2)"
    REASON = "reason", "The reason for closing"
    REPORT = "report", "What the annual report needs and is not known yet (from level 2)"
    TASKS = "tasks", "Whether open tasks are closed with the case or kept"


@dataclass(frozen=True)
class Move:
    """One move of a case from any of ``starts`` to ``end``, and what it ``asks``."""

    key: str
    label: str  # of its link and its button
    starts: frozenset[Status]
    end: Status
    explained: str
    happened: str
    asks: frozenset[Ask] = frozenset()

    @property
    def refusal(self) -> str:
        """Why the move is not possible from anywhere else."""
        places = " or ".join(sorted(start.label.lower() for start in self.starts))
        return f"Only a case that is {places} can become {self.end.label.lower()}. Somebody may have moved it already."


REST = Move(
    "rest",
    "Make this case inactive",
    frozenset({Status.OPEN}),
    Status.INACTIVE,
    "Nothing is expected of us for now. The case stands under ‘Inactive’ in the list until it is opened again.",
    "Made the case inactive",
)
CLOSE = Move(
    "close",
    "Close this case",
    frozenset({Status.OPEN, Status.INACTIVE}),
    Status.CLOSED,
    "The work is finished. Everything recorded stays, and the case can be opened again.",
    "Closed the case",
    frozenset(Ask),
)
REOPEN = Move(
    "reopen",
    "Open this case again",
    frozenset({Status.INACTIVE, Status.CLOSED}),
    Status.OPEN,
    "The case goes back to the team’s open cases. Its earlier closing stays in its history.",
    "Opened the case again",
)
MOVES = {move.key: move for move in (REST, CLOSE, REOPEN)}


def moves_from(status: str) -> list[Move]:
    """The moves that can follow where a case stands."""
    return [move for move in MOVES.values() if status in move.starts]


def move_between(start: str, end: str) -> Move:
    """The move that a row of history tells of; any two places are joined by one move at most."""
    return next(move for move in moves_from(start) if move.end == end)


@dataclass(frozen=True)
class BreachPath:
    """One thing that a manager does about a breach: from where, to where (None: it stays), and how it reads."""

    move: BreachMove
    starts: frozenset[BreachState]
    end: BreachState | None
    happened: str

    @property
    def refusal(self) -> str:
        """Why it does not follow from anywhere else."""
        return f"‘{self.move.label}’ does not follow where this breach stands now. Somebody may have moved it already."


_LIVE = frozenset(set(BreachState) - {BreachState.CLOSED})
BREACH_PATHS = {
    path.move: path
    for path in (
        BreachPath(
            BreachMove.CONTAIN,
            frozenset({BreachState.OPEN, BreachState.CONTAINED}),
            BreachState.CONTAINED,
            "What was done to contain it",
        ),
        BreachPath(
            BreachMove.DECIDE,
            frozenset({BreachState.CONTAINED, BreachState.DECIDED}),
            BreachState.DECIDED,
            "The risk was weighed",
        ),
        BreachPath(BreachMove.REPORT, _LIVE, None, "It was reported"),
        BreachPath(BreachMove.TELL, _LIVE, None, "They were told"),
        BreachPath(BreachMove.CLOSE, frozenset({BreachState.DECIDED}), BreachState.CLOSED, "The breach was closed"),
    )
}


def risk_of(likelihood: str, severity: str) -> Risk:
    """What the two weigh together (UK GDPR articles 33 and 34)."""
    weight = [*Likelihood].index(Likelihood(likelihood)) + [*Severity].index(Severity(severity))
    return (Risk.LOW, Risk.LOW, Risk.RISK, Risk.HIGH, Risk.HIGH)[weight]
