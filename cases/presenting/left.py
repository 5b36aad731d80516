"""What waits on cases for colleagues who do not see them, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import Case, Left
from cases.presenting.access import left_words
from teams.models import User


@dataclass(frozen=True)
class LeftInWords:
    """What waits on one case for one colleague who does not see it, in words."""

    case: Case
    colleague: User
    words: str


def left_in_words(found: Iterable[Left]) -> list[LeftInWords]:
    """Each of it that is anything to do."""
    told = [
        LeftInWords(
            each.case,
            each.colleague,
            left_words(leads=each.leads, seconds=each.seconds, tasks=each.tasks, drafts=each.drafts),
        )
        for each in found
    ]
    return [each for each in told if each.words]
