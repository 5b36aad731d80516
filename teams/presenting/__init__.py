"""What the pages of a team show: each membership as a row, and whose turn it is."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from foundation.components.shapes import Cell, Column, Row, Table, Tag
from foundation.components.words import gb_date, gb_datetime
from teams.models import Membership, NewPassword
from teams.vocabulary import Employment, PasswordState, Role, State

PEOPLE = (Column("Name"), Column("Role"), Column("From", whole=True), Column("State"))


def instant(moment: Any) -> str:
    """A moment at midnight is a day, as it was typed; any other says its hour."""
    if moment is None:
        return ""
    words = gb_datetime(moment)
    return gb_date(moment) if words.endswith(" at midnight") else words


def last_instant(moment: Any) -> str:
    """An end at midnight is the end of the day before it."""
    words = instant(moment)
    return f"the end of {gb_date(moment - timedelta(days=1))}" if words and " at " not in words else words


def state_of(membership: Membership) -> Tag:
    """Where a membership stands, in words."""
    if membership.state == State.ASKED:
        return Tag("Waiting for the manager", "yellow")
    if membership.state == State.DECLINED:
        return Tag("Declined", "grey")
    if membership.is_over:
        return Tag("Ended", "grey")
    if membership.is_to_come:
        return Tag(f"Starts {instant(membership.since)}", "blue")
    if membership.until:
        return Tag(f"Until {last_instant(membership.until)}", "orange")
    return Tag("Current", "green")


def role_of(membership: Membership) -> str:
    """The role, and the terms when they are not the usual ones."""
    role = str(membership.get_role_display())
    if membership.employment == Employment.STAFF:
        return role
    return f"{role}, {str(membership.get_employment_display()).lower()}"


def role_until(membership: Membership) -> str:
    """The role, and its last day when one is set: "Acting manager until the end of 27 March 2026"."""
    role = str(membership.get_role_display())
    return f"{role} until {last_instant(membership.until)}" if membership.until else role


def people_table(caption: str, memberships: Iterable[Membership]) -> Table:
    """The people of a team, one row each, led by a link to the membership's own page."""
    return Table(caption, PEOPLE, tuple(_line(m) for m in memberships), show_caption=False)


def _line(m: Membership) -> tuple[Any, ...]:
    starts = m.since or m.asked_at
    return (
        Cell(str(m.user), url=m.get_absolute_url()),
        role_of(m),
        gb_date(starts),
        Cell("", tag=state_of(m)),
    )


def account_of(m: Membership) -> list[Row]:
    """Everything about one membership but what is private to the person and those who manage the team."""
    rows = [
        Row("Role", role_of(m)),
        Row("User name", m.user.username),
        Row("Work e-mail", m.user.email),
        Row("Starts", instant(m.since) or "When it is confirmed"),
        Row("Ends", last_instant(m.until) if m.until else "No end is set"),
        Row("Asked for", _by(m.asked_at, m.asked_by) if m.asked_by else f"{gb_date(m.asked_at)}, on the server"),
        Row("Why", m.reason),
    ]
    if m.confirmed_at:
        rows.append(Row("Confirmed", _by(m.confirmed_at, m.confirmed_by)))
    if m.ended_at:
        rows.append(Row("Declined" if m.state == State.DECLINED else "Ended", _by(m.ended_at, m.ended_by)))
    if m.end_reason:
        rows.append(Row("Why it ends" if not m.ended_at else "Why it ended", m.end_reason))
    return rows


def _by(moment: Any, person: Any) -> str:
    return f"{gb_datetime(moment)} by {person}" if person else gb_datetime(moment)


def account_of_password(asked: NewPassword) -> list[Row]:
    """Where a new password stands; never whether it was set."""
    return [
        Row("Asked for", _by(asked.asked_at, asked.asked_by)),
        Row("Why", "They are new" if asked.membership_id else asked.reason),
        Row("Confirmed", _by(asked.confirmed_at, asked.confirmed_by) if asked.confirmed_at else "Not yet"),
        Row("Link", link_of(asked)),
        Row("Code", _made(asked.code_made_at, asked.code_made_by)),
        Row("Both work until", gb_datetime(asked.until) if asked.until else "Neither is made yet"),
    ]


def link_of(asked: NewPassword) -> str:
    """Where the link stands: on its way to their e-mail, made, or neither; and at whose word."""
    if asked.link_under_way:
        since, who = asked.link_under_way
        return f"On its way to {asked.user.email}: {who} had it sent on {gb_datetime(since)}"
    return _made(asked.link_made_at, asked.link_made_by)


def _made(moment: Any, person: Any) -> str:
    return f"Made {_by(moment, person)}" if moment else "Not made yet"


def turn_of(asked: NewPassword) -> str:
    """Whose turn it is, in a few words."""
    if asked.state == PasswordState.ASKED:
        return "waits for the manager"
    waits = [("link", "an administrator", asked.link_made_at), ("code", "a manager", asked.code_made_at)]
    left = [f"{who} makes the {half}" for half, who, made in waits if not made]
    return " and ".join(left) if left else "waits for the person to set it"


def managers_of(memberships: Iterable[Membership]) -> list[str]:
    """Who manages the team now, and those who act, until when; and who will."""
    return [_managing(m) for m in memberships if m.role in (Role.SERVICE_MANAGER, Role.ACTING_MANAGER)]


def _managing(m: Membership) -> str:
    words = role_until(m)
    since = f" from {instant(m.since)}" if m.is_to_come else ""
    return f"{m.user}, {words[0].lower()}{words[1:]}{since}"
