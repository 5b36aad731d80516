"""What is written about one person, record by record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from cases.models import AbilityRecord, Address, FormerName, Person, PersonLink, Representative, Wishes
from cases.presenting.people import born_on, name_of, reach_of
from cases.presenting.texts import label_of, text_of
from cases.vocabulary import AccessClass, AdultLink, CodeList, Conclusion, Safe, Untold
from foundation import clock
from foundation.components.shapes import Tag
from foundation.components.words import gb_date
from foundation.sealing.fields import Sealed

Rows = list[tuple[str, Any]]


def day_of(value: Sealed | date | None) -> str:
    """A day in words, sealed or not, or the sentence that stands for one that does not open."""
    found = born_on(text_of(value)) if isinstance(value, Sealed) else value
    return gb_date(found) if isinstance(found, date) else found or ""


def span_of(begins: date | None, ends: date | None) -> str:
    """From one day to another, as far as they are known."""
    from_day, until = f"from {gb_date(begins)}" if begins else "", f"until {gb_date(ends)}" if ends else ""
    words = f"{from_day} {until}".strip()
    return words[:1].upper() + words[1:]


def shown(
    row: Model, key: str, title: str, rows: Rows, *, tags: Iterable[Tag] = (), change: bool = True
) -> dict[str, Any]:
    """One record as a card shows it, with where it is changed and taken away."""
    case = row.case_id  # type: ignore[attr-defined]
    return {
        "title": title,
        "tags": list(tags),
        "rows": [(label, value) for label, value in rows if value],
        "change_url": reverse("cases:change_record", args=[case, key, row.pk]) if change else "",
        "end_url": reverse("cases:end_record", args=[case, key, row.pk]),
    }


def address_of(row: Address) -> dict[str, Any]:
    """An address; a protected one only says that there is one, and where to ask for it."""
    safe = {Safe.YES: Tag("Safe for letters", "green"), Safe.NO: Tag("Send no letters", "red")}.get(
        Safe(row.safe_to_post)
    )
    tags = [Tag("Protected", "red")] if row.is_protected else []
    where = [] if row.is_protected else [("Address", text_of(row.lines)), ("Postcode", text_of(row.postcode))]
    rows: Rows = [*where, ("Council", row.get_authority_display()), ("When", span_of(row.from_on, row.to_on))]
    card = shown(
        row, "address", row.get_kind_display(), rows, tags=[*tags, safe or Tag("Letters: not asked", "yellow")]
    )
    return card | {"show_url": reverse("cases:address", args=[row.case_id, row.pk]) if row.is_protected else ""}


def kind_of(row: PersonLink) -> str:
    """What the first is to the second."""
    return dict(AdultLink.choices).get(row.kind) or label_of(CodeList.RELATIONSHIP, row.kind)


def link_of(row: PersonLink, whose: Person, names: dict[UUID, str]) -> dict[str, Any]:
    """A relationship, on the card of either of the two."""
    other = names[row.other_id if row.person_id == whose.pk else row.person_id]
    first = f"{names[row.person_id]} to {names[row.other_id]}"
    rows: Rows = [
        (kind_of(row), first),
        ("Parental responsibility", _responsibility(row)),
        ("Lives with", row.get_lives_with_display()),
        ("Parent in education law", "Yes" if row.is_education_parent else ""),
        ("Court order", row.get_order_kind_display()),
        ("In force", span_of(row.order_from, row.order_to)),
        ("It says", text_of(row.order_text)),
        ("Must not be told", text_of(row.untold_reason)),
        ("When", span_of(row.from_on, row.to_on)),
    ]
    over = row.order_to is not None and row.order_to < clock.today()
    tags = [
        *([Tag("Must not be told", "red")] if row.untold else []),
        *(
            [Tag("Court order ended" if over else "Court order", "grey" if over else "orange")]
            if row.order_kind
            else []
        ),
    ]
    return shown(row, "relationship", other, rows, tags=tags)


def _responsibility(row: PersonLink) -> str:
    more = [
        row.get_responsibility_source_display().lower(),
        "evidence seen" if row.evidence_seen else "",
        "shared with a council" if row.shared_with_council else "",
    ]
    return ", ".join(filter(None, [row.get_responsibility_display(), *more]))


def representative_of(row: Representative) -> dict[str, Any]:
    """Somebody who acts for a person, and whether their authority has run out."""
    ended = row.valid_until is not None and row.valid_until < clock.today()
    rows: Rows = [
        ("As", row.get_kind_display()),
        ("Organisation", text_of(row.organisation)),
        ("Reached by", text_of(row.reached_by)),
        ("May", text_of(row.scope)),
        ("Authority seen", day_of(row.document_seen_on)),
        ("Until", day_of(row.valid_until)),
    ]
    unseen = Tag("Authority not seen", "yellow")
    tags = [*([Tag("Ended", "grey")] if ended else []), *([] if row.document_seen_on else [unseen])]
    return shown(row, "representative", text_of(row.name), rows, tags=tags)


def ability_of(row: AbilityRecord) -> dict[str, Any]:
    """What was found for one decision on one day."""
    rows: Rows = [
        ("Found", row.get_conclusion_display()),
        ("When", f"{day_of(row.decided_on)}, by {text_of(row.assessor)}"),
        ("Help given", text_of(row.support_given)),
        ("Rests on", text_of(row.basis)),
        ("Best interests", text_of(row.best_interests)),
        ("Look at again", day_of(row.review_due)),
    ]
    cannot = row.conclusion in (Conclusion.LACKS, Conclusion.NOT_COMPETENT)
    tags = [Tag("Cannot decide this", "orange")] if cannot else []
    return shown(row, "ability", text_of(row.decision), rows, tags=tags, change=False) | {"end_url": ""}


def wishes_of(row: Wishes) -> dict[str, Any]:
    """What a child wished and felt on one day."""
    tags = [Tag("Managers only", "purple")] if row.access_class != AccessClass.STANDARD else []
    told = shown(row, "wishes", day_of(row.said_on), [], tags=tags, change=False)
    return told | {"text": text_of(row.words), "end_url": ""}


def former_name_of(row: FormerName) -> dict[str, Any]:
    """What somebody was called before."""
    return shown(row, "former-name", text_of(row.name), [], change=False)


def untold_of(links: Iterable[PersonLink], people: Sequence[Person]) -> list[str]:
    """Sentences in red: who must not be told about whom, and why."""
    names = {person.pk: name_of(person) for person in people}
    return [
        f"{sentence} {text_of(link.untold_reason)}"
        for link in links
        for sentence in _sentences(link.untold, names[link.person_id], names[link.other_id])
    ]


def _sentences(untold: str, first: str, second: str) -> list[str]:
    one, other = f"{first} must not be told about {second}.", f"{second} must not be told about {first}."
    return {Untold.PERSON.value: [one], Untold.OTHER.value: [other], Untold.BOTH.value: [one, other]}.get(untold, [])


# Each kind of record: its title on a card, and how one reads there.
KINDS: dict[str, str] = {
    "reach": "How to reach them",
    "address": "Addresses",
    "relationship": "Relationships",
    "representative": "Who acts for them",
    "wishes": "Wishes and feelings",
    "ability": "What they can decide",
    "former-name": "Former names",
}


def groups_of(person: Person, rows: Mapping[str, Sequence[Any]], names: dict[UUID, str]) -> list[dict[str, Any]]:
    """What is written about one person, kind by kind. ``rows`` are those of everybody in the case, ``names`` theirs."""
    own = {key: [row for row in rows[key] if is_about(row, person)] for key in KINDS}
    reads: dict[str, Callable[[Any], dict[str, Any]]] = {
        "reach": reach_of,
        "address": address_of,
        "relationship": lambda row: link_of(row, person, names),
        "representative": representative_of,
        "wishes": wishes_of,
        "ability": ability_of,
        "former-name": former_name_of,
    }
    return [
        {
            "key": key,
            "title": title,
            "each": [reads[key](row) for row in own[key]],
            "url": reverse("cases:add_record", args=[person.case_id, person.pk, key]),
        }
        for key, title in KINDS.items()
        if own[key] or is_asked(key, person, names)
    ]


def is_about(row: Any, person: Person) -> bool:
    """Whether a record is about a person; a relationship is about both."""
    return person.pk in (row.person_id, getattr(row, "other_id", None))


def is_asked(key: str, person: Person, names: dict[UUID, str]) -> bool:
    """Whether a kind of record is offered: wishes of the young, a relationship where there is somebody else."""
    return {"wishes": person.is_young, "relationship": len(names) > 1}.get(key, True)
