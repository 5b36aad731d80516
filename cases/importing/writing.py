"""Loading settings, a batch at a time: what is new is added, what differs is changed, nothing is ever removed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from cases.models import Setting

BATCH = 1000  # rows
FIELDS = [field.name for field in Setting._meta.concrete_fields if field.name not in ("id", "urn")]


@dataclass
class Loaded:
    """How many rows were new, changed, or there already as they are."""

    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def all(self) -> int:
        """Every row that was loaded."""
        return self.new + self.changed + self.same


def load(settings: Iterable[Setting], loaded: Loaded) -> None:
    """Store the settings in the transaction under way, keeping count in ``loaded`` as it goes."""
    every = iter(settings)
    while batch := list(islice(every, BATCH)):
        known = {row[0]: row[1:] for row in _known(batch)}
        new = [made for made in batch if made.urn not in known]
        changed = [made for made in batch if made.urn in known and known[made.urn] != _values(made)]
        Setting.objects.bulk_create(
            [*new, *changed], update_conflicts=True, update_fields=FIELDS, unique_fields=["urn"]
        )
        loaded.new += len(new)
        loaded.changed += len(changed)
        loaded.same += len(batch) - len(new) - len(changed)


def _known(batch: list[Setting]) -> Iterator[tuple[object, ...]]:
    rows = Setting.objects.filter(urn__in=[made.urn for made in batch])
    return iter(rows.values_list("urn", *FIELDS))


def _values(made: Setting) -> tuple[object, ...]:
    return tuple(getattr(made, name) for name in FIELDS)
