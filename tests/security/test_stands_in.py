"""When no manager may know of a concern, one other colleague sees it: nothing waits unseen (§4.6). And only then."""

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from foundation.rowsecurity.owner import as_owner
from foundation.verdict import Refused
from safeguarding import actions, visibility
from safeguarding.actions.telling import tell_of_what_is_late
from safeguarding.models import Concern, Notice
from safeguarding.rules import roles_of
from safeguarding.views.boards import on_the_board
from safeguarding.vocabulary import Who
from safeguarding.workflow import MOVES
from teams.founding import found_membership, found_person
from teams.vocabulary import Role
from tests.conftest import asking_as, person
from tests.integration.concerns import worried_about
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_drafts import end

WRITTEN = """INSERT INTO safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", reason, belief,
               risk_of_delay, second_person_id, recorded_at, recorded_by_id)
             SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, %s, c.state, 'void', '\\x01', false, false, %s,
               gate.clock(), gate.actor_id()
             FROM (SELECT * FROM safeguarding_concern WHERE id = %s) AS c"""
TEAM = ("ottoline", "caspian", "delphine", "theodosia")


def joins(world: World, role: Role) -> None:
    """Theodosia joins the team: its newest member."""
    with as_owner(), transaction.atomic():
        made = found_person("theodosia", "Theodosia Plumtree", password="a password of hers", demonstration=True)
        found_membership(world.ids["team"], made, role)
    world.people["theodosia"] = person("theodosia")


@pytest.fixture
def own(own_world: World) -> World:
    """A team of a manager and three caseworkers, of whom Theodosia came last."""
    joins(own_world, Role.WORKER)
    return own_world


def raised(world: World, accused: str, **said: Any) -> Concern:
    """Ottoline's worry about a colleague."""
    with asking_as(world.people["ottoline"]):
        said = {"subject": "staff_allegation", "accused": world.people[accused]} | said
        return worried_about(world.barnet, world.people["ottoline"], **said)


def see(world: World, concern: Concern) -> set[str]:
    """Who of the team finds it, through the product and by SQL of their own: the same people."""
    found = set()
    for who in TEAM:
        with asking_as(world.people[who]):
            product = Concern.objects.visible_to(world.people[who]).filter(pk=concern.pk).exists()
        with asking(world.people[who].pk) as cursor:
            raw = rows(cursor, "SELECT id FROM safeguarding_concern WHERE id = %s", [concern.pk]) != []
        assert product == raw, who
        if raw:
            found.add(who)
    return found


def test_whoever_has_been_here_longest_sees_what_is_about_the_only_manager(own: World) -> None:
    assert see(own, raised(own, "delphine")) == {"ottoline", "caspian"}


@pytest.mark.parametrize("accused", ["caspian", "theodosia"])
def test_with_a_manager_who_may_know_nobody_stands_in(own: World, accused: str) -> None:
    assert see(own, raised(own, accused)) == {"ottoline", "delphine"}


def test_with_a_second_manager_nobody_stands_in(own_world: World) -> None:
    joins(own_world, Role.SERVICE_MANAGER)
    assert see(own_world, raised(own_world, "delphine")) == {"ottoline", "theodosia"}


def test_it_is_never_anybody_who_is_kept_from_it(own: World) -> None:
    concern = raised(own, "delphine")
    with asking_as(own.people["ottoline"]):
        from safeguarding import actions

        actions.keep_from(by=own.people["ottoline"], concern=concern, person=own.people["caspian"])
    assert see(own, concern) == {"ottoline", "theodosia"}


def test_when_its_author_leaves_it_is_still_seen(own: World) -> None:
    concern = raised(own, "delphine")
    end(own, "ottoline")
    assert see(own, concern) == {"caspian"}
    end(own, "caspian")
    assert see(own, concern) == {"theodosia"}


