"""Nobody of the team looks a family up in the council's systems by a log-in of their own there (R-C7-3): whose yearly
declaration is due, and whose look-ups the manager has checked this month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings

from foundation import clock
from teams.models import Membership
from teams.models.standing import months_after
from teams.vocabulary import Role, StaffDateKind

Declared = Mapping[tuple[UUID, UUID], date]  # when each person last did, for each team
READING = frozenset({Role.WORKER, Role.SERVICE_MANAGER, Role.ACTING_MANAGER})  # who sees what could be looked up
DUE = "Your yearly declaration that you look nobody up in the council’s systems is due."


@dataclass(frozen=True)
class Lookups:
    """What the manager of a team has to see to."""

    undeclared: list[Membership]
    sample: Membership | None


def lookups_of(user: Any, memberships: Iterable[Membership], declared: Declared) -> Lookups:
    """Those in a team whose declaration is missing or a year old, and this month's sample of it."""
    reading = [m for m in memberships if m.role in READING]
    others = [m for m in reading if m.user_id != user.pk]  # nobody checks themself: a deputy does
    return Lookups([m for m in reading if is_due(m, declared)], sample_of(others, clock.today()))


def is_due(membership: Membership, declared: Declared) -> bool:
    """Whether somebody has declared nothing, or not for a year."""
    on = declared.get((membership.user_id, membership.team_id))
    return on is None or months_after(on, settings.STAFF_DATES_LAST[StaffDateKind.NO_LOOKUPS]) < clock.today()


def sample_of(memberships: Iterable[Membership], day: date) -> Membership | None:
    """Whose look-ups are checked in a month: the same for whoever asks, and nobody can tell a month before."""
    month = f"{settings.SECRET_KEY} {day:%Y-%m}"
    drawn = sorted(memberships, key=lambda m: sha256(f"{month} {m.pk}".encode()).digest())
    return drawn[0] if drawn else None


def own_declaration_due(mine: Iterable[Membership], declared: Declared) -> str:
    """That the person's own declaration is due in a team in which they read cases, and who writes it down; nothing when
    it is not."""
    due = [membership for membership in mine if membership.role in READING and is_due(membership, declared)]
    if not due:
        return ""
    return f"{DUE} {'Your manager' if any(m.role == Role.WORKER for m in due) else 'A deputy'} writes it down."
