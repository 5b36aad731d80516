"""A court order or another demand that the law gives somebody, and what a manager found of it (D12)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models import Recipient, Task
from cases.models.part import CasePart
from cases.vocabulary.sharing import Category
from consent.vocabulary import DemandFound, DemandKind
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class Demand(CasePart):
    """One demand: from whom, what it orders word for word, and by when. Nothing goes on it until a manager has found
    that it is valid."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DemandKind)
    number = SealedTextField("its number")
    orders = SealedTextField("what it orders, word for word")
    dated = models.DateField("the date on it")
    due = models.DateField("by when it is answered")
    categories = ArrayField(models.CharField(max_length=30, choices=Category))
    forbids_telling = models.BooleanField("whether it forbids telling the service user", default=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        identifying=("number",),
        special=("orders",),
        personal=("recorded_by",),
        code=("kind", "categories", "forbids_telling"),
        technical=("id", "case", "team", "recipient", "dated", "due", "task", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="demand_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(orders__isnull=False, categories__contains=["existence"]),
                name="a_demand_says_what_it_orders",
            ),
            models.CheckConstraint(
                condition=Q(categories__contained_by=sorted(Category.values)), name="a_demand_knows_its_kinds"
            ),
            models.CheckConstraint(condition=Q(due__gte=F("dated")), name="a_demand_is_due_after_its_date"),
        ]


class DemandFinding(CasePart):
    """What a manager found of a demand: the latest counts. What information governance or a lawyer said of it by
    telephone may stand here; it is followed only once information governance has said so themselves, on the sheet of
    this finding: two decide (R-C10-4)."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="findings")
    found = models.CharField(max_length=10, choices=DemandFound)
    categories = ArrayField(models.CharField(max_length=30, choices=Category), default=list)
    words = SealedTextField("why")
    checked_by = SealedTextField("who else looked at it")
    checked_on = models.DateField(null=True)
    advice = SealedTextField("what they said")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        identifying=("checked_by",),
        special=("words", "advice"),
        personal=("recorded_by",),
        code=("found", "categories"),
        technical=("id", "case", "team", "demand", "checked_on", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["demand", "-recorded_at"], name="finding_of_demand")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(words__isnull=False), name="a_finding_has_its_reasons"),
            models.CheckConstraint(
                condition=Q(found="follow", categories__contains=["existence"])
                | (~Q(found="follow") & Q(categories=[])),
                name="a_demand_is_followed_for_what_it_orders",
            ),
            models.CheckConstraint(
                condition=~Q(found="follow")
                | Q(checked_by=None, checked_on=None, advice=None)
                | Q(checked_by__isnull=False, checked_on__isnull=False, advice__isnull=False),
                name="what_was_said_by_telephone_is_whole",
            ),
        ]
