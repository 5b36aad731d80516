"""Somebody who is paid, a room or an interpreter, booked by the reference alone (D47)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models import Disclosure, Recipient
from cases.models.part import CasePart
from consent.vocabulary import BookingKind
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class Booking(CasePart):
    """One booking. Whoever is booked learns that there is somebody, and no more, so it is written with its disclosure;
    the database mints the proof of both as the row goes in, or the row does not go in."""

    supplier = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=BookingKind)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    agreed_words = SealedTextField("their word that they agree to this one")
    unconnected = models.BooleanField("of an interpreter: grown up, and nobody whom the family knows", default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("agreed_words",),
        personal=("recorded_by",),
        code=("kind", "unconnected"),
        technical=("id", "case", "team", "supplier", "disclosure", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="booking_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(agreed_words__isnull=False), name="they_agreed_to_whom_is_booked"),
            models.CheckConstraint(
                condition=~Q(kind="interpreter") | Q(unconnected=True), name="an_interpreter_is_nobody_they_know"
            ),
        ]
