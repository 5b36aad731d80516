"""A record that was made one with another, as it was."""

import json
from typing import Any, TypeVar
from uuid import UUID

from cases.models import Case, Person, PersonLink, PersonMerging
from cases.models.part import CasePart
from cases.presenting.cards import card_of
from cases.presenting.people import name_of
from cases.presenting.records import link_of
from cases.presenting.texts import text_of
from foundation.sealing.fields import SealedTextField

Part = TypeVar("Part", bound=CasePart)


def as_it_was(row: PersonMerging, stays: Person, sections: list[tuple[str, str]]) -> dict[str, Any]:
    """The card of a record that is no more, with what it was to the one that stays. Empty when it does not open."""
    try:
        kept = json.loads(text_of(row.earlier))
    except ValueError:  # text_of says in words that it does not open
        return {}
    was = _again(Person, row.case, kept["person"])
    names = {was.pk: name_of(was), stays.pk: name_of(stays)}
    links = [link_of(_again(PersonLink, row.case, link), was, names) for link in kept["links"]]
    related = {"key": "relationship", "title": "Relationships", "each": [link | {"end_url": ""} for link in links]}
    return card_of(was, sections, [related])


def _again(model: type[Part], case: Case, kept: dict[str, Any]) -> Part:
    """A row that is no more, from what was kept of it; it is stored nowhere."""
    made = model.of(case, id=UUID(kept["id"]))
    for field in model._meta.concrete_fields:
        if field.attname in kept and field.name not in {"id", "case", "team"}:
            value = kept[field.attname]
            setattr(made, field.attname, value if isinstance(field, SealedTextField) else field.to_python(value))
    return made
