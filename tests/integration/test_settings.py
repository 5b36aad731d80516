"""The register of schools: who may read it, who may write it, and how a school is found in it."""

from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from cases.models import Setting
from cases.models.setting import MOST_NAMED
from foundation.rowsecurity.owner import as_owner
from teams.models import User
from tests.conftest import NAMES, asking_as, person

SCHOOLS = (
    (100001, "St Mary’s Invented Primary School", "Foxglove", "EN5 4ZZ", True),
    (100002, "Maryland Nursery", "Barnet", "N3 1ZZ", True),
    (100003, "St Mary's Old School", "Foxglove", "EN5 4ZX", False),
    (100004, "École Invéntée de Londres", "London", "NW11 0ZZ", True),
)


@pytest.fixture
def register(own_database: str) -> dict[str, User]:
    """Four schools, written as the owner writes them, and the cast who ask for them."""
    rows = [
        Setting(urn=urn, name=name, town=town, postcode=postcode, is_open=is_open)
        for urn, name, town, postcode, is_open in SCHOOLS
    ]
    for row in rows:
        row.words = row.words_of()
    with as_owner(), transaction.atomic():
        Setting.objects.bulk_create(rows)
    return {name: person(name) for name in NAMES}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("st mary", [100001, 100003]),  # open ones first
        ("ST. MARY’S foxgl", [100001, 100003]),
        ("mary", [100002, 100001, 100003]),
        ("ecole inventee", [100004]),
        ("EN5 4zz", [100001]),
        ("nw110zz", [100004]),
        ("100003", [100003]),
        ("nobody’s school", []),
        ("s", []),
        ("' | !:*", []),
        ("", []),
        ("x " * 25_000, []),
    ],
)
def test_a_school_is_found_by_the_beginnings_of_its_words(
    register: dict[str, User], typed: str, found: list[int]
) -> None:
    with asking_as(register["ottoline"]):
        assert [school.urn for school in Setting.objects.named_like(typed)] == found


def test_at_most_twenty_are_named(register: dict[str, User]) -> None:
    with as_owner(), transaction.atomic():
        Setting.objects.bulk_create(
            Setting(urn=n, name=f"Many {n}", words=f"many {n}") for n in range(1, MOST_NAMED + 5)
        )
    with asking_as(register["ottoline"]):
        assert len(Setting.objects.named_like("many")) == MOST_NAMED


@pytest.mark.parametrize("who", NAMES)
def test_everybody_reads_the_register_and_nobody_writes_it(register: dict[str, User], who: str) -> None:
    """Public reference data: the grants say so, for there is no family in it that a row policy could guard."""
    writes: list[Any] = [
        lambda: Setting.objects.create(urn=9, name="Made up"),
        lambda: Setting.objects.update(name="Made up"),
        lambda: Setting.objects.all().delete(),
    ]
    with asking_as(register[who]):
        assert Setting.objects.count() == len(SCHOOLS)
    for write in writes:
        with asking_as(register[who]), pytest.raises(ProgrammingError, match="permission denied"):
            write()
