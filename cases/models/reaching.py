"""The ways to reach the people of a case safely."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.models.edited import Edited
from cases.models.of_person import Ending
from cases.models.part import CasePart
from cases.models.person import Person, chosen
from cases.vocabulary import AddressKind, Authority, Channel, Safe
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField


class ContactPoint(Edited, CasePart):
    """One way to reach a person, and what is safe about it. A telephone starts as: leave no message, do not say who
    we are (R-C2-4)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_points")
    channel = models.CharField(max_length=10, choices=Channel)
    value = SealedTextField()
    safe_to_use = models.CharField(max_length=10, choices=Safe, default=Safe.NOT_ASKED)
    may_leave_message = models.BooleanField(default=False)
    may_say_who_we_are = models.BooleanField(default=False)
    safe_times = SealedTextField()
    shared_with = SealedTextField()
    verified_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, editable=False)

    register = Register(
        identifying=("value", "safe_times", "shared_with"),
        personal=("edited_by",),
        code=("channel", "safe_to_use", "may_leave_message", "may_say_who_we_are"),
        technical=("id", "case", "team", "person", "verified_on", "recorded_at", "retired_at", *Edited.stamps),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "person", "recorded_at"], name="contact_point_of_case")]


class Address(Edited, Ending):
    """Where somebody lives or gets letters. A protected one is drawn on no page but its own, which records the look."""

    kind = models.CharField(max_length=10, choices=AddressKind)
    lines = SealedTextField()
    postcode = SealedTextField()
    authority = chosen(7, Authority)
    is_protected = models.BooleanField(default=False)
    safe_to_post = models.CharField(max_length=10, choices=Safe, default=Safe.NOT_ASKED)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    register = Register(
        identifying=("lines", "postcode"),
        personal=("recorded_by", "edited_by"),
        code=("kind", "authority", "is_protected", "safe_to_post"),
        technical=(*Ending.technical, *Edited.stamps, "from_on", "to_on"),
    )

    class Meta(Ending.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="address_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="an_address_ends_after_it_begins",
            )
        ]
