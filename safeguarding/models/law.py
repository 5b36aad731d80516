"""What a manager decides because of the duty to share information about a child (§2.4): one row for each decision."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models import Recipient
from cases.models.part import CasePart
from cases.vocabulary.sharing import Category
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from safeguarding.models.concern import ConcernPart
from safeguarding.vocabulary.laws import ListedBody
from teams.models import User


class ShareDecision(ConcernPart):
    """Whether what we hold is shared, on the answers as they stood, with reasons; recorded either way (D14, D15). The
    database takes it from the day of the law on, and from a manager alone. What is shared is shared with one body, as
    far as it helps it, on the word of somebody else as well (R-C10-4)."""

    share = models.BooleanField("it is shared")
    relevant = models.BooleanField()
    harms = models.BooleanField()
    reasons = SealedTextField()
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+", null=True)
    body = models.CharField(
        "what the law calls them", max_length=20, choices=ListedBody, blank=True, default="", db_default=""
    )
    categories = ArrayField(models.CharField(max_length=30, choices=Category), default=list, db_default=[])
    checked_by = SealedTextField("who else looked at it")
    checked_on = models.DateField(null=True)
    advice = SealedTextField("what they said")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        identifying=("checked_by",),
        special=("reasons", "advice"),
        personal=("recorded_by",),
        code=("share", "relevant", "harms", "body", "categories"),
        technical=("id", "case", "team", "concern", "recipient", "checked_on", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern"], name="sharing_of_concern")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(share=False) | Q(relevant=True, harms=False), name="nothing_harmful_is_shared"
            ),
            models.CheckConstraint(condition=Q(reasons__isnull=False), name="deciding_to_share_has_reasons"),
        ]
