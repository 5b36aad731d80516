"""Whoever creates somebody again who is in a file kept from them notices nothing; the managers who see both files are
told in the same transaction, and nobody else is (§3.18)."""

from collections.abc import Iterator
from typing import Any

import pytest

from cases import actions
from cases.models import Alike, Case
from cases.vocabulary import CaseKind, PersonRole
from foundation.verdict import Refused
from teams.models import Team
from tests.conftest import asking_as
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

DENIED, OVER = "42501", "55000"
HIDDEN = ("Hyacinth", "Underbarrow")


@pytest.fixture(autouse=True)
def nothing_is_alike(world: World) -> Iterator[None]:
    yield
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("cases_caseexclusion", "cases_conflict", "cases_alike", "cases_wallside", "cases_wall"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- from the constants above
        cursor.execute("DELETE FROM vault.relative_match; DELETE FROM cases_relative; DELETE FROM vault.person_token")


def open_a_case(worker: Any, given: str, family: str, *points: actions.NewContactPoint) -> Case:
    """A case of somebody who is known by name alone, unless a number is given."""
    with asking_as(worker):
        team = Team.objects.get(pk__in=Team.objects.where(worker, "work_cases"))
        who = actions.NewPerson(PersonRole.PARENT, given, family, is_confider=True)
        return actions.open_case(by=worker, team=team, kind=CaseKind.ADULT, people=[(who, points)])


def keep_out(world: World, case: Case, whom: str, by: str = "delphine") -> None:
    with asking_as(world.people[by]):
        said = {"kind": "friend", "mitigation": "block", "reason": "Neighbours"}
        actions.keep_out(by=world.people[by], case=case, colleague=world.people[whom].pk, **said)


@pytest.fixture
def hidden(world: World) -> Case:
    """A file of ottoline's that caspian is kept from."""
    case = open_a_case(world.people["ottoline"], *HIDDEN)
    keep_out(world, case, "caspian")
    return case


def told(world: World, who: str) -> list[tuple[Any, Any, bool]]:
    """The pairs that somebody is told of: the same in both gates, or the test fails here."""
    with asking_as(world.people[who]):
        found = Alike.objects.visible_to(world.people[who]).to_decide().order_by("pk")
        python = list(found.values_list("case", "other_case", "kept"))
    with asking(world.people[who].pk) as cursor:
        database = rows(
            cursor, "SELECT case_id, other_case_id, kept FROM cases_alike WHERE decided_at IS NULL ORDER BY id"
        )
    assert [(str(a), str(b), kept) for a, b, kept in python] == [(str(a), str(b), kept) for a, b, kept in database]
    return python


def everybody_told(world: World) -> set[str]:
    return {who for who in EVERYBODY if told(world, who)}


@pytest.mark.parametrize("named", [HIDDEN, ("Hyacinth Maud", "Underbarrow"), ("Somebody", "Else")])
def test_the_manager_is_told_and_nobody_else(world: World, hidden: Case, named: tuple[str, str]) -> None:
    number = actions.NewContactPoint("mobile", "07700 900555")
    with asking_as(world.people["ottoline"]):
        them = case_person(hidden)
        actions.add_contact_point(by=world.people["ottoline"], case=hidden, person=them, point=number)
    again = open_a_case(world.people["caspian"], *named, *([number] if named[0] == "Somebody" else []))
    assert told(world, "delphine") == [(again.pk, hidden.pk, True)]
    assert everybody_told(world) == {"delphine"}  # not ottoline either, who sees both files


def test_a_person_who_is_added_is_found_as_one_with_whom_a_case_begins(world: World, hidden: Case) -> None:
    case, caspian = open_a_case(world.people["caspian"], "Zenobia", "Larkspur"), world.people["caspian"]
    assert everybody_told(world) == set()
    with asking_as(caspian):
        actions.add_person(by=caspian, case=case, person=actions.NewPerson("child", *HIDDEN))
    assert told(world, "delphine") == [(case.pk, hidden.pk, True)]


def test_by_a_relative_and_by_a_wall_as_by_a_conflict(world: World) -> None:
    caspian, delphine = world.people["caspian"], world.people["delphine"]
    with asking_as(caspian):
        actions.add_relative(by=caspian, given_name=HIDDEN[0], family_name=HIDDEN[1])
    theirs = open_a_case(world.people["ottoline"], *HIDDEN)
    again = open_a_case(caspian, *HIDDEN)
    assert told(world, "delphine") == [(again.pk, theirs.pk, True)]
    walled, other = (open_a_case(world.people["ottoline"], name, "Merriweather") for name in ("Quentin", "Rosamund"))
    with asking_as(delphine):
        from cases.actions import walls

        walls.build_wall(by=delphine, case=walled, other=other, kind="other", reason="")
    second = open_a_case(caspian, "Quentin", "Merriweather")
    assert (second.pk, walled.pk, True) in told(world, "delphine")
    with asking_as(delphine):  # within the two files of a wall it has been decided that they are two
        actions.add_person(by=delphine, case=other, person=actions.NewPerson("child", "Quentin", "Merriweather"))
    assert (other.pk, walled.pk) not in {pair[:2] for pair in told(world, "delphine")}


def test_a_manager_who_is_the_one_kept_out_is_not_told(world: World, hidden: Case) -> None:
    acting = "gate.name_deputy(%s, %s, 'On leave', NULL, now() + interval '1 day')"
    with asking(world.people["delphine"].pk) as cursor:
        rows(cursor, f"SELECT {acting}", [str(world.ids["team"]), str(world.people["ottoline"].pk)])
        cursor.connection.rollback()
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)",
            [str(world.people["delphine"].pk), str(hidden.pk)],
        )
    open_a_case(world.people["delphine"], *HIDDEN)
    assert everybody_told(world) == set()
    with superuser_cursor() as cursor:  # whoever manages the team next is
        cursor.execute(
            "INSERT INTO teams_teampermission (id, user_id, content_object_id, permission_id)"
            " SELECT gen_random_uuid(), %s, %s, id FROM auth_permission WHERE codename = 'manage_conflicts'",
            [str(world.people["ottoline"].pk), str(world.ids["team"])],
        )
    try:
        assert everybody_told(world) == {"ottoline"}
    finally:
        with superuser_cursor() as cursor:
            cursor.execute(
                "DELETE FROM teams_teampermission USING auth_permission AS p WHERE permission_id = p.id"
                " AND p.codename = 'manage_conflicts' AND user_id = %s",
                [str(world.people["ottoline"].pk)],
            )


