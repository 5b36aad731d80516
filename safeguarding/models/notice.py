"""What people are told without its content: that something about a concern is late, that nobody is on the rota; and the
receipt that a senior manager keeps. Only definer functions write here: nobody is signed in when the first is found out,
and whoever keeps the second sees nothing it came from."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from cases.models import Case
from foundation.classification import Register
from safeguarding.models.concern import Concern, Duty
from safeguarding.visibility import may_be_told
from safeguarding.vocabulary import NoticeKind
from teams.models import Team, User


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, as one person may see them."""

    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """Those for whoever raised the concern and for the managers of the team, never about a concern that is kept
        from the person."""
        known = Q(concern=None) | Q(concern__in=Concern.objects.visible_to(user))
        return self.filter(may_be_told(user), known)

    def standing(self) -> "NoticeQuerySet":
        """Those whose reason has not gone: what was late is late still, and nobody has been found for the gap."""
        return self.filter(Q(duty=None) | Q(duty__met_at=None), over_at=None)


class Notice(models.Model):
    """Something that whoever answers for it has to know, in one sentence without a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=NoticeKind)
    # The database's key is the composite one with the concern.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False, null=True)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+", null=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", null=True)
    for_adults = models.BooleanField(default=False)
    starts_at = models.DateTimeField("when the gap begins", null=True)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()
    register = Register(
        personal=("raised_by",),
        code=("kind", "for_adults"),
        technical=("id", "team", "case", "concern", "duty", "starts_at", "recorded_at", "over_at"),
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["team"], name="notice_standing", condition=Q(over_at__isnull=True)),
            models.Index(fields=["concern"], name="notice_of_concern"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class ReceiptQuerySet(models.QuerySet["PacketReceipt"]):
    """What is kept of discussions."""

    def of(self, user: Any) -> "ReceiptQuerySet":
        """Somebody's own, the latest first."""
        return self.filter(user=user).order_by("-answered_on", "pk")


class PacketReceipt(models.Model):
    """What a senior manager keeps of a discussion once they have given their word on it: its day, and their answer.
    It leads back to nothing, so that nobody can be recognised in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    discussed_on = models.DateField()
    answered_on = models.DateField()
    differently = models.BooleanField("they remember it differently")

    objects: ClassVar[Any] = ReceiptQuerySet.as_manager()
    register = Register(personal=("user",), code=("differently",), technical=("id", "discussed_on", "answered_on"))

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "-answered_on"], name="receipt_of_person")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
