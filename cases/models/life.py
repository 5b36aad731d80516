"""The history of a case: each row *is* the change it tells of.

Writing one of the first three moves the case, by a trigger; nothing else that the web can do changes where a case
stands, its level or who leads it. So neither can be without the other, and a change made from an old page is refused.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Sum

from cases.models.case import LEVELS, Case
from cases.models.contact import Contact
from cases.models.part import CasePart, PartQuerySet
from cases.visibility import not_narrowed
from cases.vocabulary import Status, TimeKind
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User

MOST_MINUTES = 24 * 60
# Where a case may go from where it stands; ``cases.workflow`` says the same in words, and a test holds them together.
PATHS = {
    Status.OPEN: (Status.INACTIVE, Status.CLOSED),
    Status.INACTIVE: (Status.CLOSED, Status.OPEN),
    Status.CLOSED: (Status.OPEN,),
}
STEPS = [Q(status_from=start, status_to__in=ends) for start, ends in PATHS.items()]


class LifePart(CasePart):
    """One row of a case's history: written once, by whom and when, as the database says."""

    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta(CasePart.Meta):
        abstract = True


class StatusChange(LifePart):
    """A case moved along its life; a closing says why and what came of the work."""

    status_from = models.CharField(max_length=10, choices=Status)
    status_to = models.CharField(max_length=10, choices=Status)
    reason = models.CharField("reason for closing", max_length=30, blank=True)
    outcomes = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    register = Register(
        personal=("recorded_by",),
        code=("status_from", "status_to", "reason", "outcomes"),
        technical=("id", "case", "team", "recorded_at"),
    )

    class Meta(LifePart.Meta):
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="status_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=STEPS[0] | STEPS[1] | STEPS[2], name="a_status_follows_the_workflow"),
            models.CheckConstraint(
                condition=(Q(status_to=Status.CLOSED) & ~Q(reason=""))
                | (~Q(status_to=Status.CLOSED) & Q(reason="", outcomes=[])),
                name="a_closing_says_why",
            ),
        ]


class LevelChange(LifePart):
    """The work on a case went deeper, or became lighter; the highest level reached stays on the case."""

    level_from = models.PositiveSmallIntegerField(choices=LEVELS)
    level_to = models.PositiveSmallIntegerField(choices=LEVELS)
    reason = SealedTextField()

    register = Register(
        special=("reason",),
        personal=("recorded_by",),
        code=("level_from", "level_to"),
        technical=("id", "case", "team", "recorded_at"),
    )

    class Meta(LifePart.Meta):
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="level_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(level_from__range=(1, 4), level_to__range=(1, 4)) & ~Q(level_from=F("level_to")),
                name="a_level_changes_between_1_and_4",
            )
        ]


class Allocation(LifePart):
    """A case went to another lead worker, another second worker, or both: by somebody, or (nobody) because who had it
    left the team."""

    recorded_by = models.ForeignKey(  # type: ignore[assignment]  # nobody, where the abstract class has somebody
        User, on_delete=models.PROTECT, related_name="+", null=True
    )
    lead_from = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    lead_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    second_from = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    second_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    register = Register(
        personal=("recorded_by", "lead_from", "lead_to", "second_from", "second_to"),
        technical=("id", "case", "team", "recorded_at"),
    )

    class Meta(LifePart.Meta):
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="allocation_of_case")]


class Review(LifePart):
    """Somebody looked at a case again, what they thought, and when the next look is due."""

    note = SealedTextField()
    next_due = models.DateField()

    register = Register(
        special=("note",), personal=("recorded_by",), technical=("id", "case", "team", "next_due", "recorded_at")
    )

    class Meta(LifePart.Meta):
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="review_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(note__isnull=False), name="a_review_says_what_was_thought")
        ]

    @property
    def edited_by(self) -> User:
        """Whose it is, for whoever reviewed the case at the same time."""
        return self.recorded_by

    @property
    def edited_at(self) -> datetime:
        """When it was recorded."""
        return self.recorded_at


class TimeQuerySet(PartQuerySet):
    """Time spent without a contact."""

    def minutes_on(self, user: Any, case: Case) -> int:
        """All minutes spent on a case, contacts included, that the person may see; in one query."""
        contacts = Contact.objects.filter(not_narrowed(user), case=case).order_by()
        spoken = contacts.values("case").values_list(Sum("duration_minutes"))
        alone = self.filter(case=case).order_by().values("case").values_list(Sum("minutes"))
        return sum(minutes or 0 for (minutes,) in spoken.union(alone, all=True))


class TimeEntry(LifePart):
    """Minutes spent on a case without a contact: reading, writing, travelling."""

    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=TimeKind)

    objects: ClassVar[Any] = TimeQuerySet.as_manager()
    register = Register(
        personal=("recorded_by",), code=("kind",), technical=("id", "case", "team", "day", "minutes", "recorded_at")
    )

    class Meta(LifePart.Meta):
        indexes: ClassVar = [models.Index(fields=["case", "-day"], name="time_on_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__range=(1, MOST_MINUTES)), name="time_fits_into_a_day"),
        ]
