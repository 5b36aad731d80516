"""Somebody close to a colleague, whom they must not meet as a client: written down by them, read by them alone."""

import uuid
from typing import Any, ClassVar

from django.db import models

from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class RelativeQuerySet(models.QuerySet["Relative"]):
    """Relatives, as one person may see them."""

    def visible_to(self, user: Any) -> "RelativeQuerySet":
        """The person's own; no manager reads anybody else's."""
        return self.filter(whose=user.pk)


class Relative(models.Model):
    """One relative or friend of a colleague, under that colleague's own key. Written by definer functions only, which
    compare their digests with those of the people of cases (§3.18)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    whose = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_name = SealedTextField()
    family_name = SealedTextField()
    telephone = SealedTextField()
    added_at = models.DateTimeField()

    objects: ClassVar[Any] = RelativeQuerySet.as_manager()
    sealing_scope = "whose_id"
    register = Register(
        identifying=("given_name", "family_name", "telephone"), personal=("whose",), technical=("id", "added_at")
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["whose", "added_at"], name="relative_of_colleague")]

    def __str__(self) -> str:
        return f"relative {self.pk}"
