"""Whether somebody is still rightly in a team, and the dates of what they were trained in and agreed to (§3.18)."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from foundation import clock
from foundation.classification import Register
from teams import visibility
from teams.models.memberships import Membership
from teams.models.people import User
from teams.models.team import Team
from teams.vocabulary import StaffDateKind


class RecertificationQuerySet(models.QuerySet["Recertification"]):
    """When memberships were confirmed again, as one person may see it."""

    def visible_to(self, user: Any) -> "RecertificationQuerySet":
        """Of teams whose memberships the person asks for or confirms."""
        return self.filter(visibility.of_managed_teams(user))

    def newest(self, memberships: Iterable[Membership]) -> "dict[UUID, Recertification]":
        """The last of each membership that has one."""
        rows = self.filter(membership__in=[m.pk for m in memberships]).select_related("by").order_by("at", "pk")
        return {row.membership_id: row for row in rows}


class Recertification(models.Model):
    """Somebody said that a membership is still right. Written once, by ``gate.recertify``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = RecertificationQuerySet.as_manager()
    register = Register(personal=("by",), technical=("id", "membership", "team", "at"))

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["membership", "-at"], name="still_right_when")]

    def __str__(self) -> str:
        return f"recertification {self.pk}"


class StaffDateQuerySet(models.QuerySet["StaffDate"]):
    """Dates of colleagues, as one person may see them."""

    def visible_to(self, user: Any) -> "StaffDateQuerySet":
        """The person's own, and those of teams that they manage."""
        return self.filter(visibility.own_or_confirmed(user))

    def of(self, membership: Membership) -> dict[str, date]:
        """The dates of the person in that team by their kind: of each, what was written down last."""
        rows = self.filter(user=membership.user_id, team=membership.team_id)
        return {kind: on for (_, _, kind), on in rows.latest_of_each().items()}

    def declared(self) -> dict[tuple[UUID, UUID], date]:
        """When each person last declared, for each team, that they look nobody up in the council's systems."""
        latest = self.filter(kind=StaffDateKind.NO_LOOKUPS).latest_of_each()
        return {(user, team): on for (user, team, _), on in latest.items()}

    def latest_of_each(self) -> dict[tuple[UUID, UUID, str], date]:
        """The date of each person in each team of each kind that was written down last; one taken back is none."""
        rows = self.order_by("recorded_at", "pk").values_list("user", "team", "kind", "on")
        latest = {(user, team, kind): on for user, team, kind, on in rows}
        return {key: on for key, on in latest.items() if on}


class StaffDate(models.Model):
    """The day somebody signed, was checked or was trained. A correction is another row; nobody writes their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=StaffDateKind)
    on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = StaffDateQuerySet.as_manager()
    register = Register(personal=("user", "on", "recorded_by"), code=("kind",), technical=("id", "team", "recorded_at"))

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "team", "-recorded_at"], name="dates_of_somebody")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=StaffDateKind.values), name="a_date_is_of_a_kind"),
            models.CheckConstraint(condition=~Q(recorded_by=F("user")), name="nobody_vouches_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"date {self.pk}"


def months_after(day: date, months: int) -> date:
    """The same day of the month some months later, or the last day that month has."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"No such day: {day} and {months} months.")


def to_confirm_by(membership: Membership, last: Recertification | None) -> date:
    """The day by which a membership is to be confirmed again: a quarter after it was last."""
    moments = (last.at if last else None, membership.confirmed_at, membership.since)
    newest = max((moment for moment in moments if moment), default=membership.asked_at)
    return months_after(clock.london(newest).date(), settings.RECERTIFY_MONTHS)
