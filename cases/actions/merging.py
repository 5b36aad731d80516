"""Two files that are one family's become one."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from audit.actions import action, done_by
from cases import keys
from cases.actions.access import sealed
from cases.actions.life import close_as_duplicate
from cases.actions.people import attach_point, write_person
from cases.actions.written import NewContactPoint, NewPerson, Safety
from cases.actions.wrong_person import carried, held, keep_true, sealed_anew
from cases.models import Case, Contact, ContactPoint, Merging, Person, Task
from cases.presenting import readable_of
from cases.rules import may_merge
from cases.vocabulary import Channel, PersonRole
from teams.models import User

REASONS = {
    "42501": "Only a manager who sees both files makes them one.",
    "22023": "These two files cannot become one: one names nobody, or is kept to managers and the other is not.",
    "55000": "One of these files was made one with another already, or something was added to it. Look at both again.",
    "55006": "A wall stands between these two files, so they are two. Take it down first if that was a mistake.",
    "55P03": "Somebody from another team is let into one of these files. End that first, or they would see the other.",
}
NAMES = ("given_name", "family_name", "known_as", "title")
DATES = ("date_of_birth", "expected_on")


class Found(NamedTuple):
    """Who somebody of the file that closes is in the other, whether they were written down for it, and which ways to
    reach them were."""

    person: UUID
    is_new: bool
    points: list[UUID]

    def kept(self) -> dict[str, Any]:
        """For the function that merges, which keeps what it does."""
        return {"now": str(self.person), "is_new": self.is_new, "points": [str(pk) for pk in self.points]}


@action
def merge_cases(*, by: User, case: Case, into: Case, reason: str, people: Mapping[UUID, UUID]) -> Merging:
    """Put what was said and is to be done in ``case`` into another file, and close it. What may not move stays and can
    be read there. From then on whoever is kept from either file is kept from both.

    ``people`` says who of the right file each of its people is; whoever is not in it is written down there.

    Raises:
        Refused: when ``by`` is not a manager who sees both, they are of two teams, or something is to be decided first.
        CannotOpen: when a text does not open, so that it cannot be sealed anew.
    """
    may_merge(by, case, into).enforce()
    keys.open_to_change(case, page="made one with another file")
    keys.open_to_change(into, page="another file was made one with this")
    case, into = held(case, into)
    made = Merging.of(case, other_case=into)
    found = {old.pk: _who(old, into, people.get(old.pk)) for old in Person.objects.filter(case=case)}
    contacts = Contact.objects.filter(case=case, moved_away_at=None)
    moved = {str(each.pk): _contact(each, into, found) for each in contacts}
    tasks = sealed_anew(Task.objects.filter(case=case), case=into)
    kept = {str(pk): each.kept() for pk, each in found.items()}
    said = (sealed(made, reason=reason)["reason"], *map(json.dumps, (moved, tasks, kept)))
    done_by("gate.merge_cases", made.pk, case.pk, into.pk, *said, reasons=REASONS)
    for each in held(case, into):
        keep_true(each)
    close_as_duplicate(by, case, into)
    return made


def _who(old: Person, into: Case, known: UUID | None) -> Found:
    """Who somebody is in the right file: as they were there, with the ways to reach them that it lacked; or anew."""
    points = [_point(each) for each in ContactPoint.objects.filter(person=old, retired_at=None)]
    if known is None:
        made = write_person(into, _written(old), points)
        theirs = ContactPoint.objects.filter(person=made).order_by("pk").values_list("pk", flat=True)
        return Found(made.pk, True, list(theirs))
    person = Person.objects.get(pk=known, case=into)
    there = {readable_of(each, "value") for each in ContactPoint.objects.filter(person=person, retired_at=None)}
    return Found(known, False, [attach_point(person, each).pk for each in points if each.value not in there])


def _written(old: Person) -> NewPerson:
    """Somebody as they are written down anew: not as one who confides, which is agreed with them."""
    names: dict[str, Any] = {name: readable_of(old, name) or "" for name in NAMES}
    dates: dict[str, Any] = {name: readable_of(old, name) for name in DATES}
    return NewPerson(PersonRole(old.role), relationship=old.relationship, **names, **dates)


def _point(row: ContactPoint) -> NewContactPoint:
    times = readable_of(row, "safe_times") or ""
    safety = Safety(row.safe_to_use, row.may_leave_message, row.may_say_who_we_are, times)
    return NewContactPoint(Channel(row.channel), readable_of(row, "value") or "", safety)


def _contact(old: Contact, into: Case, found: Mapping[UUID, Found]) -> dict[str, Any]:
    """One contact with all that hangs on it, sealed under the right file, and who of it spoke."""
    person = str(found[old.person_id].person) if old.person_id else None
    return {**carried(old, Contact(id=uuid4(), case=into)), "person": person}
