"""Who is let into one case for a time, and who is kept out of one: rows that both gates read, and only the owner and
definer functions write."""

import uuid
from typing import ClassVar

from django.db import models
from guardian.models import UserObjectPermissionBase

from cases.models.case import Case
from foundation.classification import Register
from teams.models import User


class CasePermission(UserObjectPermissionBase):
    """One verb that one person holds on one case until a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_object = models.ForeignKey(Case, on_delete=models.PROTECT)
    until = models.DateTimeField(null=True)

    register = Register(technical=("id", "permission", "user", "content_object", "until"))

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()

    def __str__(self) -> str:
        return f"grant {self.pk}"


class CaseExclusion(models.Model):
    """One case taken away from one person. Nobody reads these rows: both gates ask ``gate.conflicts``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)

    register = Register(technical=("id", "user", "case", "until"))

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user"], name="exclusion_of_person")]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
