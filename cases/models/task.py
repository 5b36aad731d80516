"""A task: something promised or due on a case."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from cases.models.contact import Contact
from cases.models.edited import Edited
from cases.models.part import CasePart, PartQuerySet
from cases.vocabulary import TaskKind, TaskState
from foundation import clock
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class TaskQuerySet(PartQuerySet):
    """Tasks, as one person may see them."""

    def to_do(self) -> "TaskQuerySet":
        """What is still to be done, the longest overdue first."""
        return self.filter(state=TaskState.OPEN).order_by("due", "pk")

    def of(self, worker: Any) -> "TaskQuerySet":
        """What somebody has to do: what they were given and nobody else has taken, and what they took."""
        return self.filter(Q(taken_by=worker) | Q(taken_by=None, assigned_to=worker))

    def late(self) -> "TaskQuerySet":
        """What was due before today."""
        return self.filter(due__lt=clock.today())

    def due_after(self, row: "Task | None") -> "TaskQuerySet":
        """What stands further down the list than ``row``; everything when there is none."""
        return self if row is None else self.filter(Q(due__gt=row.due) | Q(due=row.due, pk__gt=row.pk))

    def numbers_on(self, cases: Iterable[UUID]) -> Counter[tuple[UUID, UUID]]:
        """How many are still to be done on each of these cases by each person: whoever took one, or else was given
        it."""
        rows = self.to_do().filter(case__in=list(cases)).order_by()
        who = rows.values_list("case", "taken_by", "assigned_to")
        return Counter((case, taken or given) for case, taken, given in who)


class Task(Edited, CasePart):
    """What is to be done, by whom, by when. A promised call-back says its hour; one person at a time takes it."""

    kind = models.CharField(max_length=15, choices=TaskKind, default=TaskKind.TASK, db_default=TaskKind.TASK)
    title = SealedTextField()
    note = SealedTextField()
    due = models.DateField()
    promised_at = models.DateTimeField("when they were promised a call", null=True)
    assigned_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField("how often nobody was reached", default=0, db_default=0)
    tried_at = models.DateTimeField("when it was last tried", null=True)
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    done_contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )

    objects: ClassVar[Any] = TaskQuerySet.as_manager()
    unasked = frozenset({"taken_by", "taken_at", "tries", "tried_at", "state", "done_at", "done_by", "done_contact"})
    register = Register(
        special=("title", "note"),
        personal=("assigned_to", "taken_by", "recorded_by", "done_by", "edited_by"),
        code=("kind", "state"),
        technical=(
            *("id", "case", "team", "due", "promised_at", "taken_at", "tries", "tried_at", "contact"),
            *("recorded_at", "done_at", "done_contact", *Edited.stamps),
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case", "due"], name="task_of_case"),
            models.Index(fields=["assigned_to", "due"], name="task_to_do", condition=Q(state="open")),
            models.Index(fields=["taken_by", "due"], name="task_taken", condition=Q(state="open")),
            models.Index(fields=["team", "due", "id"], name="task_of_team", condition=Q(state="open")),
            models.Index(
                fields=["team", "promised_at", "id"],
                name="task_promised",
                condition=Q(state="open", promised_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True, done_by__isnull=True, done_contact__isnull=True)
                | Q(state="done", done_at__isnull=False, done_by__isnull=False),
                name="a_done_task_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(kind="call_back", promised_at__isnull=False)
                | (~Q(kind="call_back") & Q(promised_at__isnull=True)),
                name="a_call_back_says_when_it_was_promised",
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="a_taken_task_says_when",
            ),
        ]

    @property
    def is_call_back(self) -> bool:
        """Whether somebody was promised a call, which stands in the queue until one person takes it."""
        return self.kind == TaskKind.CALL_BACK
