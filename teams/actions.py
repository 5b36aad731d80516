"""Changing a team's membership: each verb calls the one database function that may, which checks and records itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password

from audit.actions import action, done_by
from audit.ledger import note
from foundation.rowsecurity.calls import call, call_one
from foundation.verdict import CHANGED_MEANWHILE
from teams.models import Membership, NewPassword, Team, User
from teams.models.passwords import digest_of_code, digest_of_link, new_code
from teams.models.reaching import ASKED
from teams.post import send_post
from teams.rules import (
    may_answer,
    may_answer_password,
    may_ask,
    may_ask_password,
    may_change,
    may_end,
    may_make_code,
    may_make_link,
    may_name_deputy,
    may_recertify,
    may_record_dates,
    may_say_how_to_reach,
    may_set_confirmation,
)
from teams.vocabulary import Employment

# What the database refuses with, and how that reads to the person who asked.
REASONS = {
    "P0002": "Nobody has this user name. Check it with the person.",
    "23505": "They are in the team already, or have been asked for.",
    "55000": "Somebody has already answered or ended this.",
    "22007": "It must end after it starts, and not be over already.",
    "42501": "You cannot do this for yourself, or for this team.",
    "40001": CHANGED_MEANWHILE,
}
NEWCOMER = {
    "23505": "Somebody has this user name already. If it is them, ask for their membership instead.",
    "22023": "The user name is 2 to 60 small letters, digits, full stops or hyphens.",
}
NEW_PASSWORD = {
    "23505": "A new password has been asked for already.",
    "55000": "Somebody has already answered this, or they are not in the team now.",
    "55006": "Your service did not make this account, or another uses it too. Ask whoever keeps the server.",
}


@dataclass(frozen=True)
class Terms:
    """What somebody is asked for as: role and employment, from when (None: as soon as it is confirmed) until when."""

    role: str
    employment: str = Employment.STAFF
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Newcomer:
    """Somebody who cannot sign in yet."""

    username: str
    name: str
    email: str


def _told(function: str, *arguments: object, reasons: dict[str, str] | None = None) -> UUID | None:
    """Call a membership function; a refusal of the database becomes a reason for people."""
    made: UUID | None = done_by(function, *arguments, reasons=REASONS | (reasons or {}))
    return made


@action
def ask_for(*, by: User, team: Team, username: str, terms: Terms, reason: str) -> None:
    """Ask for somebody's membership; it begins when the manager confirms it, or at its time if that is later.

    Raises:
        Refused: when ``by`` does not administer the team, asks for themselves, or the person cannot be asked for.
    """
    may_ask(by, team).enforce()
    _told("gate.ask_membership", team.pk, username, terms.role, reason, terms.employment, terms.since, terms.until)


@action
def invite(*, by: User, team: Team, who: Newcomer, terms: Terms, reason: str) -> UUID | None:
    """Ask for the membership of somebody new. When the manager confirms it, they can be given a way to set a password.

    Returns:
        The membership.

    Raises:
        Refused: when ``by`` does not administer the team, or the user name is taken.
    """
    may_ask(by, team).enforce()
    said = (who.username, who.name, who.email, terms.role, reason, terms.employment, terms.since, terms.until)
    return _told("gate.invite", team.pk, *said, reasons=NEWCOMER)


@action
def change(*, by: User, membership: Membership, terms: Terms, reason: str, instead_of: UUID | None = None) -> None:
    """Ask for a membership to be another from some time on: its role, its terms, or when it ends. One act: when it is
    confirmed, the old one ends in the instant in which the new one begins. What is asked for already is asked anew
    only in sight of it, ``instead_of`` it.

    Raises:
        Refused: when ``by`` does not administer the team, it is their own, it is no current one, or somebody else has
            asked for a change that was not seen.
    """
    may_change(by, membership).enforce()
    said = (terms.role, reason, terms.employment, terms.since, terms.until)
    _told("gate.change_membership", membership.pk, *said, instead_of)


@action
def name_deputy(*, by: User, team: Team, who: User, since: datetime | None, until: datetime, reason: str) -> None:
    """Name who acts for the manager from a time until a time. A manager names alone; anybody else only asks.

    Raises:
        Refused: when ``by`` neither manages nor administers the team, or the deputy is not in it all that time.
    """
    may_name_deputy(by, team).enforce()
    absent = {"P0002": "They are not in the team as a caseworker or manager for all of that time."}
    _told("gate.name_deputy", team.pk, who.pk, reason, since, until, reasons=absent)


@action
def answer(*, by: User, membership: Membership, confirm: bool, reason: str = "") -> None:
    """Confirm or decline a membership.

    Raises:
        Refused: when ``by`` is not the team's manager, or it is their own or their own request.
    """
    may_answer(by, membership).enforce()
    _told("gate.answer_membership", membership.pk, confirm, reason)


@action
def end(*, by: User, membership: Membership, reason: str, at: datetime | None = None) -> None:
    """End a membership, at once or at a time: grants go, every session of the person closes, open pages see nothing
    more. A time that is set comes about by itself, in both gates; it is only ever brought forward.

    Raises:
        Refused: when ``by`` is neither administrator nor manager of the team.
    """
    may_end(by, membership).enforce()
    _told("gate.end_membership", membership.pk, reason, at)


@action
def set_confirmation(*, by: User, team: Team, on: bool, seen: bool | None) -> None:
    """Say whether a manager confirms who joins, in sight of what was ``seen`` to hold.

    Raises:
        Refused: when ``by`` is not the team's manager, or somebody else has changed it since it was read.
    """
    may_set_confirmation(by, team).enforce()
    _told("gate.set_confirmation", team.pk, on, seen)


@action
def say_how_to_reach(*, by: User, team: Team, said: Mapping[str, str], seen: int) -> None:
    """Say how families reach the service of a team, in sight of the version that was ``seen`` to hold (0: none).

    Raises:
        Refused: when ``by`` neither administers nor manages the team, or somebody else has said it since it was read.
    """
    may_say_how_to_reach(by, team).enforce()
    _told("gate.say_how_to_reach", team.pk, *(said[name] for name in ASKED), seen)


@action
def set_own_password(*, by: User, password: str) -> None:
    """Set one's own password; every other session of the person ends with the old one."""
    by.set_password(password)
    call("gate.set_own_password", by.password)
    note()


