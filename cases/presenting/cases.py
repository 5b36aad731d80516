"""A case: its name, its header, its summary and its pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from cases.models import Case, Person, PersonLink
from cases.presenting.cards import warnings_of
from cases.presenting.dispute import dispute_rows
from cases.presenting.people import name_of
from cases.presenting.texts import label_of, time_words
from cases.vocabulary import AccessClass, CaseKind, CodeList, Status
from foundation import clock
from foundation.components.shapes import CaseHeading, Link, Tag
from foundation.components.words import gb_date

# What a case is called that names nobody.
NAMELESS = {CaseKind.ANONYMOUS: "Anonymous enquiry", CaseKind.PROFESSIONAL: "A professional’s enquiry"}

STATUS_COLOURS = {Status.OPEN: "green", Status.INACTIVE: "yellow", Status.CLOSED: "grey"}


def case_name(case: Case, confider: Person | None) -> str:
    """What a case is called on its pages: whose confidence it holds."""
    if case.is_anonymous:
        return NAMELESS[CaseKind(case.kind)]
    return name_of(confider) or "Name not known"


def status_tag(case: Case) -> Tag:
    """Where the case stands, in words and a colour."""
    return Tag(Status(case.status).label, STATUS_COLOURS[Status(case.status)])


def heading_of(case: Case, people: Sequence[Person], links: Iterable[PersonLink] = ()) -> CaseHeading:
    """The header that stands on every page and form of a case, so that nobody writes in the wrong one, and everybody
    reads what they must know of the people in it."""
    confider = next((person for person in people if person.is_confider), None)
    narrowed = case.access_class != AccessClass.STANDARD
    gone = confider is not None and confider.has_died
    return CaseHeading(
        person=case_name(case, confider),
        reference=case.readable_reference,
        url=case.get_absolute_url(),
        status=status_tag(case),
        level=level_words(case),
        lead_worker=str(case.lead_worker or "Nobody yet"),
        facts=(("Second worker", str(case.second_worker)),) if case.second_worker else (),
        tags=(*([Tag("Has died", "grey")] if gone else ()), *([Tag("Managers only", "purple")] if narrowed else ())),
        warnings=warnings_of(people, links),
    )


def level_words(case: Case) -> str:
    """The highest level reached, which reports count, and the level of the work now where it is another."""
    now = case.intervention_level
    return str(case.highest_level) if now == case.highest_level else f"{case.highest_level} (now {now})"


def about_of(case: Case, minutes: int) -> list[tuple[str, Any]]:
    """What is known of the case itself, for a summary; ``minutes`` have been spent on it."""
    rows: list[tuple[str, Any]] = [
        ("Opened", f"{gb_date(clock.london(case.opened_at).date())} by {case.opened_by}"),
        *_levels_of(case),
        ("Came to us", label_of(CodeList.REFERRAL_SOURCE, case.referral_source) if case.referral_source else ""),
        ("About", ", ".join(label_of(CodeList.ISSUE, code) for code in case.issues)),
        ("Stage when opened", label_of(CodeList.SEN_STAGE, case.sen_stage_open) if case.sen_stage_open else ""),
        *dispute_rows(case),
        ("Time", time_words(minutes)),
        ("Review", gb_date(case.review_due) if case.review_due else ""),
    ]
    if case.closed_at:
        why = label_of(CodeList.CLOSE_REASON, case.close_reason)
        rows.append(("Closed", f"{gb_date(clock.london(case.closed_at).date())}: {why}"))
    return rows


def _levels_of(case: Case) -> list[tuple[str, str]]:
    reached, now = (
        f"{level}: {label_of(CodeList.LEVEL, str(level))}" for level in (case.highest_level, case.intervention_level)
    )
    return [("Level", reached)] if reached == now else [("Highest level", reached), ("Level now", now)]


def tabs_of(case: Case, current: str, *, looks: bool, access: bool) -> list[Link]:
    """The pages of one case."""
    # Permission and concerns are apps above this one: their pages are known here by their addresses alone. The tab of
    # concerns stands on every case, whatever there is and whoever asks, so that it tells nothing.
    people = [] if case.is_anonymous else [("People", "cases:people"), ("Permission", "consent:permissions")]
    managers = [("Who has looked", "cases:looks")] if looks else []
    managers += [("Access", "cases:access")] if access else []
    pages = [
        ("Case", "cases:case"),
        *people,
        ("Concerns", "safeguarding:concerns"),
        ("History", "cases:history"),
        *managers,
    ]
    return [Link(label, reverse(name, args=[case.pk]), name == current) for label, name in pages]
