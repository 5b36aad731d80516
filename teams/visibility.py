"""Which teams, people and memberships somebody may see: the Python gate. Row policies repeat it in the database."""

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from foundation import clock


def in_force() -> Q:
    """Grants that have not ended; the one place that reads ``until``."""
    return Q(until__isnull=True) | Q(until__gt=clock.now())


def grants(user: Any) -> "QuerySet[Any]":
    """The person's own grants on teams, in force, on teams that are not closed; none for an inactive person."""
    model = apps.get_model("teams", "TeamPermission")
    if not getattr(user, "is_active", False):
        return model.objects.none()
    return model.objects.filter(in_force(), user_id=user.pk, content_object__closed_at=None)


def team_ids(user: Any, verb: str = "") -> "QuerySet[Any]":
    """Ids of the teams on which the person holds ``verb`` (empty: any verb), as a subquery."""
    held = grants(user).filter(permission__codename=verb) if verb else grants(user)
    return held.values("content_object_id")


def teams_of(user: Any) -> Q:
    """Teams the person holds any verb on."""
    return Q(pk__in=team_ids(user))


def memberships_for(user: Any) -> Q:
    """Memberships of teams whose members the person may see, and the person's own."""
    return Q(team__in=team_ids(user, "see_members")) | Q(user_id=user.pk)