def test_whoever_sees_both_is_told_that_they_may_be_known_already(world: World) -> None:
    one, two = (open_a_case(world.people[who], *HIDDEN) for who in ("ottoline", "caspian"))
    assert told(world, "caspian") == [(two.pk, one.pk, False)]
    assert everybody_told(world) == {"ottoline", "caspian", "delphine"}
    keep_out(world, one, "ottoline")
    assert everybody_told(world) == {"caspian", "delphine"}


def test_what_was_decided_is_not_asked_again_and_another_person_is(world: World, hidden: Case) -> None:
    caspian, delphine = world.people["caspian"], world.people["delphine"]
    case = open_a_case(caspian, *HIDDEN)
    decide(world, "delphine", "other")
    with asking_as(caspian):
        actions.add_contact_point(
            by=caspian,
            case=case,
            person=case_person(case),
            point=actions.NewContactPoint("mobile", "07700 900311", actions.Safety()),
        )
    assert told(world, "delphine") == []
    with asking_as(delphine):
        kept = Alike.objects.visible_to(delphine).get()
        assert (kept.answer, kept.decided_by_id, kept.reason is not None) == ("other", delphine.pk, True)
    with asking_as(caspian):
        actions.add_person(by=caspian, case=case, person=actions.NewPerson("child", *HIDDEN))
    assert told(world, "delphine") == [(case.pk, hidden.pk, True)]


def case_person(case: Case) -> Any:
    from cases.models import Person

    return Person.objects.get(case=case)


