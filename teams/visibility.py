"""Which teams, people and memberships somebody may see: the Python gate. Row policies repeat it in the database."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from foundation.once import once
from foundation.rowsecurity.calls import GateClock, call
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Given


def not_ended() -> Q:
    """Rows whose end has not come; by the database's own clock, so that both gates shut at the same instant."""
    return Q(until__isnull=True) | Q(until__gt=GateClock())


def in_force() -> Q:
    """Rows that have begun and not ended; the one place that reads ``since``."""
    return (Q(since__isnull=True) | Q(since__lte=GateClock())) & not_ended()


def held(user: Any) -> dict[str, list[UUID]]:
    """The teams on which the person holds each verb, read once for one request."""
    return once(("teams held", user.pk), lambda: _read_held(user))


def _read_held(user: Any) -> dict[str, list[UUID]]:
    """By grants in force on teams that are not closed; none for the inactive, nor for anybody but whoever asks."""
    found: dict[str, list[UUID]] = {}
    for team, verbs in call("gate.verbs_held", user.pk) if getattr(user, "is_active", False) else ():
        for verb in verbs:
            found.setdefault(verb, []).append(team)
    return found


def team_ids(user: Any, verb: str = "") -> Any:
    """Ids of the teams on which the person holds ``verb`` (empty: any verb), as a list."""
    if user is WHOEVER_ASKS:
        return Given(lambda who, *_: team_ids(who, verb))
    if verb:
        return held(user).get(verb, [])
    return sorted({team for teams in held(user).values() for team in teams})


def teams_of(user: Any) -> Q:
    """Teams the person holds any verb on."""
    return Q(pk__among=team_ids(user))


def memberships_for(user: Any) -> Q:
    """Memberships of teams whose members the person may see, and the person's own."""
    return Q(team__among=team_ids(user, "see_members")) | Q(user_id=user.pk)


def of_managed_teams(user: Any) -> Q:
    """Rows of teams whose memberships the person asks for or confirms."""
    return Q(team__among=[*team_ids(user, "manage_members"), *team_ids(user, "confirm_members")])


def own_or_confirmed(user: Any) -> Q:
    """The person's own rows, and those of teams whose memberships they confirm."""
    return Q(user_id=user.pk) | Q(team__among=team_ids(user, "confirm_members"))
