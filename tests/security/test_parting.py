"""A merging keeps what it did, for the managers who see both files, and nobody may make it say something else."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cases import actions, keys
from cases.actions import walls
from cases.models import Allocation, Case, Contact, ContactAddendum, ContactPoint, Merging, MergingPart, Person, Task
from cases.references import readable
from foundation import clock
from foundation.components.words import gb_date
from foundation.verdict import Refused
from tests.conftest import Told, asking_as, open_a_case
from tests.integration.concerns import worried_about
from tests.integration.permission import agreed
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_merging import DENIED, OVER, keep_out, merge, sees

PART = "SELECT gate.part_cases(%(made)s, '\\x01', '{}', '{}', '{}', true)"
SETTLE = "SELECT gate.settle_parting(%(made)s)"
STUBS = "SELECT id FROM cases_contact WHERE moved_away_at IS NOT NULL AND case_id = ANY (%s::uuid[])"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SAID = "She has moved to another school"
# Who changed a row last and how often; what was searched by: written anew, and no part of what a file says.
ASIDE = {"edition", "edited_at", "edited_by", "search_document"}
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


def part(world: World, made: Merging, who: str = "delphine", **said: Any) -> int:
    with asking_as(world.people[who]):
        found = Merging.objects.select_related("case__team", "other_case__team").get(pk=made.pk)
        words = {"reason": "They only share a name", "along": set(), "settle": True} | said
        return actions.part_cases(by=world.people[who], merging=found, **words)


def as_it_stands(world: World, case: Case) -> dict[str, Any]:
    """All that a file holds, its texts opened: what its pages show."""
    with asking_as(world.people["delphine"]):
        keys.open_to_change(case)
        rows = {
            model.__name__: {
                row.pk: {
                    f.attname: _plain(getattr(row, f.attname)) for f in row._meta.concrete_fields if f.name not in ASIDE
                }
                for row in model.objects.filter(case=case)
            }
            for model in (Person, ContactPoint, Contact, ContactAddendum, Task)
        }
        found = Case.objects.get(pk=case.pk)
        return rows | {"case": _facts(found)}


def _facts(row: Any) -> dict[str, Any]:
    return {f.attname: _plain(getattr(row, f.attname)) for f in row._meta.concrete_fields if f.name not in ASIDE}


def _plain(value: Any) -> Any:
    return value.reveal() if hasattr(value, "reveal") else value


def test_two_files_are_what_they_were(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    caspian = world.people["caspian"]
    with asking_as(caspian):
        call = Contact.objects.get(case=closes)
        actions.add_to_contact(by=caspian, case=closes, contact=call, text="The school rang as well.")
        done = actions.add_task(by=caspian, case=closes, title="Write", due=clock.today(), assigned_to=caspian)
        actions.finish_task(by=caspian, case=closes, task=done)
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE cases_task SET done_contact_id = %s WHERE id = %s", [str(call.pk), str(done.pk)])
    before = {case.pk: as_it_stands(world, case) for case in two}
    made = merge(world, closes, stays, people=said_to_be(world, closes, stays))
    assert part(world, made) == 0
    after = {case.pk: as_it_stands(world, case) for case in two}
    assert after[closes.pk] == before[closes.pk]
    left = {pk: row for pk, row in after[stays.pk]["Contact"].items() if row["moved_away_at"]}
    assert {(row["summary"], row["access_class"]) for row in left.values()} == {(None, "restricted")}
    voided = {pk: row for pk, row in after[stays.pk]["ContactPoint"].items() if row["retired_at"]}
    assert [row["value"] for row in voided.values()] == ["p@quill.example"]
    for name, gone in (("Contact", left), ("ContactPoint", voided)):
        for pk in gone:
            del after[stays.pk][name][pk]
    assert after[stays.pk] == before[stays.pk]


def record_since(world: World, stays: Case, who: str = "ottoline", about: Any = None) -> Contact:
    """A call that was written down while the two were one."""
    with asking_as(world.people[who]):
        said = replace(Told(1, SAID).contact(), person=about)
        return actions.record_contact(by=world.people[who], case=stays, contact=said)


def test_what_was_recorded_since_stays_unless_it_is_ticked(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    made = merge(world, closes, stays)
    with asking_as(world.people["delphine"]):
        child = Person.objects.get(case=stays, role="child")
        theirs = Person.objects.get(case=closes, role="child").pk
        point = ContactPoint.objects.get(case=stays, channel="email")
    goes, remains = record_since(world, stays, about=child), record_since(world, stays)
    assert part(world, made, along={goes.pk}) == 0
    with asking_as(world.people["delphine"]):
        keys.open_to_change(closes)
        moved = Contact.objects.get(case=closes, moved_away_at=None, moved_here_at__isnull=False)
        assert (moved.summary.reveal(), moved.person_id) == (SAID, theirs)
        here = Contact.objects.filter(case=stays, moved_away_at=None)
        assert remains in here and goes not in here
        assert not Person.objects.filter(case=stays, role="child").exists()
        assert not ContactPoint.objects.filter(pk=point.pk).exists()  # with the record of whose it was


def test_who_is_meant_by_something_since_stays_and_so_does_a_way_that_was_used(
    world: World, two: tuple[Case, Case]
) -> None:
    stays, closes = two
    made = merge(world, closes, stays, people=said_to_be(world, closes, stays))
    delphine = world.people["delphine"]
    with asking_as(delphine):
        child = Person.objects.get(case=stays, role="child")
        point = ContactPoint.objects.get(case=stays, channel="email")
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE cases_contactpoint SET verified_on = '2026-01-05' WHERE id = %s", [str(point.pk)])
    record_since(world, stays, about=child)
    assert part(world, made) == 1
    with asking_as(delphine):
        assert Person.objects.filter(pk=child.pk).exists()
        assert ContactPoint.objects.get(pk=point.pk).retired_at is None


def test_it_is_refused_with_a_reason_and_by_the_function_alone(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    third = open_a_case(world.people["ottoline"], "Ambrose", "Third")
    made = merge(world, closes, stays)
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            # What the manager sends leaves out what there is to seal: nothing moves.
            assert refused_with(cursor, PART, {"made": str(made.pk)}) == (OVER if who == "delphine" else DENIED), who
            assert refused_with(cursor, SETTLE, {"made": str(made.pk)}) == (OVER if who == "delphine" else DENIED), who
            for statement in (
                "UPDATE cases_merging SET ended_at = now()",
                "SELECT gate.may_part(%(made)s)",
                "SELECT gate.undo_merged_people(m) FROM cases_merging AS m",
                "SELECT gate.bring_back(p, '{}') FROM cases_mergingpart AS p",
                "SELECT gate.still_there(%(made)s)",
                "DELETE FROM cases_alike",
            ):
                assert refused_with(cursor, statement, {"made": str(made.pk)}) == DENIED, (who, statement)
    with pytest.raises(Refused, match="manager"):
        part(world, made, who="ottoline")
    merge(world, stays, third)
    with pytest.raises(Refused, match="made one with a third"):
        part(world, made)
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM cases_merging WHERE other_case_id = %s", [str(third.pk)])
        cursor.execute("UPDATE cases_merging SET status_before = ''")
    with pytest.raises(Refused, match="by hand"):
        part(world, made)
    with asking(world.people["delphine"].pk) as cursor:
        assert refused_with(cursor, PART, {"made": str(made.pk)}) == "P0002"


def test_it_is_done_once_on_the_record_and_may_be_made_one_again(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    made = merge(world, closes, stays)
    part(world, made)
    with pytest.raises(Refused, match="apart already"):
        part(world, made)
    with asking(world.people["delphine"].pk) as cursor:
        assert refused_with(cursor, PART, {"made": str(made.pk)}) == OVER
    with superuser_cursor() as cursor:
        told = "SELECT count(*) FROM audit_accessevent WHERE verb = 'parted' AND %s = ANY (objects_shown)"
        assert [rows(cursor, told, [str(pk)]) for pk in (stays.pk, closes.pk)] == [[(1,)], [(1,)]]
        with pytest.raises(Exception, match="is kept"):
            cursor.execute("UPDATE cases_merging SET ended_at = NULL, ended_by_id = NULL, end_reason = NULL")
    again = merge(world, stays, closes)  # the other way round
    with pytest.raises(Refused, match="made one with another already"):
        merge(world, stays, closes)
    part(world, again)


def test_whoever_led_it_and_has_left_leaves_it_to_the_manager(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    made = merge(world, closes, stays)
    with superuser_cursor() as cursor:  # who works there no more
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE cases_case SET lead_worker_id = %s WHERE id = %s",
            [str(world.people["ferdinand"].pk), str(closes.pk)],
        )
    part(world, made)
    with asking_as(world.people["delphine"]):
        found = Case.objects.get(pk=closes.pk)
        assert (found.status, found.lead_worker_id) == ("inactive", world.people["delphine"].pk)
        assert Allocation.objects.get(case=closes, lead_to=world.people["delphine"]).lead_from is not None


def test_nobody_comes_to_see_anything_until_a_manager_says_so(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    keep_out(world, closes, "ottoline")
    made = merge(world, closes, stays)
    keep_out(world, stays, "caspian")  # while they are one
    part(world, made, settle=False)
    assert sees(world, "ottoline", *two) == sees(world, "caspian", *two) == set()
    with asking_as(world.people["delphine"]):
        with pytest.raises(Refused, match="within one file"):
            walls.build_wall(by=world.people["delphine"], case=stays, other=closes, kind="other", reason="")
        actions.settle_parting(by=world.people["delphine"], merging=made)
        with pytest.raises(Refused, match="said so already"):
            actions.settle_parting(by=world.people["delphine"], merging=made)
    assert sees(world, "ottoline", *two) == {stays.pk}
    assert sees(world, "caspian", *two) == {closes.pk}
    for who in ("ottoline", "caspian"):  # nor do they learn that there is another file
        with asking(world.people[who].pk) as cursor:
            assert rows(cursor, "SELECT id FROM cases_merging", []) == []
            assert rows(cursor, STUBS, [[str(case.pk) for case in two]]) == []


def test_what_was_decided_and_raised_since_is_listed_for_whoever_may_know_it(
    world: World, two: tuple[Case, Case]
) -> None:
    """With its date; not what stood there before, nor a concern that is kept from the manager. On the record."""
    stays, closes = two
    ottoline, delphine = world.people["ottoline"], world.people["delphine"]
    with asking_as(ottoline):
        agreed(stays, ottoline)
    merge(world, closes, stays)
    with asking_as(ottoline):
        consent, concern, kept = agreed(stays, ottoline), *(worried_about(stays, ottoline) for _ in range(2))
    with superuser_cursor() as cursor:
        kept_from = "INSERT INTO safeguarding_concernexclusion (id, user_id, concern_id, recorded_at)"
        cursor.execute(f"{kept_from} VALUES (gen_random_uuid(), %s, %s, now())", [str(delphine.pk), str(kept.pk)])
        drawn = world.client("delphine").get(f"/cases/{stays.pk}/apart/{closes.pk}/").content.decode()
        look = "SELECT objects_shown FROM audit_accessevent WHERE page = 'cases:part' ORDER BY at DESC, id LIMIT 1"
        shown = set(rows(cursor, look)[0][0])
    page = re.sub("<[^>]+>", "", drawn)
    assert page.count("permission about telling") == 1 and f"{gb_date(consent.recorded_at)}: permission" in page
    assert f"{gb_date(concern.recorded_at)}: concern {readable(concern.reference)}, raised" in page
    assert readable(kept.reference) not in page
    assert {str(consent.pk), str(concern.pk)} <= set(map(str, shown)) and str(kept.pk) not in set(map(str, shown))


def test_the_pages_take_apart_once_what_they_showed(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    keep_out(world, closes, "ottoline")
    merge(world, closes, stays)
    client, path = world.client("delphine"), f"/cases/{stays.pk}/apart/{closes.pk}/"
    assert path in client.get(stays.get_absolute_url()).content.decode()
    page = client.get(path).content.decode().partition("<main")[2]
    assert "Ottoline Fernsby, since" in page and "p@quill.example" in page and "Ptolemy Quill" in page
    since = record_since(world, stays, "delphine")
    typed = {"reason": "They only share a name", "kept": "both"}
    answer = client.post(path, dict(HIDDEN.findall(page)) | typed)
    again = answer.content.decode().partition("<main")[2]
    assert "Something was added" in again and str(since.pk) in again and "They only share a name" in again
    sent = dict(HIDDEN.findall(again)) | typed | {"along": str(since.pk)}
    assert [client.post(path, sent)["Location"] for _ in range(2)] == [closes.get_absolute_url()] * 2
    with asking_as(world.people["delphine"]):
        assert Contact.objects.filter(case=closes, moved_away_at=None).count() == 2
    late = client.post(path, sent | {"once": dict(HIDDEN.findall(client.get(path).content.decode()))["once"]})
    assert "taken apart already" in late.content.decode() and "They only share a name" in late.content.decode()
    for case in two:
        shown = client.get(case.get_absolute_url()).content.decode()
        assert "were taken apart on" in shown and "Say that each has its own again" in shown
    assert "Taken apart from" in client.get(f"/cases/{closes.pk}/access/").content.decode()
    settle = f"/cases/{stays.pk}/apart/{closes.pk}/settle/"
    assert client.post(settle, dict(HIDDEN.findall(client.get(settle).content.decode()))).status_code == 302
    assert sees(world, "ottoline", *two) == {stays.pk}
    for who in ("ottoline", "caspian"):
        assert [world.client(who).get(each).status_code for each in (path, settle)] == [404, 404]
