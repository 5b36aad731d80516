"""Whom a colleague wrote down privately, and is kept from when they become a client: both ways round, silently, by
equal names or numbers and by nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest

from cases import actions
from cases.models import Case, Conflict, Relative
from cases.searching import name_asked, number_asked, tokens_of
from tests.conftest import asking_as, open_a_case
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

DENIED = "42501"


@pytest.fixture(autouse=True)
def nobody_is_written_down(world: World) -> Iterator[None]:
    yield
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM cases_caseexclusion; DELETE FROM cases_conflict; DELETE FROM vault.relative_match")
        cursor.execute("DELETE FROM cases_relative")


def writes_down(world: World, who: str, given: str = "Hyacinth", family: str = "Underbarrow", number: str = "") -> None:
    with asking_as(world.people[who]):
        actions.add_relative(by=world.people[who], given_name=given, family_name=family, telephone=number)


def sees(world: World, who: str, case: Case) -> bool:
    """Whether somebody sees a case: the same in both gates, or the test fails here."""
    with asking_as(world.people[who]):
        python = Case.objects.visible_to(world.people[who]).filter(pk=case.pk).exists()
    with asking(world.people[who].pk) as cursor:
        database = rows(cursor, "SELECT count(*) FROM cases_case WHERE id = %s", [str(case.pk)])[0][0]
    assert python == bool(database)
    return python


def to_decide(world: World, case: Case) -> list[tuple[str, str, str]]:
    """What waits for the manager about a case."""
    with asking_as(world.people["delphine"]):
        found = Conflict.objects.visible_to(world.people["delphine"]).live().filter(case=case, reviewed_at=None)
        return [(c.colleague.username, c.origin, c.mitigation) for c in found.select_related("colleague")]


def test_a_relative_who_becomes_a_client_is_kept_from_the_colleague_in_that_transaction(world: World) -> None:
    writes_down(world, "caspian")
    case = open_a_case(world.people["ottoline"], "Hyacinth", "Underbarrow")
    assert (sees(world, "caspian", case), sees(world, "ottoline", case)) == (False, True)
    assert to_decide(world, case) == [("caspian", "relative", "block")]
    home, conflicts = (world.client("delphine").get(path).content.decode() for path in ("/", "/conflicts/"))
    assert "1 to decide" in home and "Hyacinth Underbarrow" in conflicts


def test_a_client_who_is_written_down_later_is_too_and_a_later_name_as_well(world: World) -> None:
    case = open_a_case(world.people["ottoline"], "Hyacinth", "Nightingale")
    assert sees(world, "caspian", case)
    writes_down(world, "caspian", "Hyacinth", "Nightingale")
    assert not sees(world, "caspian", case)
    writes_down(world, "delphine", "Zenobia", "Underbarrow")
    with asking_as(world.people["ottoline"]):
        who = actions.NewPerson("child", "Zenobia", "Underbarrow")
        actions.add_person(by=world.people["ottoline"], case=case, person=who)
    assert not sees(world, "delphine", case)


def test_a_number_is_enough_however_it_is_written(world: World) -> None:
    writes_down(world, "caspian", "Somebody", "Else", "+44 7700 900077")
    assert not sees(world, "caspian", open_a_case(world.people["ottoline"], "Hyacinth", "Underbarrow"))


def test_whoever_writes_the_person_down_knows_it_and_the_manager_decides(world: World) -> None:
    writes_down(world, "caspian")
    case = open_a_case(world.people["caspian"], "Hyacinth", "Underbarrow")
    assert sees(world, "caspian", case)
    assert to_decide(world, case) == [("caspian", "relative", "none")]


def test_what_a_manager_ended_does_not_come_back(world: World) -> None:
    writes_down(world, "caspian")
    case, delphine = open_a_case(world.people["ottoline"], "Hyacinth", "Underbarrow"), world.people["delphine"]
    with asking_as(delphine):
        found = Conflict.objects.visible_to(delphine).select_related("case__team").get(case=case)
        actions.end_conflict(by=delphine, conflict=found, reason="Another person of the same name")
    with asking_as(world.people["ottoline"]):
        who = actions.NewPerson("child", "Hyacinth", "Underbarrow")
        actions.add_person(by=world.people["ottoline"], case=case, person=who)
    assert sees(world, "caspian", case)


def test_another_service_and_somebody_without_cases_are_not_concerned(world: World) -> None:
    writes_down(world, "bartholomew")
    case = open_a_case(world.people["ottoline"], "Hyacinth", "Underbarrow")
    assert to_decide(world, case) == []


def test_digests_of_two_teams_do_not_tell_that_a_person_is_one(world: World) -> None:
    """Falls when ``gate.keep_tokens`` keeps what it is given. Within a team they are equal, or none would be found."""
    writers = ("ottoline", "ottoline", "bartholomew")
    cases = [open_a_case(world.people[who], "Hyacinth", "Underbarrow").pk for who in writers]
    theirs = "SELECT * FROM vault.person_token WHERE case_id = ANY (%(cases)s::uuid[])"
    equal = f"""WITH t AS ({theirs}) SELECT a.team_id = b.team_id FROM t AS a JOIN t AS b ON a.tokens && b.tokens
                WHERE a.person <> b.person"""  # noqa: S608 -- both constants stand here
    with superuser_cursor() as cursor:
        cursor.execute(equal, {"cases": [str(pk) for pk in cases]})
        assert {same for (same,) in cursor.fetchall()} == {True}


def test_the_list_is_ones_own_by_page_and_by_raw_sql(world: World) -> None:
    writes_down(world, "caspian")
    name = "Hyacinth Underbarrow"
    shown = {who: name in world.client(who).get("/people-i-must-not-see/").content.decode() for who in EVERYBODY}
    assert {who for who, there in shown.items() if there} == {"caspian"}
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            mine = rows(cursor, "SELECT count(*) FROM cases_relative")[0][0]
            assert mine == (1 if who == "caspian" else 0)
            for table in ("vault.relative_match", "vault.person_token"):
                assert refused_with(cursor, f"SELECT 1 FROM {table}") == DENIED  # noqa: S608
            for call in ("token_key()", "match_relatives(NULL, NULL, NULL)", f"remove_relative('{_his(world)}')"):
                wanted = "" if (who, call[:6]) == ("caspian", "remove") else DENIED
                assert refused_with(cursor, f"SELECT gate.{call}") == wanted, (who, call)
    assert world.client("delphine").post(f"/people-i-must-not-see/{_his(world)}/remove/").status_code == 404
    assert world.client("caspian").post(f"/people-i-must-not-see/{_his(world)}/remove/").status_code == 302


def _his(world: World) -> Any:
    with asking_as(world.people["caspian"]):
        return Relative.objects.visible_to(world.people["caspian"]).get().pk


@pytest.mark.parametrize(
    ("asked", "names", "found"),
    [
        (("Anna", "Smith"), "anna smith", True),
        (("ANNA Maria", "Smíth"), "anna smith", True),
        (("Anna", "Smith-Jones"), "anna smith jones", True),
        (("Anna", "Smith-Jones"), "anna smith", False),
        (("Anna", "Smith"), "ann smith", False),
        (("Anna", "Smith"), "smith", False),
        (("Anna", "Smith"), "anna becker smith", True),  # a former name
    ],
)
def test_names_are_equal_or_they_are_not(asked: tuple[str, str], names: str, found: bool) -> None:
    document = f'{{"shown": "", "names": "{names}", "numbers": ["+447700900077"]}}'
    assert (name_asked(*asked) <= tokens_of(document)) is found
    assert (number_asked("07700 900 077") <= tokens_of(document), number_asked("12")) == (True, set())
