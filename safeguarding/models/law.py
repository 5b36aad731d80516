"""What a manager decides because of the duty to share information about a child (§2.4): one row for each decision."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.part import CasePart
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from safeguarding.models.concern import ConcernPart
from teams.models import User


class ShareDecision(ConcernPart):
    """Whether what we hold is shared, on the answers as they stood, with reasons; recorded either way (D14, D15). The
    database takes it from the day of the law on, and from a manager alone."""

    share = models.BooleanField("it is shared")
    relevant = models.BooleanField()
    harms = models.BooleanField()
    reasons = SealedTextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("reasons",),
        personal=("recorded_by",),
        code=("share", "relevant", "harms"),
        technical=("id", "case", "team", "concern", "recorded_at"),
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
