"""The grants on teams that both gates read, and which verbs each role brings."""

import uuid
from typing import Any, ClassVar

from django.db import models
from guardian.models import UserObjectPermissionBase

from foundation.classification import Register
from teams.models.team import Team
from teams.vocabulary import Role, Verb


class TeamPermission(UserObjectPermissionBase):
    """One verb that one person holds on one team from a time until a time: the rows both gates read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_object = models.ForeignKey(Team, on_delete=models.PROTECT)
    membership = models.ForeignKey("Membership", on_delete=models.PROTECT, related_name="+", null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    register = Register(technical=("id", "permission", "user", "content_object", "membership", "since", "until"))

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()
        # One person may hold one verb by two memberships at different times; guardian would allow one row only.
        unique_together: ClassVar[list[Any]] = []
        constraints = [
            models.UniqueConstraint(fields=("membership", "permission"), name="a_membership_brings_a_verb_once")
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class RoleVerb(models.Model):
    """Which verbs a role brings; the database's copy of ``teams.roles``, read by its functions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=30, choices=Role)
    verb = models.CharField(max_length=30, choices=Verb)

    register = Register(technical=("id", "role", "verb"))

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("role", "verb"), name="one_row_per_role_and_verb")]

    def __str__(self) -> str:
        return f"{self.role} {self.verb}"
