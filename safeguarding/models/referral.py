"""The referral, what comes back, and what follows when nothing or the wrong thing does."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.part import CasePart
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from safeguarding.models.concern import ConcernPart, Step
from safeguarding.models.directory import Route
from safeguarding.vocabulary import AuthorityDecision, ReplyKind
from teams.models import User


class Referral(ConcernPart):
    """One referral to one place, by telephone or in writing. The database takes it only behind a discussion or one of
    the named exceptions, and with its disclosure (C11, C12)."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    in_writing = models.BooleanField(default=False)
    spoke_to = SealedTextField()
    their_reference = SealedTextField()
    form = SealedTextField()
    form_version = models.CharField(max_length=10, blank=True)
    protect_source = models.BooleanField("the family must not learn who said it", default=False, db_default=False)
    disclosure = models.UUIDField("the disclosure that it is")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        identifying=("spoke_to",),
        special=("their_reference", "form"),
        personal=("recorded_by",),
        code=("in_writing", "form_version", "protect_source"),
        technical=("id", "case", "team", "concern", "step", "route", "told_at", "disclosure", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern", "told_at"], name="referral_of_concern")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(told_at__lte=models.F("recorded_at")), name="no_referral_in_the_future"),
            models.CheckConstraint(
                condition=Q(in_writing=False) | Q(form__isnull=False), name="a_written_referral_has_its_form"
            ),
        ]


class Reply(ConcernPart):
    """What an authority said: that it has it, or what it decided (T17, T18, T21)."""

    kind = models.CharField(max_length=15, choices=ReplyKind)
    at = models.DateTimeField()
    decision = models.CharField(max_length=25, choices=AuthorityDecision, blank=True)
    text = SealedTextField()
    their_reference = SealedTextField()
    who = SealedTextField()
    dissatisfied = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        identifying=("who",),
        special=("text", "their_reference"),
        personal=("recorded_by",),
        code=("kind", "decision", "dissatisfied"),
        technical=("id", "case", "team", "concern", "at", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern", "at"], name="reply_of_concern")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(at__lte=models.F("recorded_at")), name="no_reply_in_the_future")
        ]


class Stage(ConcernPart):
    """One stage of a disagreement between agencies (§4.5)."""

    number = models.PositiveSmallIntegerField()
    with_whom = SealedTextField()
    text = SealedTextField()
    due_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        identifying=("with_whom",),
        special=("text",),
        personal=("recorded_by",),
        code=("number",),
        technical=("id", "case", "team", "concern", "due_at", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern", "number"], name="stage_of_concern")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(number__range=(1, 4)), name="stages_are_1_to_4")]
