"""Promise 2: for whoever is kept from a case, the whole product is the same, byte for byte, as if there were no case.

Everything is crawled as that colleague before the case is made, and again when it is there with all that a case can
hold (``tests/security/everything.py``): tasks that are theirs, a call promised, permissions, concerns, breaches, looks.
"""

import re
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse

from audit.actions import action
from cases import actions, keys
from cases.actions.people import keep_findable
from cases.models import Alike, Case, Person
from foundation import absence, clock
from teams.models import User
from tests.conftest import asking_as, open_a_case
from tests.security.conftest import World
from tests.security.crawl import Answer, crawl, differences, glance, named_of
from tests.security.everything import fill
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


def a_case_with_everything(world: World, of: str = "caspian") -> tuple[Case, dict[str, UUID]]:
    """Made by ottoline, led by ``of``, with tasks and calls of theirs: what would show if anything showed. With the ids
    of all that is in it."""
    ottoline, senior = world.people["ottoline"], world.people["honoria"]
    case = open_a_case(ottoline, GIVEN, FAMILY)
    return case, fill(case, ottoline, world.people[of], senior)


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
    for way in ("find", "caller", "call", "wrong person"):
        assert b"Petronella Quillfeather" in first[f"{way} Petronella"].body, way
    assert b"Petronella Quillfeather" in first["/cases/"].body


def test_the_crawl_sees_a_case_that_nobody_is_kept_from(still: World) -> None:
    """Without this, a crawl that looks nowhere would pass the next tests; so would one of a case that holds nothing."""
    who = ("caspian", "delphine")
    before = {name: glance(still, name, still.ids, TERMS) for name in who}
    _, ids = a_case_with_everything(still)
    changed = {name: set(differences(before[name], glance(still, name, still.ids, TERMS))) for name in who}
    found = {f"{way} {FAMILY}" for way in ("find", "caller", "call", "wrong person")}
    pages = {"/", "/cases/", "/tasks/", "/call-backs/", "/permissions/ending/"}
    managers = {"/concerns/", "/concerns/register/", "/disclosures/", "/breaches/", "/quarantine/", "/cases/hand-over/"}
    assert found | pages <= changed["caspian"]
    assert found | pages | managers <= changed["delphine"]
    assert sum(answer.status == 200 for answer in named_of(still, "caspian", still.ids | ids).values()) > 40


def test_the_whole_product_is_the_same_for_a_colleague_who_is_kept_out(still: World) -> None:
    before = caspian_sees(still)
    case, ids = a_case_with_everything(still)
    keep_out(still, case)
    look_at_it(still, case)
    assert differences(before, caspian_sees(still)) == {}
    then_nothing_of_it_is_there(still, "caspian", case, ids)


def then_nothing_of_it_is_there(world: World, who: str, case: Case, ids: dict[str, UUID]) -> None:
    """Each address that names it, asked for or sent a form, is the absent page."""
    absent = Answer.of(world.client(who).get(f"/cases/{UUID(int=1 << 100)}/"))
    found = named_of(world, who, world.ids | ids)
    assert absent.status == 404 and len(found) > 120
    assert {path for path, answer in found.items() if answer != absent} == set()


def look_at_it(world: World, case: Case) -> None:
    """Work on the case by somebody who may, after others are kept out."""
    assert world.client("ottoline").get(case.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who", ["caspian", "delphine"])
def test_the_whole_product_is_the_same_for_whoever_wrote_them_down_as_a_relative(still: World, who: str) -> None:
    """Nobody keeps them out by hand: the name on their own list does, in the transaction that writes the person. For a
    manager too: what she counts, reads and decides for the team is the same without it."""
    with asking_as(still.people[who]):
        actions.add_relative(by=still.people[who], given_name=GIVEN, family_name=FAMILY)
    sees = crawl if who == "delphine" else glance
    before = sees(still, who, still.ids, TERMS)
    case, ids = a_case_with_everything(still, of=who)
    look_at_it(still, case)
    after = sees(still, who, still.ids, TERMS)
    walked = [path for path in before if path.endswith("/looks/")]  # her own first walk stands there, and nothing else
    assert not any(str(case.pk).encode() in after[path].body for path in walked)
    assert {path: words for path, words in differences(before, after).items() if path not in walked} == {}
    then_nothing_of_it_is_there(still, who, case, ids)


def test_the_whole_product_is_the_same_for_whoever_creates_them_again(still: World) -> None:
    """He has a case of theirs; then they have one that is kept from him, and he writes them down again. The managers
    are told, for him there is nobody else, and a case that he opens is like that of anybody new."""
    caspian = still.people["caspian"]
    mine = open_a_case(caspian, GIVEN, FAMILY)
    with asking_as(caspian):
        write_again(caspian, mine)
    before = caspian_sees(still)
    hidden, _ = a_case_with_everything(still)
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
