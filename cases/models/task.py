"""A task: something promised or due on a case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.contact import Contact
from cases.models.part import CasePart
from cases.vocabulary import TaskState
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class Task(CasePart):
    """What is to be done, by whom, by when."""

    title = SealedTextField()
    due = models.DateField()
    assigned_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    register = Register(
        special=("title",),
        personal=("assigned_to", "recorded_by", "done_by"),
        code=("state",),
        technical=("id", "case", "team", "due", "contact", "recorded_at", "done_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case", "due"], name="task_of_case"),
            models.Index(fields=["assigned_to", "due"], name="task_to_do", condition=Q(state="open")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True, done_by__isnull=True)
                | Q(state="done", done_at__isnull=False, done_by__isnull=False),
                name="a_done_task_says_when_and_by_whom",
            )
        ]
