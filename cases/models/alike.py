"""Two files in which somebody may be one person: found by equal names or numbers, decided by people."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from cases import visibility
from cases.models.case import Case
from cases.models.part import CasePart, PartQuerySet
from cases.models.person import Person
from cases.vocabulary import AlikeAnswer, Likeness
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User
from teams.visibility import team_ids


class AlikeQuerySet(PartQuerySet):
    """Pairs of files, as one person may see them: only with both."""

    def visible_to(self, user: Any) -> Self:
        """Pairs of which the person sees both files. What somebody wrote who is kept from the other file is for the
        managers alone, so that nobody tells them."""
        both = visibility.reach(user, "case_id") & visibility.reach(user, "other_case_id")
        theirs = Q(team__among=team_ids(user, "see_cases"))
        return self.filter(both & theirs & (Q(kept=False) | Q(team__among=team_ids(user, "manage_conflicts"))))

    def to_decide(self) -> Self:
        """Pairs that nobody has decided about."""
        return self.filter(decided_at=None)

    def of(self, case: Any) -> Self:
        """Pairs of which a case is one."""
        return self.filter(Q(case=case) | Q(other_case=case))


class Alike(CasePart):
    """Somebody was written down in ``case`` who has a name or number of somebody in ``other_case`` (§3.18). Written by
    the database in the transaction that writes the person; whoever writes learns nothing of a file kept from them."""

    other_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    other_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    likeness = models.CharField("what they have in common", max_length=10, choices=Likeness)
    kept = models.BooleanField("whoever wrote them down does not see the other file")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=AlikeAnswer, blank=True, default="", db_default="")
    reason = SealedTextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[Any] = AlikeQuerySet.as_manager()
    register = Register(
        special=("reason",),
        personal=("recorded_by", "decided_by"),
        code=("likeness", "kept", "answer"),
        technical=(*("id", "case", "team", "other_case", "person", "other_person", "recorded_at", "decided_at"),),
    )

    @property
    def decided_on(self) -> Any:
        """When somebody decided."""
        return self.decided_at

    @property
    def people(self) -> tuple[Any, Any]:
        """Ids of the two who are alike."""
        return self.person_id, self.other_person_id

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["team", "recorded_at"], name="alike_to_decide", condition=Q(decided_at=None)),
            models.Index(fields=["case"], name="alike_of_case"),
            models.Index(fields=["other_case"], name="alike_of_other_case"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(likeness__in=Likeness.values), name="alike_in_name_or_number"),
            models.CheckConstraint(condition=~Q(case=models.F("other_case")), name="alike_are_two_files"),
            models.CheckConstraint(
                condition=Q(answer="", decided_at=None, decided_by=None)
                | Q(answer__in=AlikeAnswer.values, decided_at__isnull=False, decided_by__isnull=False),
                name="alike_is_decided_by_somebody",
            ),
        ]
