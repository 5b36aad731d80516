"""What somebody began to write on a form and has not recorded: under a key of its own, and theirs alone.

No draft is written through the ORM: it is begun, kept and ended by definer functions, which check who asks and write
the record themselves. Drafts are not in the change log; what becomes of them is.
"""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Value

from cases import visibility
from cases.models.case import Case
from foundation.classification import Register
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Given, Prepared
from foundation.sealing.fields import SealedTextField
from foundation.unfinished import LONGEST_ADDRESS
from teams.models import Membership, Team, User
from teams.visibility import in_force
from teams.vocabulary import State


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, as one person may see them."""

    def visible_to(self, user: Any) -> "DraftQuerySet":
        """The person's own, while they may see what it is about; and what colleagues who have left had begun, for
        their team's manager: but never what accuses her."""
        there = Membership.objects.filter(
            in_force(), user=OuterRef("made_by"), team=OuterRef("team"), state=State.CURRENT
        )
        own, left = visibility.own_drafts(user), visibility.left_drafts(user)
        return self.filter(own | (left & ~Exists(there)), visibility.drafts_not_taken_away(user))

    def at(self, address: Any) -> "DraftQuerySet":
        """Those of one form, the one saved last first."""
        return self.filter(address=address).order_by("-saved_at", "pk")

    def number_for(self, user: Any) -> int:
        """How many the person may see; every page says so, and so the question is compiled once."""
        return sum(number for (number,) in _NUMBER(user)) if user.is_active else 0

    def begun_by(self, user: Any, address: str) -> "Draft | None":
        """What the person saved last on one form, compiled once as well."""
        found: list[Draft] = _BEGUN(user, address) if user.is_active else []
        return found[0] if found else None


_NUMBER = Prepared(
    lambda: (
        Draft.objects.visible_to(WHOEVER_ASKS)
        .annotate(all=Value(1))
        .values("all")
        .annotate(n=Count("pk"))
        .values_list("n")
    )
)
_BEGUN = Prepared(
    lambda: (
        Draft.objects.visible_to(WHOEVER_ASKS)
        .filter(made_by=WHOEVER_ASKS.pk)
        .at(Given(lambda _user, address: address))[:1]
    )
)


class Draft(models.Model):
    """One form, half filled in. ``address`` is the form's; a draft is shown nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The database's key is the composite one with the team, as for every part of a case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False, null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", null=True)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    kind = models.CharField("which form", max_length=80)
    content = SealedTextField()
    parked = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saves = models.PositiveIntegerField(default=1)
    sitting = models.UUIDField("the opened page that saved it last")
    turn = models.PositiveIntegerField(default=0)
    # Whom it accuses: who does not inherit it with what its author leaves (§4.6).
    kept_from = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    # The second file that it names: whoever does not see that one does not see this.
    other_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False, null=True)

    objects: ClassVar[Any] = DraftQuerySet.as_manager()
    sealing_scope = "id"
    register = Register(
        special=("content",),
        personal=("made_by", "kept_from"),
        code=("kind", "parked"),
        technical=("id", "case", "other_case", "team", "address", "began_at", "saved_at", "saves", "sitting", "turn"),
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["made_by", "address"], name="draft_of_person"),
            models.Index(fields=["team"], name="draft_of_team"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
