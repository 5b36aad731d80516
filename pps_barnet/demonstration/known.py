"""What is known of the invented people beyond their names, so that a newcomer sees a record in full."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from cases.models import AbilityRecord, Address, FormerName, PersonLink, Representative, Wishes
from foundation import clock


class Written(NamedTuple):
    """One record about somebody, by name; ``other`` is the second of a relationship, and ``confider`` whose case it is
    in, where somebody is in two."""

    whose: str
    model: type[Any]
    said: dict[str, Any]
    other: str = ""
    confider: str = ""


SCHOOLS = (
    (100001, "Foxglove Invented Primary", "Barnet", "EN5 9ZZ", "Community school", "Primary"),
    (100002, "Larkspur Imaginary Academy", "Barnet", "N20 9ZZ", "Academy converter", "Secondary"),
)
SCHOOL_OF = {"Ottilie Wimpole": 100001, "Barnaby Quillfeather": 100001, "Peregrine Ashgrove": 100002}


def facts() -> dict[str, dict[str, Any]]:
    """The parts of a record by name; days are counted from today, so that none is long past."""
    today = clock.today()
    return {
        "Petronella Quillfeather": {
            "first_language": "so",
            "interpreter_needed": True,
            "communication_needs": ["plain_english", "audio"],
            "ethnicity": "BAFR",
        },
        "Barnaby Quillfeather": {
            "sen_provision": "K",
            "sen_stage": "sen_support",
            "sen_primary": "SLCN",
            "diagnosis": "awaiting",
            "home_authority": "302",
            "looked_after": "no",
        },
        "Ottilie Wimpole": {
            "sen_provision": "E",
            "sen_stage": "ehcna_refused",
            "sen_primary": "SPLD",
            "sen_secondary": "SEMH",
            "diagnosis": "diagnosed",
            "plan_authority": "302",
            "plan_review_on": today + timedelta(days=40),
        },
        "Alaric Wimpole": {
            "risk_kind": "animal",
            "risk_reason": "A large dog, loose in the front garden at the visit in May.",
            "risk_set_on": today,
            "risk_review_due": today + timedelta(days=90),
            "disability": ["MOB"],
            "employed_by_council": False,
        },
        "Peregrine Ashgrove": {"sen_primary": "ASD", "pronouns": "he and him", "social_care_plan": "none"},
    }


MOTHER = {"kind": "mother", "responsibility": "yes", "responsibility_source": "birth_mother"}
WRITTEN = (
    Written(
        "Petronella Quillfeather",
        PersonLink,
        MOTHER | {"evidence_seen": True, "lives_with": "full", "is_education_parent": True},
        "Barnaby Quillfeather",
    ),
    Written("Petronella Quillfeather", FormerName, {"name": "Petronella Larkrise"}),
    Written(
        "Petronella Quillfeather",
        Address,
        {"kind": "home", "lines": "7 Thimble Row\nBarnet", "postcode": "EN5 9ZY", "safe_to_post": "no"},
    ),
    Written(
        "Barnaby Quillfeather", Wishes, {"said_on": date(2026, 11, 2), "words": "He wants to sit near the window."}
    ),
    Written(
        "Alaric Wimpole",
        PersonLink,
        {"kind": "father", "responsibility": "yes", "responsibility_source": "birth_certificate", "lives_with": "part"}
        | {"order_kind": "cao_spend_time", "order_from": date(2025, 9, 1), "order_text": "Alternate weekends."},
        "Ottilie Wimpole",
    ),
    Written(
        "Alaric Wimpole",
        Representative,
        {
            "kind": "advocate",
            "name": "Evadne Thrupp",
            "organisation": "Invented Advocacy",
            "scope": "Meetings at school.",
        },
    ),
    Written(
        "Beatrix Ashgrove",
        PersonLink,
        MOTHER | {"untold": "person", "untold_reason": "He asked for this when he first called."},
        "Peregrine Ashgrove",
        "Peregrine Ashgrove",
    ),
    Written(
        "Calliope Ashgrove",
        AbilityRecord,
        {"kind": "competence", "conclusion": "competent", "decided_on": date(2026, 7, 6)}
        | {"decision": "Whether we may speak to her school", "assessor": "Caspian Rookwell"}
        | {"basis": "She said what would follow, and what would follow if we did not."},
    ),
    Written(
        "Winifred Sandalwood",
        Address,
        {"kind": "home", "lines": "The Old Forge\nOtterbourne", "postcode": "EN6 9ZX", "safe_to_post": "no"}
        | {"is_protected": True, "authority": "919"},
    ),
)
