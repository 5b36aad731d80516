"""Everybody in a case with all that is known of them, in the parts that are asked together."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from cases.models import Person, PersonLink
from cases.presenting.people import name_of
from cases.presenting.records import Rows, day_of, untold_of
from cases.presenting.texts import label_of, text_of
from cases.rules import has_own_rights
from cases.school_years import curriculum_year
from cases.vocabulary import CodeList, CommunicationNeed, PersonRole
from foundation import clock
from foundation.components.shapes import Tag

YES_NO = {True: "Yes", False: "No", None: ""}


def identity_of(person: Person) -> Rows:
    """Who somebody is."""
    return [
        ("Title", text_of(person.title)),
        ("Known as", text_of(person.known_as)),
        ("Pronouns", text_of(person.pronouns)),
        ("Born", day_of(person.date_of_birth)),
        ("Expected", day_of(person.expected_on)),
        ("Age", person.get_age_band_display()),
        ("Sex", person.get_sex_display()),
        ("Relationship", label_of(CodeList.RELATIONSHIP, person.relationship)),
    ]


def death_of(person: Person) -> Rows:
    """That somebody has died, and how it is known."""
    return [
        ("Has died", (day_of(person.deceased_on) or "On a day we do not know") if person.has_died else ""),
        ("How it is known", person.get_death_known_display()),
    ]


def communication_of(person: Person) -> Rows:
    """How what we say and send reaches somebody."""
    return [
        ("First language", person.get_first_language_display()),
        ("Interpreter needed", YES_NO[person.interpreter_needed]),
        ("What helps", ", ".join(CommunicationNeed(need).label for need in person.communication_needs)),
        ("Help with reading", YES_NO[person.literacy_support]),
        ("Also", text_of(person.communication_note)),
    ]


def education_of(person: Person) -> Rows:
    """What a child needs in education, and where the process stands."""
    return [
        ("School year", school_year(person, clock.today())),
        ("Provision", label_of(CodeList.SEN_PROVISION, person.sen_provision)),
        ("Process", label_of(CodeList.SEN_STAGE, person.sen_stage)),
        ("Main need", label_of(CodeList.SEN_TYPE, person.sen_primary)),
        ("Second need", label_of(CodeList.SEN_TYPE, person.sen_secondary)),
        ("Diagnosis", person.get_diagnosis_display()),
        ("Plan kept by", person.get_plan_authority_display()),
        ("Plan made final", day_of(person.plan_issued_on)),
        ("Next annual review", day_of(person.plan_review_on)),
        ("Own rights from", day_of(person.young_person_from)),
    ]


def school_of(person: Person) -> Rows:
    """Where somebody is taught."""
    return [("Name", str(person.setting or "")), ("Type", person.setting.kind if person.setting else "")]


def school_year(person: Person, today: date) -> str:
    """The school year somebody is in by their age, and whether they are taught with it."""
    year = curriculum_year(person.young_person_from, today) if person.young_person_from else None
    apart = person.get_taught_with_display().lower()
    words = "" if year is None else ("Reception" if year == 0 else f"Year {year}")
    return f"{words}, taught with {apart}".removeprefix(", ").capitalize() if apart else words


def care_of(person: Person) -> Rows:
    """Who brings a child up, and what social care has to do with it."""
    return [
        ("Home council", person.get_home_authority_display()),
        ("Brought up by", person.get_upbringing_display()),
        ("Looked after", person.get_looked_after_display()),
        ("Looked after before", YES_NO[person.previously_looked_after]),
        ("Social care plan", person.get_social_care_plan_display()),
        ("Adult services", YES_NO[person.adult_transition]),
    ]


def about_of_person(person: Person) -> Rows:
    """What helps to see that everybody is served alike."""
    return [
        ("Ethnicity", label_of(CodeList.ETHNICITY, person.ethnicity)),
        ("Disability", ", ".join(label_of(CodeList.DISABILITY, code) for code in person.disability)),
        ("Armed forces family", YES_NO[person.armed_forces]),
        ("Was in care", YES_NO[person.care_experienced]),
        ("Works for the council", YES_NO[person.employed_by_council]),
        ("Works with children", YES_NO[person.employed_with_children]),
    ]


def risk_of(person: Person) -> Rows:
    """What staff need to know before they see somebody."""
    return [
        ("Marker", person.get_risk_kind_display()),
        ("What happened", text_of(person.risk_reason)),
        ("Look at again", day_of(person.risk_review_due)),
    ]


def privacy_of(person: Person) -> Rows:
    """Which privacy notice was explained, how, when and by whom."""
    how = person.get_privacy_method_display()
    by = f"{how}, {day_of(person.privacy_explained_on)}, by {person.privacy_explained_by}" if how else ""
    return [("Version", person.privacy_version), ("Explained", by)]


PARTS: dict[str, Callable[[Person], Rows]] = {
    "identity": identity_of,
    "communication": communication_of,
    "education": education_of,
    "school": school_of,
    "care": care_of,
    "about": about_of_person,
    "risk": risk_of,
    "privacy": privacy_of,
    "died": death_of,
}


def card_of(person: Person, sections: Iterable[tuple[str, str]], records: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Everything known of one person. ``sections`` are the parts asked about them: key and title; ``records`` what is
    written about them, by kind.

    A part or a kind of which nothing is known is only a link to add it.
    """
    parts = [*records, *(_part_of(person, key, title) for key, title in sections)]
    return {
        "id": person.pk,
        "name": name_of(person),
        "role": person.get_role_display(),
        "is_confider": person.is_confider,
        "tags": tags_of(person),
        "known": [part for part in parts if part.get("rows") or part.get("each")],
        "unknown": [part for part in parts if not part.get("rows") and not part.get("each")],
        "has_own_rights": has_own_rights(person, clock.today()),
    }


def _part_of(person: Person, key: str, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "rows": [(label, value) for label, value in PARTS[key](person) if value],
        "url": reverse("cases:change_person", args=[person.case_id, person.pk, key]),
    }


def tags_of(person: Person) -> list[Tag]:
    """What must be seen of somebody before anything else."""
    found = [
        (person.has_died, Tag("Has died", "grey")),
        (bool(person.risk_kind), Tag("Take care", "red")),
        (bool(person.interpreter_needed), Tag("Interpreter", "blue")),
        (person.role == PersonRole.UNBORN, Tag("Not born yet", "grey")),
    ]
    return [tag for holds, tag in found if holds]


def warnings_of(people: Sequence[Person], links: Iterable[PersonLink]) -> tuple[str, ...]:
    """Sentences that anybody who opens the case must read: why staff take care with somebody in it, and who must not be
    told about whom."""
    risks = [
        f"Take care with {name_of(person)}: {person.get_risk_kind_display().lower()}. {text_of(person.risk_reason)}"
        for person in people
        if person.risk_kind
    ]
    return (*risks, *untold_of(links, people))
