"""The ways to reach the people of a case safely."""

from typing import ClassVar

from django.db import models

from cases.models.part import CasePart
from cases.models.person import Person
from cases.vocabulary import Channel, Safe
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField


class ContactPoint(CasePart):
    """One way to reach a person, and what is safe about it. A telephone starts as: leave no message, do not say who
    we are (R-C2-4)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_points")
    channel = models.CharField(max_length=10, choices=Channel)
    value = SealedTextField()
    safe_to_use = models.CharField(max_length=10, choices=Safe, default=Safe.NOT_ASKED)
    may_leave_message = models.BooleanField(default=False)
    may_say_who_we_are = models.BooleanField(default=False)
    safe_times = SealedTextField()
    recorded_at = models.DateTimeField()

    register = Register(
        identifying=("value", "safe_times"),
        code=("channel", "safe_to_use", "may_leave_message", "may_say_who_we_are"),
        technical=("id", "case", "team", "person", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "person", "recorded_at"], name="contact_point_of_case")]
