"""Files in which somebody may be one person, as plain values."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from cases.models import Alike, Case, Merging, Person
from cases.presenting.people import name_of
from cases.presenting.texts import text_of
from foundation.components.shapes import CaseHeading, Tag
from foundation.components.words import gb_date


def alike_url(alike: Alike) -> str:
    """The page that asks. It is a page of the file that was there first: whoever is kept from that one never comes by
    anything that was written on it."""
    return reverse("cases:alike", args=[alike.other_case_id, alike.pk])


def hint_of(alike: Alike, case: Case) -> dict[str, str]:
    """What stands on one of the two files about the other: no name, which is the same anyway."""
    other = alike.case if alike.other_case_id == case.pk else alike.other_case
    return {
        "what": alike.get_likeness_display().lower(),
        "reference": other.readable_reference,
        "status": other.get_status_display().lower(),
        "url": alike_url(alike),
    }


def file_of(case: Case, heading: CaseHeading, people: Sequence[Person], alike: Alike | None = None) -> dict[str, Any]:
    """One of two files side by side: whose it is, who must not be told about whom, who works on it, who is in it, and
    who of them is ``alike``."""
    same = {pk: Tag(alike.get_likeness_display(), "yellow") for pk in alike.people} if alike else {}
    return {
        "heading": heading,
        "rows": [
            ("Reference", case.readable_reference),
            ("Status", case.get_status_display()),
            ("Lead worker", str(case.lead_worker or "Nobody yet")),
            ("Opened", f"{gb_date(case.opened_at)} by {case.opened_by}"),
        ],
        "people": [(name_of(each), each.get_role_display(), same.get(each.pk)) for each in people],
        "url": case.get_absolute_url(),
    }


def merged_of(merging: Merging, case: Case, *, manages: bool) -> dict[str, Any]:
    """What stands on one of two files that are one, or were: where the other is, which of them closed, and for whoever
    ``manages`` who may see them, where to take them apart and where to say that each stands alone again."""
    other = merging.case if merging.other_case_id == case.pk else merging.other_case
    address = [case.pk, other.pk]
    return {
        "closed_here": merging.case_id == case.pk,
        "reference": other.readable_reference,
        "on": gb_date(merging.recorded_at),
        "ended_on": gb_date(merging.ended_at) if merging.ended_at else "",
        "url": other.get_absolute_url(),
        "part_url": reverse("cases:part", args=address) if manages and not merging.ended_at else "",
        "settle_url": reverse("cases:settle", args=address)
        if manages and merging.ended_at and not merging.settled_at
        else "",
    }


def twice_of(row: Alike | Merging) -> list[dict[str, str]]:
    """What was decided about a file and another: what, when, by whom and why; of two that were taken apart, both."""
    found = [(row.get_answer_display(), row.decided_on, row.decided_by, row.reason)] if isinstance(row, Alike) else []
    if isinstance(row, Merging):
        found = [("Made one with", row.recorded_at, row.recorded_by, row.reason)]
        found += [("Taken apart from", row.ended_at, row.ended_by, row.end_reason)] if row.ended_at else []
    return [
        {
            "what": said,
            "reference": row.other_case.readable_reference,
            "when": f"{gb_date(at)} by {who}",
            "reason": text_of(why),
        }
        for said, at, who, why in found
    ]
