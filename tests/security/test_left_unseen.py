"""Work in the name of somebody whom a wall shuts out waits for nobody: the manager is told, and gives it away in one
step; nobody else can, and nobody else learns of it."""

from uuid import uuid4

import pytest

from cases import actions
from cases.models import Case, Task, left_unseen, unseen_work
from cases.vocabulary import Side
from foundation import clock
from tests.conftest import asking_as, open_a_case
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_drafts import begin, seen_by, wall
from tests.security.test_walls import Walled, own, walled

__all__ = ["own", "walled"]
GIVE = "SELECT gate.give_drafts(%s, %s, %s)"
WAITS = "SELECT * FROM gate.unseen_work()"


def give_a_task(by: str, to: str, case: Case, world: World, **more: object) -> Task:
    with asking_as(world.people[by]):
        said = {"title": "Ask the academy", "due": clock.today(), "assigned_to": world.people[to]} | more
        made: Task = actions.add_task(by=world.people[by], case=case, **said)
        return made


def test_what_waits_behind_a_wall_is_given_away_in_one_step(own: World) -> None:
    """Caspian wrote and had things to do on her file before he was placed on the other side of the wall."""
    hers, people = own.barnet, own.people
    kept = begin(own, "caspian", hers)
    secret = begin(own, "caspian", hers, accused="delphine")
    about_a_worry = begin(own, "caspian", hers, f"/cases/{hers.pk}/concerns/{uuid4()}/move/seek/")
    plain = give_a_task("ottoline", "caspian", hers, own)
    asked = give_a_task("ottoline", "caspian", hers, own, kind="safeguarding")
    wall(hers, people["caspian"].pk)
    delphine = own.client("delphine")
    home = delphine.get("/").content.decode()
    assert "Caspian Rookwell has 2 open tasks and began 1 form that is not recorded." in home
    address = f"/cases/{hers.pk}/access/give/{people['caspian'].pk}/"
    assert address in home and address not in own.client("ottoline").get("/").content.decode()
    assert own.client("ottoline").get(address).status_code == 404
    assert "Caspian Rookwell</label>" not in delphine.get(address).content.decode()
    assert delphine.post(address, {"to": str(people["caspian"].pk)}).status_code == 200  # not one of the choices
    assert delphine.post(address, {"to": str(people["ottoline"].pk)}).status_code == 302
    with asking_as(people["delphine"]):
        names = {task.pk: task.assigned_to.username for task in Task.objects.filter(pk__in=[plain.pk, asked.pk])}
    assert names == {plain.pk: "ottoline", asked.pk: "delphine"}  # what the manager was asked is a manager's
    assert [seen_by(own, each) for each in (kept, secret, about_a_worry)] == [{"ottoline"}, set(), set()]
    assert "To give to somebody" not in delphine.get("/").content.decode()
    assert delphine.get(address).status_code == 404


def test_a_wall_between_two_files_leaves_the_lead_to_be_given(walled: Walled) -> None:
    world = walled.world
    own_led = world.client("delphine").get("/").content.decode()
    assert "To give to somebody" not in own_led  # each leads the file on whose side they are
    walled.place(ottoline=Side.SECOND)
    assert "Ottoline Fernsby leads the case" in world.client("delphine").get("/").content.decode()
    address = f"/cases/{walled.hers.pk}/access/give/{world.people['ottoline'].pk}/"
    assert world.client("delphine").post(address, {"to": str(world.people["delphine"].pk)}).status_code == 302
    with asking_as(world.people["delphine"]):
        assert Case.objects.get(pk=walled.hers.pk).lead_worker == world.people["delphine"]


def test_what_waits_on_one_case_is_what_waits_there_of_all(own: World) -> None:
    """Caspian has a task on each of two files; a wall shuts him out of both, and of each alone it is told."""
    delphine, files = own.people["delphine"], [own.barnet, open_a_case(own.people["ottoline"], "Zillah", "Thorne")]
    for file in files:
        give_a_task("ottoline", "caspian", file, own)
        wall(file, own.people["caspian"].pk)
    with asking_as(delphine):
        everything = unseen_work()
        assert {each.file for each in everything} == {file.pk for file in files}
        for file in files:
            assert unseen_work(file) == [each for each in everything if each.file == file.pk] != []
            assert [left.case.pk for left in left_unseen(delphine, file)] == [file.pk]
    with asking_as(own.people["bartholomew"]):
        assert unseen_work(own.barnet) == []


