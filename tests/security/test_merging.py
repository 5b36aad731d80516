"""Two files of one family become one: what was said and is to be done goes over, nobody comes to see anything by it,
and who is kept from either is kept from both for as long as it holds."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from cases import actions
from cases.actions import walls
from cases.models import Case, Conflict, Contact, Merging, Person, StatusChange, Task, Wall
from cases.workflow import REOPEN
from foundation import clock
from foundation.verdict import Refused
from tests.conftest import asking_as, open_a_case
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

DENIED, OVER = "42501", "55000"
MERGE = "SELECT gate.merge_cases(gen_random_uuid(), %(case)s, %(into)s, NULL, '{}', '{}', '{}')"


@pytest.fixture(autouse=True)
def nothing_stands_between(world: World) -> Iterator[None]:
    yield
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in (
            "caseexclusion",
            "conflict",
            "wallside",
            "wall",
            "mergingpart",
            "merging",
            "casepermission",
            "alike",
        ):
            cursor.execute(f"DELETE FROM cases_{table}")  # noqa: S608 -- from the constants above


@pytest.fixture
def two(world: World) -> tuple[Case, Case]:
    """Ottoline's file of somebody, and the one that caspian opened of them again."""
    return open_a_case(world.people["ottoline"]), open_a_case(world.people["caspian"])


def merge(world: World, case: Case, into: Case, who: str = "delphine", **people: Any) -> Merging:
    with asking_as(world.people[who]):
        user, both = world.people[who], Case.objects.visible_to(world.people[who]).select_related("team")
        found = both.in_bulk([case.pk, into.pk])
        said = {"reason": "She rang twice", "people": people.get("people", {})}
        return actions.merge_cases(by=user, case=found[case.pk], into=found[into.pk], **said)


def sees(world: World, who: str, *files: Case) -> set[Any]:
    """Which of the files somebody sees: the same in both gates, or the test fails here."""
    ids = [case.pk for case in files]
    with asking_as(world.people[who]):
        python = set(Case.objects.visible_to(world.people[who]).filter(pk__in=ids).values_list("pk", flat=True))
    with asking(world.people[who].pk) as cursor:
        found = rows(cursor, "SELECT id FROM cases_case WHERE id = ANY (%s::uuid[])", [[str(pk) for pk in ids]])
    assert {str(pk) for pk in python} == {str(pk) for (pk,) in found}
    return python


def keep_out(world: World, case: Case, whom: str = "caspian") -> None:
    with asking_as(world.people["delphine"]):
        said = {"kind": "friend", "mitigation": "block", "reason": "Neighbours"}
        actions.keep_out(by=world.people["delphine"], case=case, colleague=world.people[whom].pk, **said)