def test_a_draft_and_what_was_kept_from_her_about_a_child_are_seen_as_well(own: World) -> None:
    with asking_as(own.people["ottoline"]):
        from foundation import clock
        from safeguarding import actions

        said = actions.NewConcern(clock.now(), accused=own.people["delphine"])
        draft = actions.begin(by=own.people["ottoline"], case=own.barnet, said=said)
    assert see(own, draft) == {"ottoline", "caspian"}
    about_a_child = raised(own, "delphine", subject="child")
    assert see(own, about_a_child) == {"ottoline", "caspian", "theodosia"}
    with asking_as(own.people["caspian"]):
        assert on_the_board(own.people["caspian"]).filter(pk=about_a_child.pk).exists()
    with asking_as(own.people["theodosia"]):
        assert not on_the_board(own.people["theodosia"]).filter(pk=about_a_child.pk).exists()


def test_whoever_stands_in_has_it_on_the_board_and_is_told_what_is_late(own: World) -> None:
    concern = raised(own, "delphine")
    with superuser_cursor() as cursor:
        cursor.execute(
            "UPDATE safeguarding_duty SET due_at = now() - interval '1 hour' WHERE concern_id = %s", [str(concern.pk)]
        )
    assert tell_of_what_is_late() > 0
    board = {who: own.client(who).get("/concerns/").content.decode() for who in TEAM}
    page = f"/cases/{concern.case_id}/concerns/{concern.pk}/"
    assert {who for who, shown in board.items() if page in shown} == {"ottoline", "caspian"}
    told = set()
    for who in TEAM:
        with asking_as(own.people[who]):
            if Notice.objects.visible_to(own.people[who]).standing().filter(concern=concern).exists():
                told.add(who)
        with asking(own.people[who].pk) as cursor:
            raw = rows(cursor, "SELECT id FROM safeguarding_notice WHERE concern_id = %s", [concern.pk])
            assert bool(raw) == (who in told), who
    assert told == {"ottoline", "caspian"}


def test_its_page_says_who_sees_it_and_which_ways_lead_on(own: World) -> None:
    concern = raised(own, "delphine")
    page = f"/cases/{concern.case_id}/concerns/{concern.pk}/"
    author, other = (own.client(who).get(page).content.decode() for who in ("ottoline", "caspian"))
    assert "Nobody who manages this team may see this concern. Caspian Rookwell sees it in their place" in author
    assert "You see it in their place" in other and "the senior manager on duty" in other
    ordinary = raised(own, "caspian")
    shown = own.client("ottoline").get(f"/cases/{ordinary.case_id}/concerns/{ordinary.pk}/").content.decode()
    assert "in their place" not in shown


