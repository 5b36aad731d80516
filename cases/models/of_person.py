"""What every record about one person of a case has in common."""

from typing import ClassVar

from django.db import models

from cases.models.part import CasePart
from cases.models.person import Person
from teams.models import User


class OfPerson(CasePart):
    """A record about one person, written by one colleague at one time. The database's key is the composite one with the
    case: nothing about a person of one case can stand in another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    technical: ClassVar[tuple[str, ...]] = ("id", "case", "team", "person", "recorded_at")

    class Meta(CasePart.Meta):
        abstract = True


class Ending(OfPerson):
    """A record that can be taken away when it no longer holds, and is then shown nowhere and found by nothing."""

    retired_at = models.DateTimeField(null=True, editable=False)

    technical: ClassVar[tuple[str, ...]] = (*OfPerson.technical, "retired_at")

    class Meta(OfPerson.Meta):
        abstract = True
