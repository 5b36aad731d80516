"""What was asked of somebody outside, with permission to ask them, and what came of it (R-C7-1)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models import Disclosure, Recipient, Task
from cases.models.part import CasePart
from cases.vocabulary.sharing import Category, Purpose, SendingMethod
from consent.models.consent import Consent
from consent.vocabulary import StepKind
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class InformationRequest(CasePart):
    """One request to one holder. Asking tells them that there is a case, so it is written with its disclosure; the
    database mints the proof of both as the row goes in, or the row does not go in."""

    holder = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    rests_on = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=30, choices=Purpose)
    categories = ArrayField(models.CharField(max_length=30, choices=Category))
    subjects = ArrayField(models.UUIDField())
    scope = SealedTextField("what exactly was asked for")
    limits_kept = models.BooleanField(default=False)
    method = models.CharField(max_length=15, choices=SendingMethod)
    sent_at = models.DateTimeField("when it was asked")
    due = models.DateField("when an answer is due")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("scope",),
        personal=("recorded_by",),
        code=("purpose", "categories", "limits_kept", "method"),
        technical=(
            *("id", "case", "team", "holder", "rests_on", "disclosure", "subjects", "sent_at", "due", "task"),
            "recorded_at",
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "-sent_at"], name="request_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(scope__isnull=False) & ~Q(categories=[]) & ~Q(subjects=[]),
                name="a_request_says_what_and_about_whom",
            )
        ]


class RequestStep(CasePart):
    """What happened to a request: asked again, part of it or all of it came, or they said no and why."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    words = SealedTextField()
    due = models.DateField("when an answer is due now", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("words",),
        personal=("recorded_by",),
        code=("kind",),
        technical=("id", "case", "team", "request", "due", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["request", "recorded_at"], name="step_of_request")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="refused") | Q(words__isnull=False), name="a_no_has_its_reason"),
            models.CheckConstraint(
                condition=Q(kind__in=("chased", "part"), due__isnull=False)
                | (~Q(kind__in=("chased", "part")) & Q(due__isnull=True)),
                name="what_is_waited_for_is_due",
            ),
        ]
