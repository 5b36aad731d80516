"""What every row inside a case has in common: its case, the team repeated from it, and the case's keys."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from audit.models import Recorded, RecordedQuerySet
from cases import visibility
from cases.models.case import Case
from teams.models import Team


class PartQuerySet(RecordedQuerySet):
    """Rows of cases, as one person may see them: never when the case itself is not visible."""

    def visible_to(self, user: Any) -> Self:
        """Rows whose case the person may see, and that are not narrowed beyond it."""
        seen = visibility.reach(user, "case_id")
        return self.filter(seen & visibility.not_narrowed(user) if self.model.narrows else seen)

    def before(self, row: Any) -> Self:
        """Contacts further down a newest-first timeline than ``row``."""
        minute = Q(happened_at=row.happened_at)
        earlier = Q(recorded_at__lt=row.recorded_at) | Q(recorded_at=row.recorded_at, pk__lt=row.pk)
        return self.filter(Q(happened_at__lt=row.happened_at) | minute & earlier)


class CasePart(Recorded):
    """A row inside a case. ``team`` repeats the case's, so that the row policy needs no join; the database holds the
    two together by a composite foreign key."""

    # The database's key is the composite one with the team: a simple one beside it would answer differently for a case
    # of another team than for none.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PartQuerySet.as_manager()
    sealing_scope = "case_id"
    narrows: ClassVar[bool] = False
    taken_away_by: ClassVar[tuple[str, ...]] = ("not_taken_away",)

    class Meta(Recorded.Meta):
        abstract = True

    @classmethod
    def of(cls, case: Case, **fields: Any) -> Self:
        """A new, unsaved row of ``case``, bound to it before anything is sealed."""
        return cls(case=case, team_id=case.team_id, **fields)
