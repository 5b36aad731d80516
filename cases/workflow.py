"""The life of a case as one table: each move with where it starts, where it ends, and how it reads.

From a row come the check, the button, the refusal and the parametrised test. A move is a change of ``status`` and of
nothing that was said.
"""

from dataclasses import dataclass

from cases.vocabulary import Status


@dataclass(frozen=True)
class Move:
    """One move of a case from any of ``starts`` to ``end``; ``asks_why`` when a reason for closing is due."""

    key: str
    label: str
    starts: frozenset[Status]
    end: Status
    explained: str
    asks_why: bool = False

    @property
    def refusal(self) -> str:
        """Why the move is not possible from anywhere else."""
        places = " or ".join(sorted(start.label.lower() for start in self.starts))
        return f"Only a case that is {places} can become {self.end.label.lower()}. Somebody may have moved it already."


REST = Move(
    "rest",
    "Make inactive",
    frozenset({Status.OPEN}),
    Status.INACTIVE,
    "Nothing is expected of us for now. The case stands under ‘Inactive’ in the list until it is opened again.",
)
CLOSE = Move(
    "close",
    "Close",
    frozenset({Status.OPEN, Status.INACTIVE}),
    Status.CLOSED,
    "The work is finished. Everything recorded stays, and the case can be opened again.",
    asks_why=True,
)
REOPEN = Move(
    "reopen",
    "Open again",
    frozenset({Status.INACTIVE, Status.CLOSED}),
    Status.OPEN,
    "The case goes back to the team’s open cases.",
)
MOVES = {move.key: move for move in (REST, CLOSE, REOPEN)}


def moves_from(status: str) -> list[Move]:
    """The moves that can follow where a case stands."""
    return [move for move in MOVES.values() if status in move.starts]
