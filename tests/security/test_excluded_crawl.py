"""Promise 2: for whoever is kept from a case, the whole product is the same, byte for byte, as if there were no case.

Everything is crawled as that colleague before the case is made, and again when it is there with all that a case can
hold: people, contacts, tasks that are theirs, a lead worker who is them, a call promised, looks, moves and time.
"""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from audit.actions import action
from cases import actions, keys
from cases.actions.people import keep_findable
from cases.models import Alike, Case, Person, Task
from foundation import absence, clock
from teams.models import User
from tests.conftest import asking_as, open_a_case
from tests.security.conftest import World
from tests.security.crawl import Answer, crawl, differences
from tests.security.raw import superuser_cursor

GIVEN, FAMILY = "Hyacinth", "Underbarrow"
TERMS = (GIVEN, FAMILY, "hyacinth underbarow", "07700 900077", "Petronella")


@pytest.fixture
def still(own_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world for one test in which no time passes, so that no minute turns between two crawls."""
    monkeypatch.setattr(absence, "TICK_SECONDS", 0.0001)
    world = own_world
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    with superuser_cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS"
            f" 'SELECT ''{now.isoformat()}''::timestamptz'"
        )
    return world


def caspian_sees(world: World) -> dict[str, Answer]:
    return crawl(world, "caspian", world.ids, TERMS)


def a_case_with_everything(world: World) -> Case:
    """Made by ottoline, led by caspian, with a task and a call of his: what would show if anything showed."""
    ottoline, caspian = world.people["ottoline"], world.people["caspian"]
    case = open_a_case(ottoline, GIVEN, FAMILY)
    with asking_as(ottoline):
        actions.add_task(by=ottoline, case=case, title="Ring the school", due=clock.today(), assigned_to=caspian)
        who = actions.NewPerson("child", "Ptolemy", FAMILY)
        actions.add_person(by=ottoline, case=case, person=who)
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE cases_case SET lead_worker_id = %s WHERE id = %s", [str(caspian.pk), str(case.pk)])
    return case


def keep_out(world: World, case: Case, whom: str = "caspian") -> None:
    delphine = world.people["delphine"]
    with asking_as(delphine):
        said = {"kind": "family", "mitigation": "block", "reason": "His sister"}
        actions.keep_out(by=delphine, case=case, colleague=world.people[whom].pk, **said)


def test_two_crawls_of_the_same_world_are_the_same(still: World) -> None:
    """The crawl itself: it reaches the product, and nothing in it is random."""
    first = caspian_sees(still)
    assert differences(first, caspian_sees(still)) == {}
    assert sum(answer.status == 200 for answer in first.values()) > 40
    assert b"Petronella Quillfeather" in first["find Petronella"].body
    assert b"Petronella Quillfeather" in first["/cases/"].body


def test_the_crawl_sees_a_case_that_nobody_is_kept_from(still: World) -> None:
    """Without this, a crawl that looks nowhere would pass the next test."""
    before = caspian_sees(still)
    a_case_with_everything(still)
    changed = differences(before, caspian_sees(still))
    assert {"/", "/cases/", "/tasks/", "/cases/?status=open", f"find {FAMILY}"} <= set(changed)


def test_the_whole_product_is_the_same_for_a_colleague_who_is_kept_out(still: World) -> None:
    before = caspian_sees(still)
    case = a_case_with_everything(still)
    keep_out(still, case)
    look_at_it(still, case)
    assert differences(before, caspian_sees(still)) == {}
    ids = still.ids | ids_of(still, case)
    absent = still.client("caspian").get(case.get_absolute_url())
    for path, answer in crawl(still, "caspian", ids, ()).items():
        if str(case.pk) in path:
            assert (answer.status, answer.body) == (absent.status_code, absent.content), path


def look_at_it(world: World, case: Case) -> None:
    """Work on the case by those who may, after he is kept out."""
    for who in ("ottoline", "delphine"):
        assert world.client(who).get(case.get_absolute_url()).status_code == 200


def ids_of(world: World, case: Case) -> dict[str, Any]:
    """The ids of the case for addresses that name it."""
    with asking_as(world.people["ottoline"]):
        person = Person.objects.filter(case=case).first()
        task = Task.objects.filter(case=case).first()
    return {"case": case.pk, "person": person.pk, "task": task.pk}


def test_the_whole_product_is_the_same_for_whoever_wrote_them_down_as_a_relative(still: World) -> None:
    """Nobody keeps him out by hand: the name on his own list does, in the transaction that writes the person."""
    caspian = still.people["caspian"]
    with asking_as(caspian):
        actions.add_relative(by=caspian, given_name=GIVEN, family_name=FAMILY)
    before = caspian_sees(still)
    case = a_case_with_everything(still)
    look_at_it(still, case)
    assert differences(before, caspian_sees(still)) == {}
    assert still.client("caspian").get(case.get_absolute_url()).status_code == 404


def test_the_whole_product_is_the_same_for_whoever_creates_them_again(still: World) -> None:
    """He has a case of theirs; then they have one that is kept from him, and he writes them down again. The managers
    are told, for him there is nobody else, and a case that he opens is like that of anybody new."""
    caspian = still.people["caspian"]
    mine = open_a_case(caspian, GIVEN, FAMILY)
    with asking_as(caspian):
        write_again(caspian, mine)
    before = caspian_sees(still)
    hidden = a_case_with_everything(still)
    keep_out(still, hidden)
    with asking_as(caspian):
        write_again(caspian, mine)
    assert differences(before, caspian_sees(still)) == {}
    keep_out(still, mine)  # so that all that is alike to the next is kept from him
    second, new = (opened(still, *name) for name in ((GIVEN, FAMILY), ("Theodora", "Larkspurling")))
    assert second == new
    with asking_as(still.people["delphine"]):
        told = Alike.objects.visible_to(still.people["delphine"]).to_decide().filter(kept=True)
        assert hidden.pk in {pair.other_case_id for pair in told}
        assert len(told) == 3  # the one that he wrote on, and the one that he opened with each of both


@action
def write_again(worker: User, case: Case) -> None:
    """What every save of a name does besides, which would count as a change of his own."""
    keys.open_to_change(case)
    keep_findable(Person.objects.get(case=case))


def opened(world: World, given: str, family: str) -> tuple[Any, ...]:
    """What opening a case for somebody brings, and the pages of the case, without what names it."""
    client = world.client("caspian")
    once = dict(re.findall(r'name="(once)" value="([^"]*)"', client.get("/cases/open/").content.decode()))
    said = {"kind": "adult", "level": "1", "person-given_name": given, "person-family_name": family, **once}
    answer = client.post("/cases/open/", said)
    page = answer["Location"]
    case = page.split("/")[2]
    with asking_as(world.people["caspian"]):
        reference = Case.objects.get(pk=case).readable_reference
        person = str(Person.objects.get(case=case).pk)
    found = [client.get(path).content.decode() for path in (page, f"{page}people/", f"{page}history/")]
    for name in (case, person, reference, f"{given} {family}", given, family):
        found = [text.replace(name, "…") for text in found]
    return (answer.status_code, *(Answer.of(HttpResponse(text)) for text in found))