@action
def ask_new_password(*, by: User, membership: Membership, reason: str) -> None:
    """Ask that somebody in the team may set a new password; nothing changes until a manager confirms it and they do.

    Raises:
        Refused: when ``by`` does not administer the team, it is their own, or one is asked for already.
    """
    may_ask_password(by, membership).enforce()
    _told("gate.ask_new_password", membership.pk, reason, reasons=NEW_PASSWORD)


@action
def answer_new_password(*, by: User, asked: NewPassword, confirm: bool) -> None:
    """Confirm or decline that somebody may set a new password.

    Raises:
        Refused: when ``by`` is no manager of the team, asked for it, or it is their own.
    """
    may_answer_password(by, asked).enforce()
    _told("gate.answer_new_password", asked.pk, confirm, reasons=NEW_PASSWORD)


@action
def make_link(*, by: User, asked: NewPassword) -> UUID:
    """Make the half of the way in that is a link. It is returned this once; the database keeps its digest.

    Raises:
        Refused: when ``by`` is no administrator of the team, confirmed it, or made the code.
    """
    may_make_link(by, asked).enforce()
    link = uuid4()
    _told("gate.give_half", asked.pk, "link", digest_of_link(link), settings.NEW_PASSWORD_DAYS)
    return link


@action
def post_link(*, by: User, asked: NewPassword) -> None:
    """Have the half of the way in that is a link made and sent to their work e-mail, once this is committed: nobody
    else ever holds it, and where it leads is the worker's to say.

    Raises:
        Refused: when ``by`` is no administrator of the team, confirmed it, or made the code; or no e-mail is known.
    """
    may_make_link(by, asked).enforce()
    _told("gate.post_link", asked.pk, settings.NEW_PASSWORD_DAYS)
    send_post.enqueue()


@action
def make_code(*, by: User, asked: NewPassword) -> str:
    """Make the half of the way in that is said aloud. It is returned this once; the database keeps its digest.

    Raises:
        Refused: when ``by`` is no manager of the team, asked for it, or made the link.
    """
    may_make_code(by, asked).enforce()
    code = new_code()
    _told("gate.give_half", asked.pk, "code", digest_of_code(code), settings.NEW_PASSWORD_DAYS)
    return code


@action
def use_link(*, link: UUID, code: str, password: str) -> str:
    """Set a password by a link and its code; every session of the person ends. Nobody need be signed in.

    Returns:
        "set"; "wrong" when the code is another; "absent" when the link is used, ended, has run out or never was.
    """
    became: str = call_one("gate.use_link", digest_of_link(link), digest_of_code(code), make_password(password))
    note()
    return became


@action
def recertify(*, by: User, memberships: Iterable[Membership]) -> None:
    """Say of each of these memberships that it is still right; all of them or none.

    Raises:
        Refused: when ``by`` may not say so of one of them.
    """
    chosen = list(memberships)
    for membership in chosen:
        may_recertify(by, membership).enforce()
    _told("gate.recertify", [membership.pk for membership in chosen])


@action
def record_dates(
    *, by: User, membership: Membership, dates: Mapping[str, date | None], seen: Mapping[str, Any]
) -> None:
    """Write down on which days somebody signed, was checked or was trained; None takes a date back. ``seen`` are the
    dates that stood there.

    Raises:
        Refused: when ``by`` does not manage the team, it is about themselves, or somebody else has written another date
            since.
    """
    may_record_dates(by, membership).enforce()
    for kind, on in dates.items():
        _told("gate.record_staff_date", membership.pk, kind, on, seen.get(kind))
