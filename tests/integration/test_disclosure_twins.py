"""The disclosure table in Python and in the database: two accounts of one policy, held together (promise 5)."""

import json
from dataclasses import fields, replace
from random import Random

import pytest
from django.db import connection

from cases.disclosure import Permission, Situation, decide
from tests.unit.cases.situations import EXAMPLES, drawn

ASK = "SELECT array_agg(gate.decide(s.value) ORDER BY s.ordinality) FROM jsonb_array_elements(%s) WITH ORDINALITY AS s"
BATCH = 2_000


def database_says(situations: list[Situation]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(ASK, [json.dumps([each.as_json() for each in situations])])
        return list(cursor.fetchone()[0])


def python_says(situations: list[Situation]) -> list[str]:
    return [f"{decision.row} {decision.answer}" for decision in map(decide, situations)]


def compare(number: int, seed: int) -> set[str]:
    random, seen = Random(seed), set()
    for _ in range(number // BATCH):
        situations = [drawn(random) for _ in range(BATCH)]
        said = python_says(situations)
        assert database_says(situations) == said
        seen |= set(said)
    return seen


@pytest.mark.django_db
def test_the_examples() -> None:
    situations = [situation for _, _, situation in EXAMPLES]
    assert database_says(situations) == python_says(situations)


@pytest.mark.django_db
def test_drawn_situations() -> None:
    seen = compare(4_000, seed=11)
    assert {f"{row} {answer}" for row, answer, _ in EXAMPLES} - seen == set()


@pytest.mark.long
@pytest.mark.django_db
def test_a_hundred_thousand_situations() -> None:
    compare(100_000, seed=12)


@pytest.mark.django_db
def test_p5_no_state_of_permission_stands_in_the_way_of_safety_in_either_gate() -> None:
    """Refused, withdrawn, run out, joint or of a child: danger and a child at risk are told all the same (D4, D5)."""
    random, names = Random(13), [each.name for each in fields(Situation)]
    safe = [situation for row, answer, situation in EXAMPLES if row in ("D4", "D5", "D5a") and answer == "allow"]
    held = names[names.index("permission") : names.index("nobody_recognisable")]
    changed = []
    for permission in Permission:
        for base in (*safe, *random.choices(safe, k=200)):
            other = drawn(random)
            values = {name: getattr(other, name) for name in held} | {"permission": permission}
            changed.append(replace(base, **values))
    said = database_says(changed)
    assert said == python_says(changed)
    assert {answer.split()[1] for answer in said} == {"allow"}


@pytest.mark.django_db
def test_what_is_missing_counts_as_no() -> None:
    with connection.cursor() as cursor:
        for act in ("", "look", "share", "ask", "receive", "train", "freedom", "subject_access", "enquiry", "reach"):
            cursor.execute("SELECT gate.decide(%s)", [json.dumps({"act": act} if act else {})])
            assert not cursor.fetchone()[0].endswith("allow"), act
