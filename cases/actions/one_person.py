"""Somebody who was written down twice in one case is one person again."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q

from audit.actions import action, done_by
from cases import keys
from cases.actions.access import sealed
from cases.actions.people import as_kept, keep_findable, keep_former_name, young_from
from cases.models import Case, ContactPoint, Person, PersonLink, PersonMerging, as_seen
from cases.rules import may_make_one
from foundation import clock
from foundation.sealing.fields import Sealed
from foundation.verdict import CHANGED_MEANWHILE, Refused
from teams.models import User

REASONS = {
    "42501": "This case is not yours to change any more, or one of the two is not in it.",
    "22023": "Whoever confides in this file stays. Start again from their record.",
    "55006": "One of them is recorded as a relative of the other. Take that away first if it is a mistake.",
    "40001": CHANGED_MEANWHILE,
    "23503": CHANGED_MEANWHILE,
}
SAFETY = ("safe_to_use", "may_leave_message", "may_say_who_we_are", "safe_times", "shared_with")


@action
def make_one_person(
    *, by: User, case: Case, person: Person, twin: Person, said: Mapping[str, Any], reason: str, former: str = ""
) -> PersonMerging:
    """Make one of two records of ``case``. ``person`` stays and is what ``said`` says; whatever was written about
    ``twin``, permissions and what was told to others included, is about ``person`` from then on. The record of ``twin``
    is kept as it was, sealed. ``former``: a name that is to be kept as an earlier one.

    Raises:
        Refused: when the person asking may not work on the case, the two are said to be two, or somebody else has
            changed either in between.
        CannotOpen: when a text of ``twin`` does not open, so that it cannot be kept.
    """
    may_make_one(by, case, person, twin).enforce()
    keys.open_to_change(case, page="two records were made one")
    person, twin = _held(case, person, twin)
    between = list(PersonLink.objects.filter(Q(person=person, other=twin) | Q(person=twin, other=person)))
    made = PersonMerging.of(case, person=person)
    earlier = json.dumps({"person": opened(twin), "links": [opened(link) for link in between]}, cls=DjangoJSONEncoder)
    kept = sealed(made, earlier=earlier, reason=reason)
    what = (made.pk, person.pk, twin.pk, kept["earlier"], kept["reason"], len(between))
    done_by("gate.make_one_person", *what, reasons=REASONS)
    _write(person, said)
    if former:
        keep_former_name(case, person, former, by)
    _say_once(person)
    keep_findable(person)
    return made


def opened(row: Model) -> dict[str, Any]:
    """Everything that a row holds, opened, but for what is made of the rest."""
    unasked = getattr(row, "unasked", ())
    found = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in unasked
    }
    return {name: value.reveal() if isinstance(value, Sealed) else value for name, value in found.items()}


def _held(case: Case, *seen: Person) -> list[Person]:
    """Both as they stand, held until the action ends; nothing of either was changed since it was seen."""
    rows = Person.objects.select_for_update(no_key=True).filter(case=case, pk__in=[each.pk for each in seen])
    found = {row.pk: row for row in rows.order_by("pk")}
    names = [field.name for field in Person._meta.concrete_fields if field.name not in {"id", *Person.unasked}]
    if len(found) < len(seen):
        raise Refused(CHANGED_MEANWHILE)
    return [as_seen(found[each.pk], each, names) for each in seen]


def _write(person: Person, said: Mapping[str, Any]) -> None:
    for name, value in as_kept(said).items():
        setattr(person, name, value)
    if said:
        person.young_person_from = young_from(person)
        person.save(update_fields=[*said, "young_person_from"])


def _say_once(person: Person) -> None:
    """A number that stood with both, with the same said of it, is there once."""
    seen = set()
    for point in ContactPoint.objects.filter(person=person, retired_at=None).order_by("recorded_at", "pk"):
        what = opened(point)
        same = (point.channel, what["value"], *(what[name] for name in SAFETY))
        if same in seen:
            point.retired_at = clock.now()
            point.save(update_fields=["retired_at"])
        seen.add(same)
