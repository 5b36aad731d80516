"""What information governance is shown of a court order, for their own word on it: a sheet, and who holds it."""

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from cases.models import Task
from cases.models.part import CasePart, PartQuerySet
from cases.vocabulary.sharing import Category
from consent.models.demand import Demand, DemandFinding
from consent.vocabulary import DemandKind
from foundation import clock
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User
from teams.visibility import not_ended

AT_LEAST, AT_MOST = timedelta(days=1), timedelta(days=28)


class SheetQuerySet(PartQuerySet):
    """Sheets, as the team sees them, and as whoever one was put to."""

    def put_to(self, user: Any) -> Self:
        """Those that wait for the person's word; theirs alone, until they have given it or its time is over."""
        grants = apps.get_model("consent", "SheetPermission").objects.filter(not_ended(), user=user)
        return self.filter(reader=user, pk__in=grants.values("content_object"))


class DemandSheet(CasePart):
    """What one account of information governance is shown of one demand, as a manager found it, and nothing else of the
    case (D12, R-C10-4). Sealed under a key of its own; the kind, the days and what may go are the demand's and the
    finding's, which the database copies. Whoever reads it says whether it is valid, once."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="sheets")
    finding = models.ForeignKey(DemandFinding, on_delete=models.PROTECT, related_name="sheets")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DemandKind)
    dated = models.DateField("the date on it")
    due = models.DateField("by when it is answered")
    categories = ArrayField(models.CharField(max_length=30, choices=Category))
    from_whom = SealedTextField("who demands it")
    orders = SealedTextField("what it orders, with nobody’s name")
    told_already = SealedTextField("what was said about it already, and by whom")
    valid = models.BooleanField("their own word: that it is valid", null=True)
    answer = SealedTextField("why it is not valid")
    confirmed_at = models.DateTimeField("when they gave their word", null=True)
    taken_at = models.DateTimeField("when it was taken away, unanswered", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = SheetQuerySet.as_manager()
    sealing_scope = "id"
    register = Register(
        special=("from_whom", "orders", "told_already", "answer"),
        personal=("reader", "recorded_by"),
        code=("kind", "categories", "valid"),
        technical=(
            *("id", "case", "team", "demand", "finding", "task", "dated", "due"),
            *("confirmed_at", "taken_at", "recorded_at"),
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        permissions = (("see_sheet", "See this one sheet"),)
        indexes: ClassVar = [models.Index(fields=["demand", "-recorded_at"], name="sheet_of_demand")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(from_whom__isnull=False, orders__isnull=False), name="a_sheet_says_what_is_ordered"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, valid=None, answer=None)
                | Q(confirmed_at__isnull=False, valid=True, answer=None, taken_at=None)
                | Q(confirmed_at__isnull=False, valid=False, answer__isnull=False, taken_at=None),
                name="a_word_on_a_sheet_is_whole",
            ),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(taken_at=None), name="a_finding_is_put_to_one_at_a_time"
            ),
        ]

    @property
    def closes_on(self) -> date:
        """The last day on which they can answer, as ``gate.give_sheet`` has it."""
        put = clock.london(self.recorded_at).date()
        return min(max(self.due, put + AT_LEAST), put + AT_MOST)


class SheetPermission(UserObjectPermissionBase):
    """One account's sight of one sheet, until a time: only the database's functions write it and take it away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_object = models.ForeignKey(DemandSheet, on_delete=models.PROTECT)
    until = models.DateTimeField()

    register = Register(technical=("id", "permission", "user", "content_object", "until"))

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()

    def __str__(self) -> str:
        return f"grant {self.pk}"


class ReceiptQuerySet(models.QuerySet["SheetReceipt"]):
    """What is kept of orders."""

    def of(self, user: Any) -> "ReceiptQuerySet":
        """Somebody's own, the latest first."""
        return self.filter(user=user).order_by("-answered_on", "pk")


class SheetReceipt(models.Model):
    """What information governance keeps of an order once they have given their word on it: the days, and their answer.
    It leads back to nothing, so that nobody can be recognised in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_on = models.DateField()
    answered_on = models.DateField()
    valid = models.BooleanField("they found it valid")

    objects: ClassVar[Any] = ReceiptQuerySet.as_manager()
    register = Register(personal=("user",), code=("valid",), technical=("id", "put_on", "answered_on"))

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "-answered_on"], name="sheet_receipt_of_person")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
