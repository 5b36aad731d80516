"""Whom to reach and when: the rota of senior managers, the places a referral goes to, and the switches of laws that are
not in force yet. Nothing here is about a family."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from audit.models import Recorded, RecordedQuerySet
from foundation.classification import Register
from safeguarding.visibility import of_teams
from safeguarding.vocabulary import INFORMATION_GOVERNANCE, Department, RouteKind
from teams.models import Team, User

Rotas = dict[tuple[UUID, bool], list[tuple[datetime, datetime]]]  # by the team, and whether for adults at risk


class TeamsOwnQuerySet(RecordedQuerySet):
    """What a team keeps for itself, as one person may see it."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the teams whose cases the person sees."""
        return self.filter(of_teams(user))

    def standing(self) -> Self:
        """Rows that were not taken back."""
        return self.filter(withdrawn_at=None)


class RotaQuerySet(TeamsOwnQuerySet):
    """Turns of senior managers."""

    def on_duty(self, at: datetime, *, for_adults: bool = False) -> Self:
        """Whose turn it is at an instant: first, then the deputies."""
        return self.between(at, at).filter(for_adults=for_adults).order_by("position", "starts_at", "pk")

    def between(self, start: datetime, end: datetime) -> Self:
        """Turns that touch a time."""
        return self.standing().filter(starts_at__lte=end, ends_at__gt=start)

    def still_to_come(self, manager: Any, now: datetime) -> Self:
        """Somebody's own turns that are not over, the next first."""
        return self.standing().filter(manager=manager, ends_at__gt=now).order_by("starts_at", "pk")

    def of_each_rota(self, teams: Collection[UUID], start: datetime, end: datetime) -> Rotas:
        """The turns that touch a time, by the rota: a team's, and one for adults at risk where it keeps one."""
        if not teams:
            return {}
        of_them = self.filter(team__in=teams)
        adults = set(of_them.filter(for_adults=True).values_list("team", flat=True))
        rotas: Rotas = {(team, kind): [] for team in teams for kind in (False, True) if not kind or team in adults}
        for turn in of_them.between(start, end):
            rotas[turn.team_id, turn.for_adults].append((turn.starts_at, turn.ends_at))
        return rotas


class RotaSlot(Recorded):
    """One senior manager's turn: first, then deputies, for children's or adults' concerns."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    for_adults = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    telephone = models.CharField(max_length=40)
    department = models.CharField("the department they decide for", max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = RotaQuerySet.as_manager()
    register = Register(
        personal=("manager", "telephone"),
        code=("for_adults", "position", "department"),
        technical=("id", "team", "starts_at", "ends_at", "withdrawn_at"),
    )

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["team", "starts_at", "ends_at"], name="rota_now")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_turn_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(department__in=["", INFORMATION_GOVERNANCE, *sorted(Department)]),
                name="a_turn_is_of_a_department",
            ),
        ]


class Route(Recorded):
    """One place a referral can go to, with its hours and when somebody last checked the number."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=RouteKind)
    name = models.CharField(max_length=120)
    authority = models.CharField("local authority code", max_length=10, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    verified_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TeamsOwnQuerySet.as_manager()
    register = Register(
        code=("kind", "name", "authority", "telephone", "email", "hours"),
        technical=("id", "team", "verified_on", "withdrawn_at"),
    )

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["team", "kind"], name="route_of_kind")]


class Switch(models.Model):
    """A statutory duty with the day it takes effect; none until two people have said so (§2.4, §2.6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=200)
    in_force_from = models.DateField(null=True)
    source = models.CharField(max_length=200)

    register = Register(code=("code", "label", "source"), technical=("id", "in_force_from"))

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code
