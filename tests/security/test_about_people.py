# ruff: noqa: S608 -- statements spelt from the constants of these tests
"""What a member of the team cannot do in raw SQL to what is written of somebody: move it, back-date it, rewrite it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.about_people import INSERTS, REST
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows
from tests.security.test_raw_writes import CHECK, DENIED, FOREIGN_KEY


@pytest.fixture
def caspian(world: World) -> Iterator[Any]:
    """A cursor of the web's login that asks as him: a worker of the case's own team."""
    with asking(world.people["caspian"].pk) as cursor:
        yield cursor


@pytest.fixture
def own(world: World) -> dict[str, str]:
    """What an insert in order says; each test below changes one of it."""
    named = {name: str(world.ids[name]) for name in ("case", "team", "person")}
    return named | {"worker": str(world.people["caspian"].pk)}


@pytest.mark.parametrize("table", REST)
def test_a_row_in_order_goes_in_and_is_stamped_by_the_database(caspian: Any, own: dict[str, str], table: str) -> None:
    """Falls when the trigger ``stamped`` of the table is dropped."""
    long_ago = INSERTS[table].replace("%(worker)s, now()", "%(worker)s, '2001-01-01'")
    assert rows(caspian, f"{long_ago} RETURNING recorded_at > now() - interval '1 minute'", own) == [(True,)]


@pytest.mark.parametrize("table", REST)
def test_a_row_in_anothers_name_case_or_team_is_refused(
    world: World, caspian: Any, own: dict[str, str], table: str
) -> None:
    """Falls when ``added_by_workers`` or one of the composite keys is dropped."""
    changes = {
        "worker": (world.people["ottoline"].pk, DENIED),
        "person": (world.foreign["person"], FOREIGN_KEY),
        "case": (world.fernhill.pk, FOREIGN_KEY),
        "team": (world.fernhill.team_id, DENIED),
    }
    for name, (value, code) in changes.items():
        assert refused_with(caspian, INSERTS[table], own | {name: str(value)}) == code, name


def test_the_second_of_a_relationship_is_of_the_same_case(world: World, caspian: Any, own: dict[str, str]) -> None:
    foreign = INSERTS["cases_personlink"].replace("%(person)s, 'mother'", "%(other)s, 'mother'")
    values = own | {"other": str(world.foreign["person"])}
    assert refused_with(caspian, foreign, values) == FOREIGN_KEY


@pytest.mark.parametrize(
    "change",
    [
        *(f"UPDATE {table} SET person_id = person_id" for table in REST),
        *(f"UPDATE {table} SET recorded_by_id = %(worker)s" for table in REST),
        *(f"DELETE FROM {table}" for table in REST),
        "UPDATE cases_abilityrecord SET conclusion = 'lacks'",
        "UPDATE cases_abilityrecord SET decided_on = now()",
        "UPDATE cases_wishes SET words = NULL",
        "UPDATE cases_wishes SET access_class = 'standard'",
        "UPDATE cases_formername SET name = NULL",
        "UPDATE cases_personlink SET other_id = other_id",
    ],
)
def test_what_was_written_is_not_moved_rewritten_or_deleted(caspian: Any, own: dict[str, str], change: str) -> None:
    assert refused_with(caspian, change, own) == DENIED


@pytest.mark.parametrize("access", ["restricted", "safeguarding", "manager_only"])
def test_a_worker_cannot_keep_wishes_to_managers(caspian: Any, own: dict[str, str], access: str) -> None:
    """Nor hide them from colleagues. Falls when ``not_narrowed`` is dropped."""
    assert refused_with(caspian, INSERTS["cases_wishes"].replace("'standard'", f"'{access}'"), own) == DENIED


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("cases_abilityrecord", ("'capacity', 'has'", "'competence', 'has'")),
        ("cases_abilityrecord", ("'capacity', 'has'", "'capacity', 'lacks'")),
        ("cases_wishes", ("'\\x01'", "NULL")),
        ("cases_personlink", ("kind, evidence_seen", "kind, untold, evidence_seen")),
        ("cases_personlink", ("'mother', false", "'mother', true")),
        ("cases_address", ("kind, is_protected", "from_on, to_on, kind, is_protected")),
    ],
)
def test_the_database_keeps_together_what_goes_together(
    caspian: Any, own: dict[str, str], table: str, change: tuple[str, str]
) -> None:
    statement = INSERTS[table].replace(*change)
    if "untold" in change[1]:
        statement = statement.replace("'mother', false", "'mother', 'both', false")
    if "from_on" in change[1]:
        statement = statement.replace("'home', false", "'2026-03-02', '2026-03-01', 'home', false")
    assert statement != INSERTS[table]
    assert refused_with(caspian, statement, own) == CHECK
