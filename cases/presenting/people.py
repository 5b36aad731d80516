"""People and the ways to reach them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import ContactPoint, Person
from cases.presenting.texts import label_of, text_of
from cases.rules import has_own_rights
from cases.searching import full_name
from cases.vocabulary import Channel, CodeList, Safe
from foundation import clock
from foundation.components.shapes import Tag
from foundation.sealing.envelope import CannotOpen


def name_of(person: Person | None) -> str:
    """A person's name, or a plain sentence when it does not open."""
    if person is None:
        return ""
    try:
        return full_name(person)
    except CannotOpen:
        return "Name cannot be opened"


def reach_of(point: ContactPoint) -> dict[str, Any]:
    """One way to reach somebody, and what is safe about it, in words and colours."""
    safe = {
        Safe.YES: Tag("Safe to use", "green"),
        Safe.NO: Tag("Do not use", "red"),
        Safe.NOT_ASKED: Tag("Safety not asked yet", "yellow"),
    }[Safe(point.safe_to_use)]
    return {
        "id": point.pk,
        "channel": point.get_channel_display(),
        "is_telephone": point.channel in Channel.telephones(),
        "value": text_of(point.value),
        "safe": safe,
        "cautions": _cautions(point),
        "times": text_of(point.safe_times),
        "shared": text_of(point.shared_with),
        "verified": point.verified_on,
        "change_url": reverse("cases:change_record", args=[point.case_id, "reach", point.pk]),
        "end_url": reverse("cases:end_record", args=[point.case_id, "reach", point.pk]),
    }


def _cautions(point: ContactPoint) -> list[Tag]:
    if point.channel not in Channel.telephones():
        return []
    message = Tag("May leave a message", "green") if point.may_leave_message else Tag("Leave no message", "red")
    name = Tag("May say who we are", "green") if point.may_say_who_we_are else Tag("Do not say who we are", "red")
    return [message, name]


def people_of(people: Iterable[Person], points: Iterable[ContactPoint]) -> list[dict[str, Any]]:
    """Everybody in a case with the ways to reach them, the confider first."""
    by_person: dict[UUID, list[ContactPoint]] = {}
    for point in points:
        by_person.setdefault(point.person_id, []).append(point)
    return [_person_of(person, by_person.get(person.pk, [])) for person in people]


def _person_of(person: Person, points: list[ContactPoint]) -> dict[str, Any]:
    born = text_of(person.date_of_birth)
    facts = [
        ("Known as", text_of(person.known_as)),
        ("Born", born_on(born)),
        ("Relationship", label_of(CodeList.RELATIONSHIP, person.relationship)),
    ]
    return {
        "id": person.pk,
        "name": name_of(person),
        "role": person.get_role_display(),
        "is_confider": person.is_confider,
        "has_own_rights": has_own_rights(person, clock.today()),
        "facts": [(label, value) for label, value in facts if value],
        "reach": [reach_of(point) for point in points],
        "add_url": reverse("cases:add_record", args=[person.case_id, person.pk, "reach"]),
    }


def born_on(stored: str) -> date | str:
    """A date of birth as a date, or the sentence that stands for one that does not open."""
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return stored
