"""A merging keeps what it did, for the managers who see both files, and nobody may make it say something else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cases import actions
from cases.models import Case, Contact, ContactPoint, MergingPart, Person, Task
from tests.conftest import asking_as, open_a_case
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_merging import DENIED, OVER, keep_out, merge

LONG_AGO = "2026-01-05 10:00+00"
PARTS = "SELECT kind, count(*) FROM cases_mergingpart GROUP BY kind ORDER BY kind"
MERGE = "SELECT gate.merge_cases(gen_random_uuid(), %(case)s, %(into)s, NULL, '{}', '{}', %(people)s)"


@pytest.fixture(autouse=True)
def nothing_stands_between(world: World) -> Iterator[None]:
    yield
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("caseexclusion", "conflict", "wallside", "wall", "mergingpart", "merging", "casepermission"):
            cursor.execute(f"DELETE FROM cases_{table}")  # noqa: S608 -- from the constants above
        cursor.execute("DELETE FROM cases_alike")


@pytest.fixture
def two(world: World) -> tuple[Case, Case]:
    """Ottoline's file of somebody, and caspian's of another family: a call, a task, a child and an address."""
    stays, closes = (
        open_a_case(world.people["ottoline"]),
        open_a_case(world.people["caspian"], "Ambrose", "Quillfeather"),
    )
    caspian = world.people["caspian"]
    with asking_as(caspian):
        actions.add_person(by=caspian, case=closes, person=actions.NewPerson("child", "Ptolemy", "Quill"))
        parent = Person.objects.get(case=closes, role="parent")
        point = actions.NewContactPoint("email", "p@quill.example")
        actions.add_contact_point(by=caspian, case=closes, person=parent, point=point)
        actions.set_level(by=caspian, case=closes, level=3, reason="Tribunal")
    return stays, closes


def said_to_be(world: World, closes: Case, stays: Case) -> dict[Any, Any]:
    """The parent of one file is the parent of the other."""
    with asking_as(world.people["delphine"]):
        both = {case.pk: Person.objects.get(case=case, role="parent").pk for case in (closes, stays)}
    return {both[closes.pk]: both[stays.pk]}


def test_a_merging_keeps_what_it_brought_over_and_what_that_was(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    with asking_as(world.people["delphine"]):
        was = {row.pk: row for model in (Contact, Task) for row in model.objects.filter(case=closes)}
        child = Person.objects.get(case=closes, role="child")
    made = merge(world, closes, stays, people=said_to_be(world, closes, stays))
    assert (made.case_id, made.other_case_id) == (closes.pk, stays.pk)
    with asking_as(world.people["delphine"]):
        parts = {(part.kind, part.earlier_id): part for part in made.parts.all()}
        now = {row.pk for model in (Contact, Task) for row in model.objects.filter(case=stays)}
        for pk, row in was.items():
            part = parts.pop(("contact" if isinstance(row, Contact) else "task", pk))
            assert part.later_id in now
            if isinstance(row, Contact):
                assert (part.person_was, part.confider_was) == (row.person_id, row.confider_id)
            else:
                assert (part.later_id, part.assigned_to_was_id) == (pk, row.assigned_to_id)
        written = Person.objects.get(case=stays, role="child").pk
        assert (parts["person", child.pk].later_id, parts.pop(("person", child.pk)).is_new) == (written, True)
        assert [part.is_new for (kind, _), part in parts.items() if kind == "person"] == [False]
        added = [part.later_id for (kind, _), part in parts.items() if kind == "point"]
        assert ContactPoint.objects.get(pk=added[0]).case_id == stays.pk
        made.refresh_from_db()
        assert (made.status_before, made.level_before) == ("open", 3)
        assert (made.other_level_before, made.other_highest_before) == (1, 1)


def test_only_managers_who_see_both_read_what_it_did_and_nobody_changes_it(
    world: World, two: tuple[Case, Case]
) -> None:
    stays, closes = two
    merge(world, closes, stays)
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            found = rows(cursor, PARTS, [])
            assert bool(found) == (who == "delphine"), who
            for statement in (
                "UPDATE cases_mergingpart SET is_new = false",
                "DELETE FROM cases_mergingpart",
                "INSERT INTO cases_mergingpart SELECT * FROM cases_mergingpart",
                "SELECT gate.keep_merged_people(m, '{}') FROM cases_merging AS m",
            ):
                assert refused_with(cursor, statement, {}) == DENIED, (who, statement)
        with asking_as(world.people[who]):
            assert MergingPart.objects.visible_to(world.people[who]).exists() == (who == "delphine")
    with pytest.raises(Exception, match="is kept"), superuser_cursor() as cursor:
        cursor.execute("DELETE FROM cases_mergingpart")
    keep_out(world, closes, "ottoline")
    with asking(world.people["ottoline"].pk) as cursor:
        assert rows(cursor, "SELECT id FROM cases_merging", []) == []


def test_nobody_is_left_out_and_nothing_that_stood_there_is_said_to_be_new(
    world: World, two: tuple[Case, Case]
) -> None:
    """What the application says of people is believed as far as the rows agree with it."""
    stays, _ = two
    delphine, nameless = world.people["delphine"], open_a_case(world.people["caspian"], "Nobody", "Yet")
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("contact", "task"):  # so that the people are all there is to say
            cursor.execute(f"DELETE FROM cases_{table} WHERE case_id = %s", [str(nameless.pk)])  # noqa: S608
        for table in ("person", "contactpoint"):
            cursor.execute(f"UPDATE cases_{table} SET recorded_at = %s WHERE case_id = %s", [LONG_AGO, str(stays.pk)])  # noqa: S608
    with asking_as(delphine):
        old, there = Person.objects.get(case=nameless).pk, Person.objects.get(case=stays)
        point = ContactPoint.objects.filter(person=there).first()
    plain = {"now": str(there.pk), "is_new": False, "points": []}
    assert point is not None
    lies = ({}, plain | {"is_new": True}, plain | {"points": [str(point.pk)]}, plain | {"now": str(old)})
    with asking(delphine.pk) as cursor:
        for lie in lies:
            said = {
                "case": str(nameless.pk),
                "into": str(stays.pk),
                "people": json.dumps({str(old): lie} if lie else {}),
            }
            assert refused_with(cursor, MERGE, said) == OVER, lie
        said["people"] = json.dumps({str(old): plain})
        assert refused_with(cursor, MERGE, said) == ""
