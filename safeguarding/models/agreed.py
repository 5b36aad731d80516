"""What two people of a team say of how the service works: one asks, another agrees. A day that is added to the holidays
or struck from them, and the day on which a law takes effect. Rows are never changed once they are answered, and never
deleted: what is to be otherwise is asked for anew, and the latest that was agreed counts."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from audit.models import Recorded, RecordedQuerySet
from foundation.classification import Register
from safeguarding.visibility import of_teams
from safeguarding.vocabulary import DayKind, SwitchCode
from teams.models import Team, User
from teams.visibility import team_ids
from teams.vocabulary import Verb


class AgreedQuerySet(RecordedQuerySet):
    """What was asked for, as one person may see it."""

    def visible_to(self, user: Any) -> Self:
        """What counts for every team, for whoever is in one; and what the person's own teams have asked for."""
        counts = Q(agreed=True) if team_ids(user, "see_cases") else Q(pk__in=[])
        return self.filter(counts | of_teams(user))

    def standing(self) -> Self:
        """What was agreed, the latest last."""
        return self.filter(agreed=True).order_by("answered_at", "pk")

    def waiting(self) -> Self:
        """What nobody has answered yet."""
        return self.filter(agreed=None).order_by("recorded_at", "pk")

    def waiting_for(self, user: Any) -> Self:
        """What waits for a second person of a team in which this one works."""
        return self.waiting().filter(team__in=team_ids(user, Verb.WORK_CASES)).exclude(asked_by=user)


class Agreed(Recorded):
    """One thing that two people say."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    objects: ClassVar[Any] = AgreedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed=None, answered_by=None, answered_at=None)
                | Q(agreed__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answered_by=F("asked_by")),
                name="%(class)s_is_said_by_two",
            )
        ]


class CalendarDay(Agreed):
    """A day that is added to the holidays of England and Wales, struck from them, or as it was published after all."""

    day = models.DateField()
    kind = models.CharField(max_length=10, choices=DayKind)

    register = Register(
        personal=("asked_by", "answered_by"),
        code=("kind", "why", "agreed"),
        technical=("id", "team", "day", "recorded_at", "answered_at"),
    )

    class Meta(Agreed.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["day"], name="day_of_calendar", condition=Q(agreed=True))]


class LawDate(Agreed):
    """The day on which a law is said to take effect for the service, or none: that it does not, or no longer."""

    code = models.CharField(max_length=40, choices=SwitchCode)
    in_force_from = models.DateField(null=True)

    register = Register(
        personal=("asked_by", "answered_by"),
        code=("code", "why", "agreed"),
        technical=("id", "team", "in_force_from", "recorded_at", "answered_at"),
    )

    class Meta(Agreed.Meta):
        default_permissions = ()
