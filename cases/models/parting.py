"""What there is to take apart of two files that were made one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cases.models.contact import Contact
from cases.models.disclosure import SharingProof
from cases.models.merging import Merging, MergingPart
from cases.models.person import Person
from cases.models.reaching import ContactPoint
from cases.models.task import Task
from cases.vocabulary import Brought


@dataclass(frozen=True)
class Undoing:
    """What a merging brought over that stands there still, and goes back; what was recorded there since, and stays; and
    what cannot go back."""

    merging: Merging
    earlier: dict[Any, Any]  # what each contact was in the file that closed, by what it is in the other
    contacts: list[Contact]
    tasks: list[Task]
    written: list[Person]
    voided: list[ContactPoint]
    used: list[ContactPoint]
    since: list[Contact]
    tasks_since: list[Task]
    moved_on: int

    @property
    def mark(self) -> str:
        """What a page showed, so that what was recorded in between is not taken apart unseen."""
        rows = (self.contacts, self.tasks, self.written, self.voided, self.used, self.since, self.tasks_since)
        return "-".join(str(len(each)) for each in rows)


def undoing(merging: Merging) -> Undoing:
    """What to take apart, as it stands now, in the order in which it happened."""
    found: dict[str, dict[Any, MergingPart]] = {kind: {} for kind in Brought.values}
    for part in MergingPart.objects.filter(merging=merging):
        found[part.kind][part.later_id] = part
    here = Q(case=merging.other_case_id)
    brought = found[Brought.CONTACT]
    contacts = Contact.objects.filter(here, moved_away_at=None).order_by("happened_at", "pk")
    tasks = Task.objects.filter(here).order_by("due", "pk").select_related("assigned_to", "recorded_by")
    going = list(contacts.filter(pk__in=brought).select_related("worker"))
    voided, used = _points(found[Brought.POINT])
    return Undoing(
        merging=merging,
        earlier={pk: part.earlier_id for pk, part in brought.items()},
        contacts=going,
        tasks=list(tasks.filter(pk__in=found[Brought.TASK])),
        written=list(_written(here, found[Brought.PERSON])),
        voided=voided,
        used=used,
        since=list(_since(contacts, merging).select_related("worker")),
        tasks_since=list(tasks.filter(recorded_at__gt=merging.recorded_at).exclude(pk__in=found[Brought.TASK])),
        moved_on=len(brought) - len(going),
    )


def _written(here: Q, parts: dict[Any, MergingPart]) -> Any:
    new = [pk for pk, part in parts.items() if part.is_new]
    return Person.objects.filter(here, pk__in=new).order_by("recorded_at", "pk")


def _points(parts: dict[Any, MergingPart]) -> tuple[list[ContactPoint], list[ContactPoint]]:
    """Ways to reach people that were added: those that nobody used or changed since, and the others."""
    rows = list(ContactPoint.objects.filter(pk__in=parts, retired_at=None).order_by("recorded_at", "pk"))
    told = set(SharingProof.objects.filter(source__in=[row.pk for row in rows]).values_list("source", flat=True))
    used = [row for row in rows if row.edited_at or row.verified_on or row.pk in told]
    return [row for row in rows if row not in used], used


def _since(contacts: Any, merging: Merging) -> Any:
    """Contacts that were recorded there or moved there since, but for what another merging brought."""
    brought = MergingPart.objects.filter(other_case=merging.other_case_id, kind=Brought.CONTACT).values("later_id")
    newer = Q(recorded_at__gt=merging.recorded_at) | Q(moved_here_at__gt=merging.recorded_at)
    return contacts.filter(newer).exclude(pk__in=brought)
