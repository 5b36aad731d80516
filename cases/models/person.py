"""The people of a case, and the ways to reach them safely. A row belongs to one case: the same human elsewhere is
another row."""

from typing import ClassVar

from django.db import models

from cases.models.part import CasePart
from cases.vocabulary import Channel, PersonRole, Safe
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField, SearchTextField


class Person(CasePart):
    """Somebody in a case. Everything that says who they are is sealed."""

    role = models.CharField(max_length=15, choices=PersonRole)
    is_confider = models.BooleanField("whose confidence the case holds", default=False)
    relationship = models.CharField("relationship to the child", max_length=30, blank=True)
    title = SealedTextField()
    given_name = SealedTextField()
    family_name = SealedTextField()
    known_as = SealedTextField()
    date_of_birth = SealedTextField()
    # What a search of the team is matched against: names and telephone numbers, under the case's search key.
    search_document = SearchTextField()
    recorded_at = models.DateTimeField()

    register = Register(
        identifying=("title", "given_name", "family_name", "known_as", "date_of_birth", "search_document"),
        code=("role", "is_confider", "relationship"),
        technical=("id", "case", "team", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case", "recorded_at"], name="person_of_case"),
            models.Index(fields=["team"], name="person_of_team"),
        ]


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
