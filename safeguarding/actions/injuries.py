"""Marks on the body: written down, and taken back when one was a mistake (§3.11)."""

from audit.actions import action
from foundation import clock
from safeguarding import keys
from safeguarding.models import Concern, Injury
from safeguarding.rules import may_describe
from teams.models import User


@action
def mark_injury(*, by: User, concern: Concern, place: str, words: str) -> Injury:
    """Write down one mark on the body, sealed with the concern.

    Raises:
        Refused: when the concern is over.
    """
    keys.open_to_change(concern)
    may_describe(concern).enforce()
    said = {"place": place, "words": words, "recorded_by": by, "recorded_at": clock.now()}
    made = Injury.of(concern.case, concern=concern, **said)
    made.save(force_insert=True)
    return made


@action
def take_back_injury(*, by: User, injury: Injury) -> None:
    """Say that a mark was a mistake. It stays on the record, and is no longer drawn or told.

    Raises:
        Refused: when the concern is over.
    """
    keys.open_to_change(injury.concern)
    may_describe(injury.concern).enforce()
    injury.taken_back_at = clock.now()
    injury.save(update_fields=["taken_back_at"])