@pytest.mark.parametrize("gone", ["python", "database"])
def test_each_gate_alone_lets_in_one_and_nobody_else(own: World, gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    concern = raised(own, "delphine")
    if gone == "python":
        monkeypatch.setattr(visibility, "may_know", lambda user: Q())
    else:
        with superuser_cursor() as cursor:
            cursor.execute("ALTER TABLE safeguarding_concern DISABLE ROW LEVEL SECURITY")
    found = set()
    for who in TEAM:
        with asking_as(own.people[who]):
            if Concern.objects.visible_to(own.people[who]).filter(pk=concern.pk).exists():
                found.add(who)
    assert found == {"ottoline", "caspian"}


def test_nobody_learns_by_asking_who_stands_in(own: World) -> None:
    concern = raised(own, "delphine")
    for who in ("delphine", "theodosia", "ignatius", "bartholomew", "honoria"):
        with asking(own.people[who].pk) as cursor:
            assert rows(cursor, "SELECT gate.concerns_stood_in()") == [([],)], who
        with asking(own.people[who].pk) as cursor, pytest.raises(Exception, match="absent"):
            cursor.execute("SELECT * FROM gate.who_stands_in(%s)", [concern.pk])


class Void:
    """What the only manager raised, and Theodosia said with her that it was an error."""

    def __init__(self, world: World) -> None:
        self.world, self.people = world, world.people
        with asking_as(self.people["delphine"]):
            self.pk = worried_about(world.barnet, self.people["delphine"]).pk
        self.step("theodosia", "ask_void")
        self.step("delphine", "void")

    def step(self, who: str, move: str) -> None:
        with asking_as(self.people[who]):
            found = Concern.objects.visible_to(self.people[who]).get(pk=self.pk)
            actions.step(by=self.people[who], concern=found, move=MOVES[move], reason="Two were mixed up.")

    def seen_by(self) -> set[str]:
        return see(self.world, Concern(pk=self.pk))

    def page(self, who: str) -> str:
        path = f"/cases/{self.world.barnet.pk}/concerns/{self.pk}/"
        return self.world.client(who).get(path).content.decode()


def test_whoever_voided_it_with_the_only_manager_can_restore_it_with_her(own: World) -> None:
    void = Void(own)
    assert void.seen_by() == {"delphine", "theodosia"}
    assert "Theodosia Plumtree sees this as well" in void.page("delphine")
    assert "You see this as well" in void.page("theodosia")
    with pytest.raises(Refused, match="A second person"):
        void.step("delphine", "restore")
    void.step("theodosia", "ask_restore")
    void.step("delphine", "restore")
    assert void.seen_by() == {"ottoline", "caspian", "delphine", "theodosia"}


def test_when_they_are_gone_whoever_has_been_here_longest_is_the_second(own: World) -> None:
    void = Void(own)
    end(own, "theodosia")
    assert void.seen_by() == {"delphine", "ottoline"}
    void.step("ottoline", "ask_restore")
    void.step("delphine", "restore")


def test_what_two_see_already_a_third_does_not(own: World) -> None:
    with asking_as(own.people["ottoline"]):
        concern = worried_about(own.barnet, own.people["ottoline"])
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE safeguarding_concern SET state = 'void' WHERE id = %s", [str(concern.pk)])
    assert see(own, concern) == {"ottoline", "delphine"}
    page = own.client("delphine").get(f"/cases/{own.barnet.pk}/concerns/{concern.pk}/").content.decode()
    assert "as well, so that two people" not in page
    end(own, "ottoline")
    with asking_as(own.people["caspian"]):
        assert Concern.objects.visible_to(own.people["caspian"]).filter(pk=concern.pk).exists()


def test_two_people_say_that_what_is_about_the_only_manager_is_an_error(own: World) -> None:
    """Whoever sees it in her place, with another person: nobody else, and neither of them alone (T26)."""
    concern = raised(own, "delphine")

    def makes(who: str, move: str) -> str:
        with asking_as(own.people[who]):
            return step_or_reason(own.people[who], concern, move)

    assert "second person" in makes("caspian", "void")
    assert makes("caspian", "ask_void") == ""
    assert "This is for somebody else" in makes("ottoline", "void")
    assert written(own, concern, "ottoline", "void", "caspian") == "23514"
    assert makes("ottoline", "ask_void") == ""
    assert written(own, concern, "caspian", "void", "caspian") == "23514"
    assert makes("caspian", "void") == ""
    assert see(own, concern) == {"ottoline", "caspian"}
    assert makes("ottoline", "ask_restore") == ""
    assert "This is for somebody else" in makes("ottoline", "restore")
    assert makes("caspian", "restore") == ""


def test_whoever_stands_in_is_no_manager_otherwise(own: World) -> None:
    concern = raised(own, "delphine")
    with asking_as(own.people["caspian"]):
        assert roles_of(own.people["caspian"], concern) == {Who.WORKER, Who.IN_PLACE}
        found = {key for key, move in MOVES.items() if move.who & {Who.IN_PLACE}}
        assert found == {"name_second", "void", "restore"}
    ordinary = raised(own, "theodosia", subject="child")
    for who in ("ottoline", "delphine"):
        with asking_as(own.people[who]):
            assert Who.IN_PLACE not in roles_of(own.people[who], ordinary)
    with asking_as(own.people["ottoline"]):
        step_or_reason(own.people["ottoline"], ordinary, "ask_void")
    assert written(own, ordinary, "caspian", "void", "ottoline") == "23514"


def step_or_reason(by: Any, concern: Concern, move: str) -> str:
    """Make a move; in what words it is refused, or nothing."""
    try:
        actions.step(by=by, concern=Concern.objects.get(pk=concern.pk), move=MOVES[move], reason="A mistake")
    except Refused as refused:
        return str(refused)
    return ""


def written(world: World, concern: Concern, who: str, move: str, second: str) -> str:
    """What the database answers whoever writes the step past the product."""
    with asking(world.people[who].pk) as cursor:
        return refused_with(cursor, WRITTEN, [move, world.people[second].pk, concern.pk])
