"""Two files that were made one, and two records of one person."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from cases import visibility
from cases.models.case import Case
from cases.models.of_person import OfPerson
from cases.models.part import CasePart, PartQuerySet
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User
from teams.visibility import team_ids


class MergingQuerySet(PartQuerySet):
    """Pairs of files that are one, as one person may see them: only with both."""

    def visible_to(self, user: Any) -> Self:
        """Pairs of which the person sees both files, in teams of their own."""
        both = visibility.reach(user, "case_id") & visibility.reach(user, "other_case_id")
        return self.filter(both & Q(team__among=team_ids(user, "see_cases")))

    def of(self, case: Any) -> Self:
        """Pairs of which a case is one."""
        return self.filter(Q(case=case) | Q(other_case=case))


class Merging(CasePart):
    """What was said and is to be done in ``case`` went to ``other_case``, and the file was closed. What may not move
    stays and can be read there: permissions, disclosures, concerns. Whoever is kept from one of the two is kept from
    both, for as long as it holds. Written by a definer function, once for a file, and never changed."""

    other_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    reason = SealedTextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = MergingQuerySet.as_manager()
    register = Register(
        special=("reason",),
        personal=("recorded_by",),
        technical=("id", "case", "team", "other_case", "recorded_at"),
    )

    @property
    def decided_on(self) -> Any:
        """When somebody decided."""
        return self.recorded_at

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["other_case"], name="merging_into")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], name="merged_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other_case")), name="two_files_are_merged"),
        ]


class PersonMerging(OfPerson):
    """Somebody was written down twice in one case. All that stood with the second record went to ``person``; the record
    itself is gone from where people are, and stays here as it was, sealed. Written by a definer function, once for a
    record; it goes along when ``person`` is made one with a third."""

    earlier_id = models.UUIDField("the record that is no more")
    earlier = SealedTextField("that record as it was")
    reason = SealedTextField()

    register = Register(
        identifying=("earlier",),
        special=("reason",),
        personal=("recorded_by",),
        technical=(*OfPerson.technical, "earlier_id"),
    )

    class Meta(OfPerson.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="people_made_one")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(earlier__isnull=False, reason__isnull=False), name="what_was_one_record_is_kept"
            ),
            models.CheckConstraint(condition=~Q(person=models.F("earlier_id")), name="two_records_are_made_one"),
        ]