def test_what_was_said_and_is_to_be_done_goes_over_and_opens_there(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    caspian, delphine = world.people["caspian"], world.people["delphine"]
    with asking_as(caspian):
        call = Contact.objects.get(case=closes)
        due = Task.objects.get(case=closes)
        actions.add_to_contact(by=caspian, case=closes, contact=call, text="The school rang as well.")
        done = actions.add_task(by=caspian, case=closes, title="Write", due=clock.today(), assigned_to=caspian)
        actions.finish_task(by=caspian, case=closes, task=done)
        child = actions.add_person(by=caspian, case=closes, person=actions.NewPerson("child", "Ptolemy", "Quill"))
        point = actions.NewContactPoint("email", "p@quill.example")
        parent = Person.objects.get(case=closes, role="parent")
        actions.add_contact_point(by=caspian, case=closes, person=parent, point=point)
        actions.set_level(by=caspian, case=closes, level=3, reason="Tribunal")
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE cases_task SET done_contact_id = %s WHERE id = %s", [str(call.pk), str(done.pk)])
    with asking_as(delphine):
        same = {Person.objects.get(case=closes, role="parent").pk: Person.objects.get(case=stays).pk}
    merge(world, closes, stays, people=same)
    client = world.client("delphine")
    page, old = (client.get(case.get_absolute_url()).content.decode() for case in (stays, closes))
    assert "The school rang as well." in page and "Ptolemy Quill" in page and "p@quill.example" in page
    assert "was made one with this" in page and closes.readable_reference in page
    assert "This file was made one with" in old and "The school rang as well." not in old
    with asking_as(delphine):
        tasks = {task.pk: task for task in Task.objects.filter(case=stays)}
        assert {due.pk, done.pk} < set(tasks)
        assert (tasks[due.pk].state, tasks[done.pk].state) == ("open", "done")
        moved = Contact.objects.get(case=stays, pk=tasks[done.pk].done_contact_id)
        assert moved.confider_id == Person.objects.get(case=stays, role="parent").pk
        assert Person.objects.filter(case=closes).count() == 2 and child.case_id == closes.pk
        closed, kept = (Case.objects.get(pk=case.pk) for case in (closes, stays))
        assert (closed.status, closed.close_reason, kept.status) == ("closed", "duplicate", "open")
        assert (kept.intervention_level, closed.next_due, kept.next_due) == (3, None, clock.today())


@pytest.mark.parametrize("closing", ["the newer", "the older"])
def test_whether_two_that_are_one_are_one_is_asked_no_more(world: World, two: tuple[Case, Case], closing: str) -> None:
    """Whichever of the two was found to be like the other."""
    case, into = two[::-1] if closing == "the newer" else two
    both, asked = [case.pk, into.pk], "SELECT DISTINCT answer, decided_at IS NOT NULL FROM cases_alike"
    answers = f"{asked} WHERE %s IN (case_id, other_case_id) AND %s IN (case_id, other_case_id)"
    with superuser_cursor() as cursor:
        assert rows(cursor, answers, both) == [("", False)]
        merge(world, case, into)
        assert rows(cursor, answers, both) == [("same", True)]


def promised_and_taken(world: World, case: Case) -> UUID:
    """A call that somebody promised for ottoline, and caspian has taken."""
    caspian = world.people["caspian"]
    with asking_as(caspian):
        said = {"title": "Ring", "due": clock.today(), "kind": "call_back", "promised_at": clock.now()}
        task = actions.add_task(by=caspian, case=case, assigned_to=world.people["ottoline"], **said)
        actions.take_call_back(by=caspian, case=case, task=task)
    return task.pk


def test_who_is_kept_from_one_is_kept_from_both_for_as_long_as_it_holds(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    taken = promised_and_taken(world, closes)
    keep_out(world, stays)
    assert sees(world, "caspian", *two) == {closes.pk}
    merge(world, closes, stays)
    assert sees(world, "caspian", *two) == set()
    assert sees(world, "ottoline", *two) == {stays.pk, closes.pk}
    with asking_as(world.people["delphine"]):
        theirs = Task.objects.filter(case=stays, state="open").values_list("assigned_to__username", flat=True)
        assert "caspian" not in set(theirs)
        has_it: Any = Task.objects.values_list("case", "taken_by", "assigned_to__username").get(pk=taken)
        assert has_it == (stays.pk, None, "ottoline")  # whoever had taken it does not see it any more
        ended = (
            Conflict.objects.visible_to(world.people["delphine"]).live().select_related("case__team").get(case=stays)
        )
        actions.end_conflict(by=world.people["delphine"], conflict=ended, reason="Moved away")
    assert sees(world, "caspian", *two) == {stays.pk, closes.pk}
    keep_out(world, closes, "ottoline")  # whichever of the two it is recorded on
    assert sees(world, "ottoline", *two) == set()


def test_a_wall_beside_either_stands_beside_both(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    third, delphine = open_a_case(world.people["caspian"], "Ambrose", "Quillfeather"), world.people["delphine"]
    with asking_as(delphine):
        walls.build_wall(by=delphine, case=stays, other=third, kind="separated_parents", reason="")
    merge(world, closes, stays)
    assert sees(world, "caspian", *two, third) == {third.pk}
    assert sees(world, "ottoline", *two, third) == {stays.pk, closes.pk}
    again = open_a_case(world.people["caspian"])
    merge(world, again, stays)  # one after the other: a chain is one file
    assert sees(world, "caspian", *two, again) == set()


def test_a_wall_stands_around_all_that_was_made_one_and_never_through_it(world: World, two: tuple[Case, Case]) -> None:
    """By a third file that is one with one side, the two sides would be in one file all the same."""
    hers, his = two
    third, delphine = open_a_case(world.people["ottoline"]), world.people["delphine"]
    with asking_as(delphine):
        walls.build_wall(by=delphine, case=hers, other=his, kind="separated_parents", reason="")
    merge(world, hers, third)
    for pair in ((his, third), (third, his)):
        with pytest.raises(Refused, match="A wall stands between"):
            merge(world, *pair)
        with asking(delphine.pk) as cursor:
            assert refused_with(cursor, MERGE, {"case": str(pair[0].pk), "into": str(pair[1].pk)}) == "55006"
    for pair in ((hers, third), (third, hers)):
        with asking_as(delphine), pytest.raises(Refused, match="within one file"):
            walls.build_wall(by=delphine, case=pair[0], other=pair[1], kind="other", reason="")


def neither_into_the_other(world: World, two: tuple[Case, Case], code: str) -> None:
    """What stands against it does so whichever of the two is to close."""
    with asking(world.people["delphine"].pk) as cursor:
        for case, into in (two, two[::-1]):
            assert refused_with(cursor, MERGE, {"case": str(case.pk), "into": str(into.pk)}) == code


def test_what_has_to_be_decided_first_is_refused_with_a_reason(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    delphine = world.people["delphine"]
    with asking_as(delphine):
        walls.build_wall(by=delphine, case=stays, other=closes, kind="other", reason="")
    with pytest.raises(Refused, match="A wall stands between"):
        merge(world, closes, stays)
    neither_into_the_other(world, two, "55006")
    with asking_as(delphine):
        walls.take_down_wall(
            by=delphine, wall=Wall.objects.visible_to(delphine).select_related("case").get(ended_at=None)
        )
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casepermission (id, user_id, content_object_id, until, permission_id)"
            " SELECT gen_random_uuid(), %s, %s, %s, id FROM auth_permission WHERE codename = 'see_case'",
            [str(world.people["bartholomew"].pk), str(closes.pk), clock.now() + timedelta(days=1)],
        )
    with pytest.raises(Refused, match="let into one of these files"):
        merge(world, closes, stays)
    neither_into_the_other(world, two, "55P03")
    with superuser_cursor() as cursor:
        cursor.execute("DELETE FROM cases_casepermission")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE cases_case SET access_class = 'manager_only' WHERE id = %s", [str(closes.pk)])
    with pytest.raises(Refused, match="kept to managers"):
        merge(world, closes, stays)
    neither_into_the_other(world, two, "22023")


def test_only_a_manager_of_both_by_the_function_alone(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    said = {"case": str(closes.pk), "into": str(stays.pk)}
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            # What the manager sends leaves out what there is to move: nothing moves.
            assert refused_with(cursor, MERGE, said) == (OVER if who == "delphine" else DENIED), who
            assert refused_with(cursor, MERGE, said | {"into": str(world.fernhill.pk)}) == DENIED
            assert refused_with(cursor, MERGE, said | {"into": said["case"]}) == DENIED
            for statement in (
                "INSERT INTO cases_merging SELECT * FROM cases_merging",
                "DELETE FROM cases_merging",
                "UPDATE cases_merging SET reason = NULL",
                "SELECT gate.kept_singly(gate.actor_id())",
                "SELECT gate.may_merge(%(case)s, %(into)s)",
                "SELECT gate.carry_contact(%(case)s, %(into)s, %(into)s, '{}', '{}', NULL)",
            ):
                assert refused_with(cursor, statement, said) == DENIED, (who, statement)
    with asking_as(world.people["ottoline"]), pytest.raises(Refused):
        actions.merge_cases(by=world.people["ottoline"], case=closes, into=stays, reason="", people={})
    assert sees(world, "ottoline", *two) == {stays.pk, closes.pk}


def test_it_is_done_once_and_stays_done(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    delphine = world.people["delphine"]
    merge(world, closes, stays)
    with superuser_cursor() as cursor:
        merged = "SELECT objects_shown FROM audit_accessevent WHERE verb = 'merged' AND %s = ANY (objects_shown)"
        ((shown,),) = rows(cursor, merged, [closes.pk])
    assert {closes.pk, stays.pk} < set(shown)  # who asks of either learns that it was done
    for pair in ((closes, stays), (stays, closes)):
        with pytest.raises(Refused):
            merge(world, *pair)
    with asking_as(delphine):
        closed = Case.objects.select_related("team").get(pk=closes.pk)
        with pytest.raises(Refused, match="made one with"):
            actions.move(by=delphine, case=closed, to=REOPEN)
        assert StatusChange.objects.filter(case=closes).count() == 1
    reopen = (
        "INSERT INTO cases_statuschange (id, case_id, team_id, status_from, status_to, reason, outcomes, recorded_at,"
        " recorded_by_id) VALUES (gen_random_uuid(), %s, %s, 'closed', 'open', '', '{}', now(), %s)"
    )
    with asking(delphine.pk) as cursor:
        assert refused_with(cursor, reopen, [str(closes.pk), str(closes.team_id), str(delphine.pk)]) == "23514"
    with pytest.raises(Exception, match="is kept"), superuser_cursor() as cursor:
        cursor.execute("DELETE FROM cases_merging")


def test_the_pages_look_at_both_and_make_one_once(world: World, two: tuple[Case, Case]) -> None:
    stays, closes = two
    keep_out(world, stays)
    client = world.client("delphine")
    which = client.post(f"/cases/{closes.pk}/merge/", {"other": stays.reference})
    assert which["Location"] == f"/cases/{closes.pk}/merge/{stays.pk}/"
    page = client.get(which["Location"]).content.decode()
    assert "Caspian Rookwell" in page and "This file stays" in page
    once = dict(re.findall(r'name="(once)" value="([^"]*)"', page.partition("<main")[2]))
    people = dict.fromkeys(re.findall(r'<select[^>]*name="([^"]+)"', page.partition("<main")[2]), "")
    answers = [client.post(which["Location"], once | people | {"reason": "She rang twice"}) for _ in range(2)]
    assert [each["Location"] for each in answers] == [stays.get_absolute_url()] * 2
    with asking_as(world.people["delphine"]):
        made = Merging.objects.visible_to(world.people["delphine"]).get()
        assert made.other_case_id == stays.pk
        # Written down anew, because nobody was said to be her; she does not come to confide by it.
        assert sorted(Person.objects.filter(case=stays).values_list("is_confider", flat=True)) == [False, True]
    for who in ("ottoline", "caspian"):
        assert world.client(who).get(which["Location"]).status_code == 404
