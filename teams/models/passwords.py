"""A new password: asked for by one, confirmed by another, and set by the person alone."""

import hashlib
import secrets
import uuid
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from foundation.classification import Register
from foundation.rowsecurity.calls import call, call_one
from teams import visibility
from teams.models.memberships import Membership
from teams.models.people import User
from teams.models.team import Team
from teams.vocabulary import PasswordState

# Letters and digits that nobody mishears or misreads.
SPOKEN = "ABCDEFGHJKMNPQRTUVWXY346789"
CODE_LENGTH = 8


def new_code() -> str:
    """The half of the way in that is said aloud: "KQ7T-9MHW"."""
    code = "".join(secrets.choice(SPOKEN) for _ in range(CODE_LENGTH))
    return f"{code[:4]}-{code[4:]}"


def digest_of_code(code: str) -> bytes:
    """What the database knows a code by, however it was typed."""
    return hashlib.sha256("".join(c for c in code.upper() if c.isalnum()).encode()).digest()


def digest_of_link(link: UUID) -> bytes:
    """What the database knows a link by."""
    return hashlib.sha256(link.bytes).digest()


class NewPasswordQuerySet(models.QuerySet["NewPassword"]):
    """Requests for a new password, as one person may see them."""

    def visible_to(self, user: Any) -> "NewPasswordQuerySet":
        """Those of teams whose memberships the person asks for or confirms."""
        return self.filter(visibility.of_managed_teams(user))

    def live(self) -> "NewPasswordQuerySet":
        """Those that are neither used nor ended."""
        return self.filter(state__in=(PasswordState.ASKED, PasswordState.CONFIRMED))


class NewPassword(models.Model):
    """One way in for one person. Its two halves lie in the vault as digests; nothing here says what they are, or
    whether they were used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)  # an invitation
    state = models.CharField(max_length=10, choices=PasswordState, default=PasswordState.ASKED)
    reason = models.CharField("why it is needed", max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    link_made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    link_made_at = models.DateTimeField(null=True)
    code_made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    code_made_at = models.DateTimeField(null=True)
    until = models.DateTimeField("works until", null=True)

    objects: ClassVar[Any] = NewPasswordQuerySet.as_manager()
    register = Register(
        personal=("user", "reason", "asked_by", "confirmed_by", "link_made_by", "code_made_by"),
        code=("state",),
        technical=("id", "team", "membership", "asked_at", "confirmed_at", "link_made_at", "code_made_at", "until"),
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("user",), condition=Q(state__in=("asked", "confirmed")), name="one_new_password_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | (~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("asked_by"))),
                name="two_others_stand_behind_a_password",
            ),
            models.CheckConstraint(
                condition=Q(link_made_by__isnull=True)
                | Q(code_made_by__isnull=True)
                | ~Q(link_made_by=F("code_made_by")),
                name="nobody_holds_both_halves",
            ),
        ]

    def __str__(self) -> str:
        return f"new password {self.pk}"

    @cached_property
    def link_under_way(self) -> tuple[datetime, str] | None:
        """Since when a link waits to be sent, and at whose word; it is made as it is sent."""
        rows = call("gate.link_under_way", self.pk)
        return rows[0] if rows else None

    @classmethod
    def link_stands(cls, link: UUID) -> bool:
        """Whether a link opens the page where a password is set, for whoever asks."""
        return bool(call_one("gate.link_stands", digest_of_link(link)))