@pytest.mark.parametrize("who", ["ottoline", "ignatius", "bartholomew", "honoria", "caspian"])
def test_nobody_else_learns_of_it_or_gives_it(own: World, who: str) -> None:
    hers, caspian, ottoline = own.barnet, own.people["caspian"].pk, own.people["ottoline"].pk
    begin(own, "caspian", hers)
    wall(hers, caspian)
    with asking(own.people[who].pk) as cursor:
        assert rows(cursor, WAITS) == []
        assert refused_with(cursor, GIVE, [hers.pk, caspian, ottoline]) == "42501"


def test_a_manager_gives_only_what_waits_and_only_to_whoever_sees_it(own: World) -> None:
    hers, people = own.barnet, {name: user.pk for name, user in own.people.items()}
    begin(own, "caspian", hers)
    wall(hers, people["caspian"])
    with asking(people["delphine"]) as cursor:
        assert refused_with(cursor, GIVE, [hers.pk, people["caspian"], people["caspian"]]) == "P0002"
        assert refused_with(cursor, GIVE, [hers.pk, people["caspian"], people["bartholomew"]]) == "P0002"
        assert refused_with(cursor, GIVE, [hers.pk, people["ottoline"], people["delphine"]]) == "55000"
        assert [tuple(row) for row in rows(cursor, WAITS)] == [(hers.pk, people["caspian"], 1)]
    wall(hers, people["delphine"])
    with asking(people["delphine"]) as cursor:
        assert rows(cursor, WAITS) == []
        assert refused_with(cursor, GIVE, [hers.pk, people["caspian"], people["ottoline"]]) == "42501"


def test_what_a_colleague_left_elsewhere_is_not_for_this_manager(own: World) -> None:
    """Caspian is kept from a file of another service too, which his own manager never learns of."""
    with superuser_cursor() as cursor:
        lead = "UPDATE cases_case SET lead_worker_id = %s WHERE id = %s"
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(lead, [own.people["caspian"].pk, own.fernhill.pk])
    wall(own.fernhill, own.people["caspian"].pk)
    with asking(own.people["delphine"].pk) as cursor:
        assert rows(cursor, WAITS) == []


def test_what_is_over_waits_for_nobody(own: World) -> None:
    """A task that is done, and a closed case that somebody led."""
    task = give_a_task("ottoline", "caspian", own.barnet, own)
    wall(own.barnet, own.people["caspian"].pk)
    with asking(own.people["delphine"].pk) as cursor:
        assert [tuple(row) for row in rows(cursor, WAITS)] == [(own.barnet.pk, own.people["caspian"].pk, 0)]
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        done = "UPDATE cases_task SET state = 'done', done_at = recorded_at, done_by_id = assigned_to_id WHERE id = %s"
        cursor.execute(done, [task.pk])
        closed = (
            "UPDATE cases_case SET status = 'closed', closed_at = opened_at, close_reason = 'completed',"
            " lead_worker_id = %s WHERE id = %s"
        )
        cursor.execute(closed, [own.people["caspian"].pk, own.barnet.pk])
    with asking(own.people["delphine"].pk) as cursor:
        assert rows(cursor, WAITS) == []


def test_a_draft_that_names_a_second_file_is_given_only_between_those_who_see_both(own: World) -> None:
    """Neither by a manager nor to a colleague who is kept from the second; and nobody else's draft is given with it."""
    hers, people = own.barnet, {name: user.pk for name, user in own.people.items()}
    second = open_a_case(own.people["ottoline"], "Zillah", "Thorne")
    both, plain = begin(own, "caspian", hers, other=second), begin(own, "caspian", hers)
    own_draft = begin(own, "delphine", hers)
    wall(hers, people["caspian"])
    wall(second, people["ottoline"])
    with asking(people["delphine"]) as cursor:
        waits = "SELECT colleague, drafts FROM gate.unseen_work(%s)"
        assert rows(cursor, waits, [hers.pk]) == [(people["caspian"], 2)]
        assert rows(cursor, GIVE, [hers.pk, people["caspian"], people["ottoline"]]) == [(1,)]
        cursor.connection.commit()
    assert [seen_by(own, each) for each in (plain, both, own_draft)] == [{"ottoline"}, set(), {"delphine"}]
    with superuser_cursor() as cursor:
        cursor.execute("DELETE FROM cases_caseexclusion WHERE user_id = %s", [people["ottoline"]])
    wall(second, people["delphine"])
    with asking(people["delphine"]) as cursor:
        assert rows(cursor, WAITS) == []
        assert rows(cursor, GIVE, [hers.pk, people["caspian"], people["ottoline"]]) == [(0,)]  # who sees both
