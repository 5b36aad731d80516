"""The discussion that comes before sharing, and what the manager thinks of it."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from cases.models.part import CasePart
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from safeguarding.models.concern import ConcernPart, ConcernPartQuerySet
from safeguarding.vocabulary import Mode, Reached, Rota, View
from teams.models import User
from teams.visibility import not_ended


class Attempt(ConcernPart):
    """One attempt to reach somebody of the rota (T4)."""

    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mode = models.CharField(max_length=15, choices=Mode)
    result = models.CharField(max_length=15, choices=Reached)
    rota = models.CharField(
        "the rota it was put to", max_length=15, choices=Rota, default=Rota.CHILDREN, db_default="children"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        personal=("manager", "recorded_by"),
        code=("mode", "result", "rota"),
        technical=("id", "case", "team", "concern", "at", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern", "at"], name="attempt_of_concern")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(at__lte=models.F("recorded_at")), name="no_attempt_in_the_future")
        ]


class Discussion(ConcernPart):
    """A discussion with a senior manager of Children's Service, or of adult safeguarding (C12, C13), as the worker
    wrote it down. One about a child in an adult's home is no discussion that the adult's referral could stand on."""

    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    mode = models.CharField(max_length=15, choices=Mode)
    named = models.BooleanField("somebody was named", default=False)
    disclosure = models.UUIDField("the disclosure that naming was", null=True)
    no_conflict = models.BooleanField("they are not too close to it", default=False)
    view = models.CharField(max_length=15, choices=View)
    worker_view = models.CharField(max_length=15, choices=View)
    agreed = models.BooleanField()
    advice = SealedTextField()
    reasons = SealedTextField()
    actions = SealedTextField()
    retrospective = models.BooleanField(default=False)
    rota = models.CharField(
        "the rota it was put to", max_length=15, choices=Rota, default=Rota.CHILDREN, db_default="children"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("advice", "reasons", "actions"),
        personal=("manager", "recorded_by"),
        code=("mode", "named", "no_conflict", "view", "worker_view", "agreed", "retrospective", "rota"),
        technical=("id", "case", "team", "concern", "held_at", "disclosure", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern", "held_at"], name="discussion_of_concern")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(no_conflict=True), name="nobody_too_close_discusses_it"),
            models.CheckConstraint(condition=Q(reasons__isnull=False), name="a_discussion_has_reasons"),
            models.CheckConstraint(
                condition=Q(held_at__lte=models.F("recorded_at")), name="no_discussion_in_the_future"
            ),
            models.CheckConstraint(
                condition=Q(named=False) | Q(disclosure__isnull=False), name="naming_somebody_is_a_disclosure"
            ),
        ]


class Approval(ConcernPart):
    """What the service manager says of a referral: before it, after it, or not at all. It stops nothing."""

    approved = models.BooleanField()
    reasons = SealedTextField()
    before_referral = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("reasons",),
        personal=("recorded_by",),
        code=("approved", "before_referral"),
        technical=("id", "case", "team", "concern", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern"], name="approval_of_concern")]


class PacketQuerySet(ConcernPartQuerySet):
    """Packets, as the team sees them, and as whoever they were put to."""

    def put_to(self, user: Any) -> Self:
        """Those that wait for the person's word; theirs alone, until they have given it or its time is over."""
        grants = apps.get_model("safeguarding", "PacketPermission").objects.filter(not_ended(), user=user)
        return self.filter(manager=user, pk__in=grants.values("content_object"))


class Packet(ConcernPart):
    """What one senior manager is shown of a concern, and nothing else of it. Sealed under a key of its own, which goes
    when it closes; what stays is a receipt without identity."""

    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    answer = SealedTextField()
    named = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    differently = models.BooleanField("they remember it differently", null=True)
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = PacketQuerySet.as_manager()
    sealing_scope = "id"
    register = Register(
        special=("text", "answer"),
        personal=("manager",),
        code=("named", "differently"),
        technical=(
            "id",
            "case",
            "team",
            "concern",
            "discussion",
            "given_at",
            "again_at",
            "confirmed_at",
            "recorded_at",
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        permissions = (("see_packet", "See this one packet"),)
        indexes: ClassVar = [models.Index(fields=["concern"], name="packet_of_concern")]
