"""Who is let into one case for a time, and who is kept out of one: rows that both gates read, and only the owner and
definer functions write."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Count, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from guardian.models import UserObjectPermissionBase

from cases import visibility
from cases.models.case import Case
from cases.models.edited import Counted
from cases.models.part import CasePart, PartQuerySet
from cases.models.task import Task
from cases.vocabulary import ConflictKind, Mitigation, Origin, Side, Status, WallKind
from foundation.classification import Register
from foundation.rowsecurity.calls import call
from foundation.sealing.fields import SealedTextField
from teams.models import Team, User
from teams.visibility import not_ended


class CasePermission(UserObjectPermissionBase):
    """One verb that one person holds on one case until a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_object = models.ForeignKey(Case, on_delete=models.PROTECT)
    until = models.DateTimeField(null=True)

    register = Register(technical=("id", "permission", "user", "content_object", "until"))

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()

    def __str__(self) -> str:
        return f"grant {self.pk}"


class CaseExclusion(models.Model):
    """One case taken away from one person. Nobody reads these rows: both gates ask ``gate.conflicts``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    # The conflict of interest that it follows from.
    source = models.UUIDField(null=True)

    register = Register(technical=("id", "user", "case", "until", "source"))

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user"], name="exclusion_of_person")]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"


class Seeing(NamedTuple):
    """Somebody whose team or permission brings them to a case, and what keeps them from it all the same."""

    person: UUID
    is_guest: bool
    until: datetime | None
    kept: bool
    narrowed: bool

    @property
    def sees(self) -> bool:
        """Whether they see it now."""
        return not self.kept and not self.narrowed


class ManagersQuerySet(PartQuerySet):
    """Rows of cases that are for managers alone."""

    def visible_to(self, user: Any) -> "ManagersQuerySet":
        """Rows of cases the person may see, in teams where they say who is kept out and who is let in."""
        return self.filter(visibility.reach(user, "case_id") & visibility.for_managers(user))

    def live(self) -> "ManagersQuerySet":
        """Rows that nobody has ended and whose time has not passed."""
        return self.filter(not_ended(), ended_at=None)


class AccessPart(CasePart):
    """One decision of a manager about who may see a case. Kept when it is over; written by definer functions only."""

    until = models.DateTimeField(null=True)
    reason = SealedTextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[Any] = ManagersQuerySet.as_manager()

    class Meta(CasePart.Meta):
        abstract = True


class ConflictQuerySet(ManagersQuerySet):
    """Conflicts of interest, as one manager may see them: never one of their own."""

    def visible_to(self, user: Any) -> "ConflictQuerySet":
        """Conflicts of others, in cases the person may see and whose access they manage."""
        return super().visible_to(user).exclude(colleague=user.pk)  # type: ignore[return-value]  # PartQuerySet

    def with_work_left(self) -> "ConflictQuerySet":
        """Each with what waits for a colleague who is kept out, and so for nobody: ``leads``, whether they lead the
        case, and ``left``, how many tasks they have there. Whoever gives them more is not told that they do not see it.
        """
        kept, case = Q(mitigation=Mitigation.BLOCK), OuterRef("case")
        tasks = Task.objects.filter(case=case).to_do().of(OuterRef("colleague")).order_by().values("case")
        leads = kept & Q(case__lead_worker=F("colleague")) & ~Q(case__status=Status.CLOSED)
        found: ConflictQuerySet = self.annotate(
            leads=ExpressionWrapper(leads, output_field=models.BooleanField()),
            left=models.Case(
                models.When(kept, then=Coalesce(Subquery(tasks.annotate(n=Count("pk")).values("n")), 0)), default=0
            ),
        )
        return found


class Conflict(Counted, AccessPart):
    """A conflict of interest of one colleague in one case (§3.18). It never shows to them, not even to a manager."""

    colleague = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ConflictKind)
    mitigation = models.CharField(max_length=12, choices=Mitigation)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.MANAGER)
    review_due = models.DateField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    end_reason = SealedTextField()

    objects: ClassVar[Any] = ConflictQuerySet.as_manager()
    register = Register(
        special=("reason", "end_reason"),
        personal=("colleague", "recorded_by", "reviewed_by", "ended_by", "edited_by"),
        code=("kind", "mitigation", "origin"),
        technical=(
            *("id", "case", "team", "until", "recorded_at", "review_due", "reviewed_at", "ended_at"),
            *Counted.stamps,
        ),
    )

    class Meta(AccessPart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["team", "recorded_at"], name="conflict_of_team")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=ConflictKind.values), name="conflicts_are_of_a_kind"),
            models.CheckConstraint(condition=models.Q(mitigation__in=Mitigation.values), name="conflicts_are_handled"),
        ]


class LettingIn(AccessPart):
    """One colleague of the same service, let into one case until a time, for a reason."""

    guest = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("reason",),
        personal=("guest", "recorded_by", "ended_by"),
        technical=("id", "case", "team", "until", "recorded_at", "ended_at"),
    )

    class Meta(AccessPart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["team", "recorded_at"], name="letting_in_of_team")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until__isnull=False), name="letting_in_has_an_end")
        ]

    @classmethod
    def possible_guests(cls, team: Team) -> list[tuple[UUID, str]]:
        """Whoever could be let into a case of the team, with the team they work in: nobody outside the service.

        Raises:
            django.db.ProgrammingError: for whoever does not let people in there.
        """
        return [(person, f"{name}, {where}") for person, name, where in call("gate.guests_for", team.pk)]


class WallQuerySet(ManagersQuerySet):
    """Walls, as one manager may see them: only with both of the files."""

    def visible_to(self, user: Any) -> "WallQuerySet":
        """Walls between two files that the person may see."""
        both = visibility.reach(user, "case_id") & visibility.reach(user, "other_case_id")
        return self.filter(both & visibility.for_managers(user))


class Wall(Counted, AccessPart):
    """Two files of one team that no colleague reads both of, but for the managers. Whoever is placed on neither side,
    or joins later, reads neither of them."""

    other_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=20, choices=WallKind)

    objects: ClassVar[Any] = WallQuerySet.as_manager()
    register = Register(
        special=("reason",),
        personal=("recorded_by", "ended_by", "edited_by"),
        code=("kind",),
        technical=("id", "case", "team", "other_case", "until", "recorded_at", "ended_at", *Counted.stamps),
    )

    class Meta(AccessPart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["team"], name="wall_that_stands", condition=models.Q(ended_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=WallKind.values), name="walls_are_of_a_kind"),
            models.CheckConstraint(
                condition=~models.Q(case=models.F("other_case")), name="a_wall_stands_between_two_files"
            ),
        ]


class WallSide(CasePart):
    """On which side of a wall a colleague works, from when until when."""

    wall = models.ForeignKey(Wall, on_delete=models.PROTECT, related_name="sides")
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ManagersQuerySet.as_manager()
    register = Register(
        personal=("colleague", "recorded_by"),
        code=("side",),
        technical=("id", "case", "team", "wall", "recorded_at", "ended_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="sides_are_of_a_wall"),
            models.UniqueConstraint(
                fields=["wall", "colleague"], condition=models.Q(ended_at__isnull=True), name="on_one_side_at_a_time"
            ),
        ]


def who_sees(case: Case) -> dict[UUID, Seeing]:
    """Everybody whom something brings to a case, worked out by the gates' own functions.

    Raises:
        django.db.ProgrammingError: for whoever does not manage who may see it.
    """
    return {seeing.person: seeing for seeing in (Seeing(*row) for row in call("gate.who_sees", case.pk))}


class Unseen(NamedTuple):
    """A file, a colleague who is kept from it with something to do on it, and how many drafts of theirs wait there."""

    file: UUID
    colleague: UUID
    drafts: int


def unseen_work(case: Case | None = None) -> list[Unseen]:
    """What waits for colleagues who do not see it, in the teams of whoever asks and manages who may see their cases; or
    on one ``case`` alone."""
    return [Unseen(*row) for row in call("gate.unseen_work", case.pk if case else None)]
