"""Walls between two files: who reads which, through pages, the ORM and raw SQL; and who may build, place and take down.

Petronella and her former husband each confide in the service; D27: the existence of either file is kept from whoever
works on the other.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from cases import actions
from cases.actions import walls
from cases.models import Case, Contact, Wall, WallSide
from cases.rules import may_wall_off
from cases.vocabulary import Side
from foundation import clock
from foundation.rowsecurity.owner import as_owner
from foundation.verdict import Refused
from teams.founding import found_membership, found_person, found_team
from teams.vocabulary import Role
from tests.conftest import BARNET, asking_as, open_a_case, person, signed_in
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_access import DENIED, GUEST, NO, YES, own, sees

__all__ = ["own"]
BUILD = "SELECT gate.build_wall(gen_random_uuid(), %(case)s, %(other)s, 'other', NULL, '{}', '{}')"


@dataclass(frozen=True)
class Walled:
    """Two files and the wall between them: ottoline recorded on hers, caspian on his."""

    world: World
    hers: Case
    his: Case
    pk: UUID

    def wall(self) -> Wall:
        found: Wall = Wall.objects.select_related("case", "other_case").get(pk=self.pk)
        return found

    def place(self, **sides: Side) -> None:
        delphine = self.world.people["delphine"]
        with asking_as(delphine):
            chosen = {self.world.people[who].pk: side for who, side in sides.items()}
            walls.place_at_wall(by=delphine, wall=self.wall(), sides=chosen)

    def seen(self, who: str) -> str:
        """Which files somebody reads; the three ways of reading always agree."""
        both = {"hers": sees(self.world, who, self.hers), "his": sees(self.world, who, self.his)}
        assert set(both.values()) <= {YES, NO}, both
        return " and ".join(name for name, all_of_it in both.items() if all_of_it == YES) or "neither"


@pytest.fixture
def walled(own: World) -> Walled:
    """A wall as a manager builds one from the page."""
    hers, delphine = own.barnet, own.people["delphine"]
    his = open_a_case(own.people["caspian"], "Ambrose", "Quillfeather")
    with asking_as(delphine):
        said = {"kind": "separated_parents", "reason": "An order of the court"}
        made = walls.build_wall(by=delphine, case=hers, other=his, **said)
    return Walled(own, hers, his, made)


def test_each_works_on_the_file_they_recorded_on_and_managers_read_both(walled: Walled) -> None:
    assert [walled.seen(who) for who in ("ottoline", "caspian", "delphine")] == ["hers", "his", "hers and his"]
    with asking_as(walled.world.people["ottoline"]):
        assert {row.case_id for row in Contact.objects.all()} == {walled.hers.pk}


def test_whoever_joins_later_reads_neither_until_they_are_placed(walled: Walled) -> None:
    with as_owner():
        found_membership(found_team(BARNET), found_person("newton", "Newton Pell", password="x" * 20), Role.WORKER)
    walled.world.people["newton"] = person("newton")
    assert walled.seen("newton") == "neither"
    walled.place(newton=Side.SECOND)
    assert walled.seen("newton") == "his"
    walled.place(newton=Side.FIRST)
    assert walled.seen("newton") == "hers"
    walled.place(newton=Side.NEITHER)
    assert walled.seen("newton") == "neither"


def test_a_manager_who_is_placed_on_one_side_reads_it_alone_and_cannot_undo_it(walled: Walled) -> None:
    walled.place(delphine=Side.FIRST)
    assert walled.seen("delphine") == "hers"
    with asking(walled.world.people["delphine"].pk) as cursor:
        assert rows(cursor, "SELECT * FROM cases_wall") == rows(cursor, "SELECT * FROM cases_wallside") == []
        for statement in ("gate.take_down_wall(%(wall)s)", "gate.place_at_wall(%(wall)s, %(me)s, 'both', 1)"):
            values = {"wall": str(walled.pk), "me": str(walled.world.people["delphine"].pk)}
            assert refused_with(cursor, f"SELECT {statement}", values) == DENIED
    with asking_as(walled.world.people["delphine"]):
        assert not Wall.objects.visible_to(walled.world.people["delphine"]).exists()


def test_a_manager_who_led_one_of_the_files_reads_both_and_can_place_herself(own: World) -> None:
    """Of two she leads one, as whoever inherits the cases of a colleague who left does."""
    delphine = own.people["delphine"]
    his = open_a_case(delphine, "Ambrose", "Quillfeather")
    client = signed_in(delphine)
    build = f"/cases/{own.barnet.pk}/access/walls/build/"
    made = client.post(build, {"other": his.readable_reference, "kind": "separated_parents", "reason": "An order"})
    assert client.get(made["Location"]).status_code == 200
    with asking_as(delphine):
        assert {row.colleague_id for row in WallSide.objects.all()} == {own.people["ottoline"].pk}
        walled = Walled(own, own.barnet, his, Wall.objects.get().pk)
    assert walled.seen("delphine") == "hers and his"
    sides = {str(own.people[who].pk): side for who, side in (("ottoline", "first"), ("caspian", "neither"))}
    saved = client.post(made["Location"], sides | {str(delphine.pk): "second"})
    assert walled.seen("delphine") == "his"
    assert client.get(saved["Location"]).status_code == 200  # and not the page of the file that is no longer there


def test_taken_down_both_files_are_the_teams_again_and_the_wall_stays_on_record(walled: Walled) -> None:
    delphine = walled.world.people["delphine"]
    with asking_as(delphine):
        walls.take_down_wall(by=delphine, wall=walled.wall())
    assert [walled.seen(who) for who in ("ottoline", "caspian")] == ["hers and his"] * 2
    with asking_as(delphine), pytest.raises(Refused):
        walls.take_down_wall(by=delphine, wall=walled.wall())
    with superuser_cursor() as cursor:
        assert rows(cursor, "SELECT count(*) FROM cases_wall WHERE ended_at IS NOT NULL") == [(1,)]


def test_a_guest_is_let_in_on_one_side_and_not_on_the_other(walled: Walled) -> None:
    delphine, guest = walled.world.people["delphine"], walled.world.people[GUEST].pk
    until = clock.now() + timedelta(days=1)
    with asking_as(delphine):
        actions.let_in(by=delphine, case=walled.his, guest=guest, until=until, reason="Advice")
    assert walled.seen(GUEST) == "his"
    with asking_as(delphine), pytest.raises(Refused, match="kept from this case"):
        actions.let_in(by=delphine, case=walled.hers, guest=guest, until=until, reason="Advice")
    assert walled.seen(GUEST) == "his"


def test_a_guest_who_was_in_both_files_is_in_neither_when_a_wall_goes_up(walled: Walled) -> None:
    delphine, guest = walled.world.people["delphine"], walled.world.people[GUEST].pk
    third = open_a_case(walled.world.people["ottoline"], "Winnifred", "Quillfeather")
    fourth = open_a_case(walled.world.people["ottoline"], "Wilberforce", "Quillfeather")
    with asking_as(delphine):
        for case in (third, fourth):
            until = clock.now() + timedelta(days=1)
            actions.let_in(by=delphine, case=case, guest=guest, until=until, reason="Advice")
        walls.build_wall(by=delphine, case=third, other=fourth, kind="other", reason="")
    assert (sees(walled.world, GUEST, third), sees(walled.world, GUEST, fourth)) == (NO, NO)
    # Ottoline recorded on both of them: a manager has to choose for her.
    assert (sees(walled.world, "ottoline", third), sees(walled.world, "ottoline", fourth)) == (NO, NO)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_manager_of_both_builds_a_wall(world: World, who: str) -> None:
    other = open_a_case(world.people["caspian"], "Ambrose", "Quillfeather")
    said = {"case": str(world.barnet.pk), "other": str(other.pk), "fernhill": str(world.fernhill.pk)}
    with asking(world.people[who].pk) as cursor:
        assert refused_with(cursor, BUILD, said) == ("" if who == "delphine" else DENIED)
        assert refused_with(cursor, BUILD, said | {"other": said["fernhill"]}) == DENIED
        itself = refused_with(cursor, BUILD, said | {"other": said["case"]})
        assert itself == ("22023" if who == "delphine" else DENIED)
    user = world.people[who]
    with asking_as(user):
        assert bool(may_wall_off(user, world.barnet, other)) == (who == "delphine")
        assert not may_wall_off(user, world.barnet, world.fernhill)
        assert not may_wall_off(user, world.barnet, world.barnet)


def test_there_is_one_wall_between_two_files_whichever_is_named_first(walled: Walled) -> None:
    delphine = walled.world.people["delphine"]
    for pair in ((walled.hers, walled.his), (walled.his, walled.hers)):
        with asking_as(delphine), pytest.raises(Refused):
            walls.build_wall(by=delphine, case=pair[0], other=pair[1], kind="other", reason="")


def test_sides_are_the_managers_to_say_and_only_managers_read_both(walled: Walled) -> None:
    seen = "(SELECT edition FROM cases_wall WHERE id = %(wall)s)"
    place = f"SELECT gate.place_at_wall(%(wall)s, %(whom)s, %(side)s, {seen})"
    said: dict[str, Any] = {"wall": str(walled.pk), "side": "second", "whom": str(walled.world.people["ottoline"].pk)}
    for who in ("ottoline", "caspian", "ignatius", "bartholomew"):
        with asking(walled.world.people[who].pk) as cursor:
            assert refused_with(cursor, place, said) == DENIED
            assert rows(cursor, "SELECT * FROM cases_wallside") == []
    with asking(walled.world.people["delphine"].pk) as cursor:
        assert refused_with(cursor, place, said | {"side": "both"}) == DENIED
        assert refused_with(cursor, place, said | {"whom": str(walled.world.people["ignatius"].pk)}) == "P0002"
        assert refused_with(cursor, place, said | {"side": "elsewhere"}) == "23514"
        assert refused_with(cursor, place, said) == ""
        assert refused_with(cursor, "SELECT gate.write_side(%(wall)s, %(whom)s, 'first')", said) == DENIED
        assert refused_with(cursor, "DELETE FROM cases_wallside") == DENIED


def test_the_pages_build_place_and_take_down(own: World) -> None:
    his = open_a_case(own.people["caspian"], "Ambrose", "Quillfeather")
    client = signed_in(own.people["delphine"])

    def post(path: str, **said: str) -> Any:
        once = client.get(path).content.decode().partition('name="once" value="')[2].partition('"')[0]
        return client.post(path, {**said, "once": once})

    build = f"/cases/{own.barnet.pk}/access/walls/build/"
    wrong = post(build, other="999 999 999", kind="other", reason="x").content.decode()
    assert "There is no case with this reference" in wrong
    made = post(build, other=his.readable_reference, kind="separated_parents", reason="An order of the court")
    page = client.get(made["Location"]).content.decode()
    assert all(name in page for name in ("Petronella Quillfeather", "Ambrose Quillfeather", "An order of the court"))
    assert own.barnet.readable_reference in client.get(f"/cases/{his.pk}/access/").content.decode()
    with asking_as(own.people["delphine"]):
        placed = {row.colleague_id: row.side for row in WallSide.objects.all()}
    assert placed == {own.people["ottoline"].pk: "first", own.people["caspian"].pk: "second"}
    sides = {str(own.people[who].pk): side for who, side in (("ottoline", "second"), ("caspian", "neither"))}
    assert post(made["Location"], **sides, **{str(own.people["delphine"].pk): "both"}).status_code == 302
    assert (sees(own, "ottoline", his), sees(own, "ottoline"), sees(own, "caspian", his)) == (YES, NO, NO)
    assert post(f"{made['Location']}take-down/").status_code == 302
    assert sees(own, "caspian") == YES