def decide(world: World, who: str, answer: str) -> None:
    with asking_as(world.people[who]):
        row = Alike.objects.visible_to(world.people[who]).select_related("case", "other_case").get()
        actions.answer_alike(by=world.people[who], alike=row, answer=answer, reason="Met them both")


def test_only_those_who_are_told_decide_and_nobody_writes(world: World, hidden: Case) -> None:
    open_a_case(world.people["caspian"], *HIDDEN)
    with superuser_cursor() as cursor:
        ((pk, person),) = rows(cursor, "SELECT id, person_id FROM cases_alike")
    answer = "SELECT gate.answer_alike(%s, 'other', NULL)"
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            assert refused_with(cursor, answer, [str(pk)]) == ("" if who == "delphine" else DENIED), who
            for statement in (
                "UPDATE cases_alike SET answer = 'other'",
                "DELETE FROM cases_alike",
                "INSERT INTO cases_alike SELECT * FROM cases_alike",
                f"SELECT gate.find_alike('{person}', '{{}}', '{{}}')",
            ):
                assert refused_with(cursor, statement) == DENIED, (who, statement)
    decide(world, "delphine", "other")
    with asking(world.people["delphine"].pk) as cursor:
        assert refused_with(cursor, answer, [str(pk)]) == OVER
    with pytest.raises(Exception, match="kept"), superuser_cursor() as cursor:
        cursor.execute("UPDATE cases_alike SET kept = false")


def test_whoever_writes_learns_nothing_by_sql_of_their_own(world: World, hidden: Case) -> None:
    """What the database did for the managers is in no answer, row, event or count that she who wrote can reach."""
    case = open_a_case(world.people["caspian"], *HIDDEN)
    person = case_person_id(case)
    with asking(world.people["caspian"].pk) as cursor:
        args = [str(person), [], [], []]
        assert refused_with(cursor, "SELECT gate.keep_tokens(%s, %s::bytea[], %s::bytea[], %s::bytea[])", args) == ""
        assert rows(cursor, "SELECT count(*) FROM cases_alike") == [(0,)]
        assert refused_with(cursor, "SELECT * FROM audit_accessevent") == DENIED
        assert refused_with(cursor, "SELECT gate.keep_tokens(%s, '{}', '{}', '{}')", [str(hidden.pk)]) == DENIED
    with superuser_cursor() as cursor:
        shown = "SELECT objects_shown FROM audit_accessevent WHERE verb = 'alike_found' ORDER BY at DESC, id DESC"
        newest = str(rows(cursor, shown)[0])
        assert str(hidden.pk) in newest and str(case.pk) not in newest


def case_person_id(case: Case) -> Any:
    with superuser_cursor() as cursor:
        return rows(cursor, "SELECT id FROM cases_person WHERE case_id = %s", [str(case.pk)])[0][0]


def test_whoever_decides_after_a_colleague_did_is_told_so(world: World, hidden: Case) -> None:
    open_a_case(world.people["caspian"], *HIDDEN)
    with asking_as(world.people["delphine"]):
        row = Alike.objects.visible_to(world.people["delphine"]).get()
    client, path = world.client("delphine"), f"/cases/{hidden.pk}/alike/{row.pk}/"
    once = client.get(path).content.decode().partition('name="once" value="')[2].partition('"')[0]
    decide(world, "delphine", "other")
    late = client.post(path, {"answer": "same", "reason": "Met them both", "once": once}).content.decode()
    assert "Somebody has already decided this" in late and "Met them both" in late
    page = client.get(path).content.decode()
    assert "Somebody has decided about these two already" in page and 'name="answer"' not in page


def test_deciding_needs_both_files(world: World, hidden: Case) -> None:
    open_a_case(world.people["caspian"], *HIDDEN)
    with asking_as(world.people["delphine"]):
        row = Alike.objects.visible_to(world.people["delphine"]).select_related("case", "other_case").get()
    with asking_as(world.people["ottoline"]), pytest.raises(Refused):
        actions.answer_alike(by=world.people["ottoline"], alike=row, answer="other", reason="")
