"""Who holds one packet, and from whom a concern is kept: rows that only definer functions write."""

import uuid
from typing import ClassVar

from django.db import models
from guardian.models import UserObjectPermissionBase

from foundation.classification import Register
from safeguarding.models.concern import Concern
from safeguarding.models.discussion import Packet
from teams.models import User


class PacketPermission(UserObjectPermissionBase):
    """One senior manager's sight of one packet, until a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_object = models.ForeignKey(Packet, on_delete=models.PROTECT)
    until = models.DateTimeField(null=True)

    register = Register(technical=("id", "permission", "user", "content_object", "until"))

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()

    def __str__(self) -> str:
        return f"grant {self.pk}"


class ConcernExclusion(models.Model):
    """One concern taken away from one person: the one it is about (§4.6). Nobody reads it, least of all they."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    register = Register(technical=("id", "user", "concern", "recorded_at"))

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user"], name="concern_kept_from")]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
