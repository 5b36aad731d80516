"""What people decide about files in which somebody may be one person."""

from audit.actions import action, done_by
from cases import keys
from cases.actions.access import sealed
from cases.models import Alike
from cases.rules import may_say_alike
from teams.models import User

REASONS = {
    "42501": "This is not yours to decide any more.",
    "55000": "Somebody has already decided this. Look at the page again.",
}


@action
def answer_alike(*, by: User, alike: Alike, answer: str, reason: str) -> None:
    """Say whether somebody in two files is one person, and how that is known; it is not asked of these two again.

    Raises:
        Refused: when ``by`` does not work on both files, or not as a manager where whoever wrote is kept from one; or
            it was decided already.
    """
    may_say_alike(by, alike).enforce()
    keys.open_to_change(alike.case, page="cases:alike")
    done_by("gate.answer_alike", alike.pk, answer, sealed(alike, reason=reason)["reason"], reasons=REASONS)
