"""What is known of a concern, part by part, and what is still to be said before the written referral."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Field

from cases.presenting import text_of
from cases.vocabulary import Authority
from foundation.components.words import gb_date
from foundation.sealing.fields import Sealed
from safeguarding.models import Concern
from safeguarding.vocabulary import (
    FACTORS,
    AdultCategory,
    Category,
    Department,
    Outcome,
    ParentTold,
    Source,
    Subject,
    WhyNotTold,
)
from safeguarding.vocabulary.laws import REPORTED_TO

# What the written referral stands on, besides what was asked at first; due before it, and stopping nothing (T1).
BEFORE_WRITING = {
    "source": "where it comes from",
    "facts": "the facts",
    "categories": "the kinds of harm",
    "whereabouts": "where they are now",
    "home_authority": "the council where they live",
    "parent_told": "whether the parent was told",
}
OF_AN_ADULT = {"parent_told": "whether they know of it"}
LISTS: dict[str, dict[str, str]] = {
    "categories": {**dict(Category.choices), **dict(AdultCategory.choices)},
    "factors": FACTORS,
    "disputes": dict(Department.choices),
    "source": dict(Source.choices),
    "home_authority": dict(Authority.choices),
    "reported_to": REPORTED_TO,
    "parent_told": dict(ParentTold.choices),
    "why_not_told": dict(WhyNotTold.choices),
    "outcome": dict(Outcome.choices),
}


def unsaid(concern: Concern) -> list[str]:
    """What is still to be said before the written referral."""
    asked = BEFORE_WRITING | (OF_AN_ADULT if concern.subject == Subject.ADULT else {})
    return [words for name, words in asked.items() if getattr(concern, name) in (None, "", [])]


def words_of(concern: Concern, name: str) -> str:
    """One thing that is known of a concern, in words; nothing for what is not."""
    value = getattr(concern, name)
    if isinstance(value, Sealed):
        return text_of(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return gb_date(value)
    codes = value if isinstance(value, list) else [value] if value else []
    return ", ".join(LISTS.get(name, {}).get(code, _labelled(concern, name, code)) for code in codes)


def _labelled(concern: Concern, name: str, code: str) -> str:
    field: Field[Any, Any] = concern._meta.get_field(name)  # type: ignore[assignment]
    return str(dict(field.flatchoices).get(code, code))


def rows_of(concern: Concern, labels: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is known of one part: each question that has an answer."""
    return [(label, words) for name, label in labels if (words := words_of(concern, name))]
