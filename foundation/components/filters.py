"""The chips of a filter: what is being filtered by, each with a link that leaves that one out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BooleanField, BoundField
from django.http import HttpRequest


@dataclass(frozen=True)
class Chip:
    """One filter in force: "Status: Open", or a box that is ticked by its label alone; and the address without it."""

    label: str
    value: str
    url: str


def chips_of(form: BaseForm, request: HttpRequest) -> list[Chip]:
    if not form.is_bound:
        return []
    return [
        Chip(str(bound.label), _shown(bound, value), _without(request, bound.html_name, value))
        for bound in form.visible_fields()
        for value in request.GET.getlist(bound.html_name)
        if value and not _goes_without_saying(bound, value)
    ]


def _goes_without_saying(bound: BoundField, value: str) -> bool:
    """Whether this is what holds when nothing is chosen, such as the order in which a list begins."""
    return bool(bound.field.initial == value)


def _shown(bound: BoundField, value: str) -> str:
    if isinstance(bound.field, BooleanField):
        return ""
    choices: Any = getattr(bound.field, "choices", ())
    return dict(_flat(choices)).get(value, value)


def _flat(choices: Any) -> list[tuple[str, str]]:
    """Choices may be in groups."""
    found: list[tuple[str, str]] = []
    for value, label in choices:
        found += _flat(label) if isinstance(label, list | tuple) else [(str(value), str(label))]
    return found


def _without(request: HttpRequest, name: str, value: str) -> str:
    """The same page without one value; and from its beginning, as the place in the list was that of another list."""
    query = request.GET.copy()
    query.setlist(name, [each for each in query.getlist(name) if each != value])
    for place in ("before", "after", "page"):
        query.pop(place, None)
    return f"{request.path}?{query.urlencode()}"
