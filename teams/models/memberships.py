"""Somebody's time in a team."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from foundation import clock
from foundation.classification import Register
from teams import visibility
from teams.models.people import User
from teams.models.team import Team
from teams.vocabulary import Employment, Role, State


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, as one person may see them."""

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Memberships of teams whose members the person may see, and their own."""
        return self.filter(visibility.memberships_for(user))

    def following(self, membership: "Membership", state: State) -> "MembershipQuerySet":
        """What was asked for in the place of a membership, the newest first: waiting, or begun."""
        return self.filter(follows=membership, state=state).order_by("-asked_at", "-pk")

    def now(self) -> "MembershipQuerySet":
        """Memberships in force at this moment: confirmed, begun, and not ended."""
        return self.filter(visibility.in_force(), state=State.CURRENT)


class Membership(models.Model):
    """One person's time in one team in one role: asked for, confirmed by another person, ended. Never deleted.

    The database refuses two that overlap for one person in one team, but for an acting manager's own role beside it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    employment = models.CharField(max_length=10, choices=Employment, db_default=Employment.STAFF)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField("why they are joining", max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    since = models.DateTimeField("starts at", null=True)
    until = models.DateTimeField("ends at", null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField("why it ended", max_length=300, blank=True)

    # The request that was seen to wait, for a form that asks for something else in its place.
    edition: str = ""
    objects: ClassVar[Any] = MembershipQuerySet.as_manager()
    register = Register(
        personal=("user", "reason", "end_reason", "asked_by", "confirmed_by", "ended_by"),
        code=("role", "state", "employment"),
        technical=("id", "team", "follows", "asked_at", "confirmed_at", "since", "until", "ended_at"),
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("user", "team"), condition=models.Q(state="asked"), name="one_request_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gt=models.F("since")),
                name="a_membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="acting_manager") | models.Q(since__isnull=False, until__isnull=False),
                name="acting_is_for_set_dates",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False) | ~models.Q(state="ended"),
                name="an_ended_membership_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("user")),
                name="nobody_confirms_their_own_membership",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the membership."""
        return reverse("teams:membership", args=[self.pk])

    @property
    def edited_by(self) -> User | None:
        """Who decided about it last: ended it, declined it, confirmed it, or asked for it."""
        return self.ended_by or self.confirmed_by or self.asked_by

    @property
    def edited_at(self) -> datetime | None:
        """When it was ended or declined; else when it was confirmed or asked for."""
        return self.ended_at or self.confirmed_at or self.asked_at

    @property
    def is_over(self) -> bool:
        """Whether its time has passed, also when nothing has closed the row yet."""
        return self.ended_at is not None or (self.until is not None and self.until <= clock.now())

    @property
    def is_to_come(self) -> bool:
        """Whether it is confirmed and has not begun."""
        return self.state == State.CURRENT and self.since is not None and self.since > clock.now()
