# ruff: noqa: S608 -- statements spelt from the constants of this file
"""One record of each kind about somebody, for tests that ask who may read and write them."""

from typing import Any
from uuid import UUID

from cases import actions
from cases.models import AbilityRecord, Address, Case, FormerName, Person, Representative, Wishes
from foundation import clock
from teams.models import User
from tests.conftest import asking_as

MODELS = (AbilityRecord, Address, FormerName, Representative, Wishes)


def write_about(by: User, case: Case) -> None:
    """Write everything that can be written about the one person of a case; a relationship takes two."""
    today = clock.today()
    ability = {"kind": "capacity", "conclusion": "has", "decided_on": today, "decision": "Where to live"}
    records: tuple[tuple[type, dict[str, object]], ...] = (
        (AbilityRecord, ability),
        (Address, {"kind": "home", "lines": "The Mill, Otterbourne Lane", "is_protected": True}),
        (FormerName, {"name": "Larkrise"}),
        (Representative, {"kind": "advocate", "name": "Evadne Thrupp"}),
        (Wishes, {"said_on": today, "words": "To stay with my friends"}),
    )
    with asking_as(by):
        person = Person.objects.get(case=case)
        for model, said in records:
            actions.add_record(by=by, case=case, person=person, model=model, said=said)


# What a statement says of its author, and of the case in which it is; the values are those of the tests of policies.
COMMON = "id, case_id, team_id, person_id, recorded_by_id, recorded_at"
VALUES = "gen_random_uuid(), %(case)s, %(team)s, %(person)s, %(worker)s, now()"
REST = {
    "cases_abilityrecord": ("kind, conclusion, decided_on", "'capacity', 'has', now()"),
    "cases_address": ("kind, is_protected, safe_to_post", "'home', false, 'yes'"),
    "cases_formername": ("name", "'\\x01'"),
    "cases_personlink": (
        "other_id, kind, evidence_seen, shared_with_council, is_education_parent",
        "%(person)s, 'mother', false, false, false",
    ),
    "cases_representative": ("kind", "'advocate'"),
    "cases_wishes": ("said_on, words, access_class", "now(), '\\x01', 'standard'"),
}
ABOUT = tuple(REST)
INSERTS = {
    table: f"INSERT INTO {table} ({COMMON}, {more}) VALUES ({VALUES}, {said})" for table, (more, said) in REST.items()
}
UPDATES = dict.fromkeys(REST, "recorded_at = recorded_at")  # with a right that only a test gives


def link_to_themselves(cursor: Any, worker: UUID, ids: dict[str, UUID]) -> None:
    """A relationship takes two and the world has one person: in its database the superuser lets one be enough."""
    cursor.execute("ALTER TABLE cases_personlink DROP CONSTRAINT IF EXISTS nobody_is_related_to_themselves")
    named = {name: str(ids[name]) for name in ("case", "team", "person")} | {"worker": str(worker)}
    cursor.execute(INSERTS["cases_personlink"], named)
