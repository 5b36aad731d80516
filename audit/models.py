"""The two tables of the record, and the base that refuses a write nobody would know of.

Both tables are partitioned by month and made by SQL in the migration, so Django does not manage them. They hold no
foreign keys: the record never depends on, or is changed by, what it speaks of.
"""

import uuid
from typing import Any, ClassVar, Self

from auditlog.models import AbstractLogEntry
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.base import ModelState

from audit.ledger import acting
from audit.vocabulary import Verb
from foundation.classification import Register


class UnrecordedWrite(RuntimeError):
    """A recorded model was written outside an action, or in bulk, where no record of it would be made."""


class RecordedQuerySet(models.QuerySet[Any]):
    """Refuses every write that django-auditlog would not see; rows are written one by one, inside actions."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise UnrecordedWrite(f"{self.model.__name__}: bulk writes leave no record. Save each row inside an @action.")

    update = bulk_create = bulk_update = delete = _refuse

    def _update(self, values: Any) -> int:  # used by save() of one row, which the record sees
        return int(super()._update(values))  # type: ignore[misc]  # private in django-stubs


class Recorded(models.Model):
    """Base of everything whose changes are on the record. Random key; its text names no one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects: ClassVar[Any] = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save one row.

        Raises:
            UnrecordedWrite: outside an action.
        """
        if not acting():
            raise UnrecordedWrite(f"{type(self).__name__} is written only inside an @action.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Records are not deleted: they end, or their key is destroyed.

        Raises:
            UnrecordedWrite: always.
        """
        raise UnrecordedWrite(f"{type(self).__name__} is never deleted.")

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **more: Any) -> Self:
        """A row as it was read, put in its place at once: Django asks each field of it in turn what to do with its
        value, which is the dearest thing on a page of a list, and here every field only keeps it. What was not read is
        read when it is asked for."""
        read = cls.__new__(cls)
        read._state = ModelState()
        read._state.adding, read._state.db = False, db
        vars(read).update(zip(field_names, values, strict=True))
        return read


class LogEntry(AbstractLogEntry):
    """One change to one row. The database sets actor, time and address itself and never alters an entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    register = Register(
        personal=("actor", "actor_email", "remote_addr", "remote_port"),
        technical=(
            *("id", "content_type", "object_pk", "object_id", "object_repr", "serialized_data", "action"),
            *("changes_text", "changes", "cid", "timestamp", "additional_data"),
        ),
    )

    class Meta(AbstractLogEntry.Meta):
        managed = False
        db_table = "audit_logentry"
        default_permissions = ()


class AccessEvent(models.Model):
    """One look: who, when, from where, what kind, and the ids of everything it disclosed. Read by definer functions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=30, choices=Verb)
    objects_shown = ArrayField(models.UUIDField(), default=list)
    teams = ArrayField(models.UUIDField(), default=list)
    page = models.CharField(max_length=80, blank=True)
    address = models.GenericIPAddressField(null=True)

    register = Register(
        personal=("actor", "address"),
        code=("verb",),
        technical=("id", "at", "objects_shown", "teams", "page"),
    )

    class Meta:
        managed = False
        db_table = "audit_accessevent"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> Self:
        """Build one from the columns a definer function returns, in the order of the fields."""
        return cls(*row)
