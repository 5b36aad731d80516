"""A note: a sentence the case keeps beside its contacts, written by the product when something is decided."""

from typing import ClassVar

from django.db import models

from cases.models.part import CasePart
from cases.vocabulary.sharing import NoteKind
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class Note(CasePart):
    """What was decided, in the words that were read out or agreed. Append-only (R-C9-1, R-C9-3)."""

    kind = models.CharField(max_length=15, choices=NoteKind)
    text = SealedTextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("text",),
        personal=("recorded_by",),
        code=("kind",),
        technical=("id", "case", "team", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="note_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(text__isnull=False), name="a_note_says_something")
        ]
