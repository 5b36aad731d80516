"""Two files that were made one, and two records of one person."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from cases import visibility
from cases.models.access import ManagersQuerySet
from cases.models.case import Case
from cases.models.of_person import OfPerson
from cases.models.part import CasePart, PartQuerySet
from cases.vocabulary import Brought, Status
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

    def live(self) -> Self:
        """Pairs that are one today."""
        return self.filter(ended_at=None)


class Merging(CasePart):
    """What was said and is to be done in ``case`` went to ``other_case``, and the file was closed. What may not move
    stays and can be read there: permissions, disclosures, concerns. Whoever is kept from one of the two is kept from
    both, for as long as it holds. Written by a definer function, and never changed but once, when they are taken apart:
    from then on they are two, and when that is ``settled`` each has its own conflicts and walls again.

    Where the two stood before is kept, and what came over is in ``MergingPart``; earlier rows say neither."""

    other_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    reason = SealedTextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status_before = models.CharField(max_length=10, choices=Status, blank=True, default="", db_default="")
    level_before = models.PositiveSmallIntegerField(null=True)
    other_level_before = models.PositiveSmallIntegerField(null=True)
    other_highest_before = models.PositiveSmallIntegerField(null=True)
    ended_at = models.DateTimeField("when they were taken apart", null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    end_reason = SealedTextField()
    settled_at = models.DateTimeField("from when each has its own conflicts and walls again", null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[Any] = MergingQuerySet.as_manager()
    register = Register(
        special=("reason", "end_reason"),
        personal=("recorded_by", "ended_by", "settled_by"),
        code=("status_before", "level_before", "other_level_before", "other_highest_before"),
        technical=("id", "case", "team", "other_case", "recorded_at", "ended_at", "settled_at"),
    )

    @property
    def decided_on(self) -> Any:
        """When somebody decided."""
        return self.recorded_at

    @property
    def is_recorded(self) -> bool:
        """Whether it kept what it did; what was merged before it did so is taken apart by hand."""
        return bool(self.status_before)

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["other_case"], name="merging_into")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="merged_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other_case")), name="two_files_are_merged"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason=None, settled_at=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False, end_reason__isnull=False),
                name="files_are_taken_apart_for_a_reason",
            ),
        ]


class MergingPart(CasePart):
    """One thing that a merging brought from ``case`` to ``other_case``, or wrote down there, and what it was before:
    ids and codes alone. Written by the function that merges, with it, and never changed."""

    merging = models.ForeignKey(Merging, on_delete=models.PROTECT, related_name="parts")
    other_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Brought)
    earlier_id = models.UUIDField("what it was in the file that closed", null=True)
    later_id = models.UUIDField("what it is in the other")
    is_new = models.BooleanField("written down there by the merging", default=False, db_default=False)
    person_was = models.UUIDField("who spoke", null=True)
    confider_was = models.UUIDField("who confided", null=True)
    moved_here_was = models.DateTimeField("when it had been moved before", null=True)
    done_contact_was = models.UUIDField("which contact did it", null=True)
    assigned_to_was = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[Any] = ManagersQuerySet.as_manager()
    register = Register(
        personal=("assigned_to_was",),
        code=("kind", "is_new"),
        technical=(
            *("id", "case", "team", "other_case", "merging", "earlier_id", "later_id"),
            *("person_was", "confider_was", "moved_here_was", "done_contact_was"),
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merging", "kind", "later_id", "earlier_id"], name="brought_once"),
            models.CheckConstraint(condition=Q(kind__in=Brought.values), name="what_is_brought_is_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind=Brought.POINT) | Q(earlier_id__isnull=False), name="what_is_brought_was_something"
            ),
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
