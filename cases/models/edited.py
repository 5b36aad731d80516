"""Rows that two people may change at once: each change says which one it has seen, or the database refuses it."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import OperationalError, models, transaction

from audit.models import Recorded
from foundation.verdict import CHANGED_MEANWHILE, Refused
from teams.models import User

SERIALIZATION_FAILURE = "40001"


class Counted(Recorded):
    """A row with a number of changes, and who made the last of them. Whoever changes it says which they have seen."""

    edition = models.PositiveIntegerField("number of changes", default=0, db_default=0, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    edited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, editable=False, db_constraint=False, db_index=False
    )

    stamps: ClassVar[tuple[str, ...]] = ("edition", "edited_at")

    class Meta(Recorded.Meta):
        abstract = True


class Edited(Counted):
    """Such a row that the web writes itself. A save raises it by one from what its writer had read; a trigger refuses
    any other number, and writes down itself who changed the row and when. ``unasked`` are columns that no form asks
    about: writing those is no change that anybody would have to see."""

    unasked: ClassVar[frozenset[str]] = frozenset()

    class Meta(Counted.Meta):
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save one row. One that says what stood there already counts as no change, and the row is as it was.

        Raises:
            Refused: when somebody else has changed it since it was read.
        """
        if update_fields is None or not set(update_fields) - self.unasked:
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        self.edition += 1
        try:
            with transaction.atomic():
                super().save(*args, update_fields=[*update_fields, "edition"], **kwargs)
        except OperationalError as error:
            self.edition -= 1
            if getattr(error.__cause__, "pgcode", "") == SERIALIZATION_FAILURE:
                raise Refused(CHANGED_MEANWHILE) from error
            raise
        for (stored,) in type(self)._base_manager.filter(pk=self.pk).values_list("edition"):
            self.edition = stored  # the trigger's to say, which alone knows what stood there


Row = TypeVar("Row", bound=Edited)


def as_seen(held: Row, seen: Edited, names: Iterable[str]) -> Row:
    """A row that is held now, to be changed in ``names`` by somebody who has ``seen`` it. What was changed besides in
    between is left as it is.

    Raises:
        Refused: when somebody else has changed one of them in between.
    """
    for name in names:
        field: Any = held._meta.get_field(name)
        column = field.attname
        if _stored(getattr(held, column)) != _stored(getattr(seen, column)):
            raise Refused(CHANGED_MEANWHILE)
    return held


def _stored(value: Any) -> Any:
    """A sealed value as it is stored: sealed anew, the same words are another value, written by somebody."""
    return getattr(value, "blob", value)
