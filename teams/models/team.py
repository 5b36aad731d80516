"""A team: the boundary that nothing about a family crosses."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.db import models

from foundation.classification import Register
from teams import visibility
from teams.vocabulary import MANAGING, Verb


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams, as one person may see them."""

    def visible_to(self, user: Any) -> "TeamQuerySet":
        """Teams the person holds any verb on."""
        return self.filter(visibility.teams_of(user))

    def where(self, user: Any, verb: str) -> "TeamQuerySet":
        """Teams the person holds ``verb`` on."""
        return self.filter(pk__in=visibility.team_ids(user, verb))


class Team(models.Model):
    """A team of a service: the boundary that nothing about a family crosses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    # Teams of one service may let each other's people into single cases; nobody of another service is ever offered.
    service = models.CharField("service it belongs to", max_length=120)
    confirm_memberships = models.BooleanField("a manager confirms who joins", default=True)
    demonstration = models.BooleanField("invented for the demonstration", default=False)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TeamQuerySet.as_manager()
    register = Register(technical=("id", "name", "service", "confirm_memberships", "demonstration", "closed_at"))

    class Meta:
        default_permissions = ()
        permissions = tuple(Verb.choices)

    def __str__(self) -> str:
        return self.name

    def managers_now(self) -> "models.QuerySet[Any]":
        """Whoever manages the team now, to whom goes what is for "the manager": no step waits for one person."""
        people: Any = get_user_model()._default_manager
        found: models.QuerySet[Any] = people.with_role([self], *MANAGING)
        return found
