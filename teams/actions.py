"""Changing a team's membership: each verb calls the one database function that may, which checks and records itself."""

from uuid import UUID

from audit.actions import action, done_by
from audit.ledger import note
from foundation.rowsecurity.calls import call
from teams.models import Membership, Team, User
from teams.rules import may_answer, may_ask, may_end, may_set_confirmation

# What the database refuses with, and how that reads to the person who asked.
REASONS = {
    "P0002": "Nobody has this user name. Check it with the person.",
    "23505": "They are in the team already, or have been asked for.",
    "55000": "Somebody has already answered or ended this.",
    "42501": "You cannot do this for yourself, or for this team.",
}


def _told(function: str, *arguments: object) -> UUID | None:
    """Call a membership function; a refusal of the database becomes a reason for people."""
    made: UUID | None = done_by(function, *arguments, reasons=REASONS)
    return made


@action
def ask_for(*, by: User, team: Team, username: str, role: str, reason: str) -> None:
    """Ask for somebody's membership; it begins when the manager confirms it.

    Raises:
        Refused: when ``by`` does not administer the team, asks for themselves, or the person cannot be asked for.
    """
    may_ask(by, team).enforce()
    _told("gate.ask_membership", team.pk, username, role, reason)


@action
def answer(*, by: User, membership: Membership, confirm: bool, reason: str = "") -> None:
    """Confirm or decline a membership.

    Raises:
        Refused: when ``by`` is not the team's manager, or it is their own or their own request.
    """
    may_answer(by, membership).enforce()
    _told("gate.answer_membership", membership.pk, confirm, reason)


@action
def end(*, by: User, membership: Membership, reason: str) -> None:
    """End a membership at once: grants go, every session of the person closes, open pages see nothing more.

    Raises:
        Refused: when ``by`` is neither administrator nor manager of the team.
    """
    may_end(by, membership).enforce()
    _told("gate.end_membership", membership.pk, reason)


@action
def set_confirmation(*, by: User, team: Team, on: bool) -> None:
    """Say whether a manager confirms who joins.

    Raises:
        Refused: when ``by`` is not the team's manager.
    """
    may_set_confirmation(by, team).enforce()
    _told("gate.set_confirmation", team.pk, on)


@action
def set_own_password(*, by: User, password: str) -> None:
    """Set one's own password; every other session of the person ends with the old one."""
    by.set_password(password)
    call("gate.set_own_password", by.password)
    note()
