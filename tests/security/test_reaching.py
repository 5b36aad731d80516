"""How families reach a service: its own words alone, said by whoever administers or manages it, and kept as they
were."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from foundation.verdict import Refused
from teams import actions
from teams.models import Team, User, WayToUs
from teams.presenting.reaching import ASK, INVENTED
from tests.conftest import SignIn, asking_as, errors_in, open_a_case, person, signed_in
from tests.integration.permission import agreed
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import superuser_cursor
from tests.security.stage import Stage, staged
from tests.unit.documents.reading import words_of

THEIRS, OURS = "01632 960 140", "020 7946 0020"
SAID = {
    "name": "Parent Partnership Barnet",
    "telephone": "020 7946 0999",
    "email": "new@barnet.example",
    "post": "2 Other Street\r\nWexcombe",
    "web": "partnership.barnet.example",
    "hours": "Mornings",
}
WRONG = {
    "telephone": ("ring us", "0", "020 7946 0999 or ask for Jo", "020/7946/0999"),
    "email": ("barnet", "a b@c.example"),
    "web": ("ftp://barnet.example", "not a page", "javascript:alert(1)"),
    "name": ("", "x" * 121),
    "post": ("", " "),
}
SAY = "SELECT gate.say_how_to_reach(%s, 'A name', '020 7946 0998', 'a@b.example', 'A street', '', '', %s)"
SEEN = "SELECT string_agg(telephone, '|' ORDER BY version) FROM teams_waytous"
DENIED, CHANGED = "42501", "40001"
BEGAN = re.compile(r'name="(began|once)" value="([^"]*)"')


@pytest.fixture
def on(world: World) -> Iterator[Stage]:
    with staged(world) as stage:
        yield stage


def test_who_says_it_and_who_reads_it(on: Stage, world: World) -> None:
    """By raw SQL: of their own service alone, and only in sight of what holds."""
    barnet, fernhill = world.ids["team"], world.foreign["team"]
    said = {who: on.do(who, SAY, barnet, 1) for who in EVERYBODY}
    assert {who for who, how in said.items() if how != DENIED} == {"delphine", "ignatius"}
    assert {who for who in EVERYBODY if on.do(who, SAY, fernhill, 1) != DENIED} == set()
    assert on.do("ignatius", SAY, barnet, 1) == on.do("delphine", SAY, barnet, None) == CHANGED
    assert on.do("delphine", SAY, barnet, 3) == CHANGED != on.do("ignatius", SAY, barnet, 2)
    seen = {who: on.do(who, SEEN) for who in ("ottoline", "bartholomew", "honoria")}
    assert seen == {"ottoline": f"{OURS}|020 7946 0998|020 7946 0998", "bartholomew": THEIRS, "honoria": None}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE teams_waytous SET telephone = '1234567' RETURNING 1",
        "DELETE FROM teams_waytous RETURNING 1",
        "INSERT INTO teams_waytous SELECT * FROM teams_waytous RETURNING 1",
        "SELECT gate.found_way_to_us('X', 'X', '1234567', 'a@b', 'X', '', '')",
    ],
)
def test_nobody_writes_it_another_way(on: Stage, statement: str) -> None:
    assert on.do("delphine", statement) == DENIED


def test_what_was_said_stays(on: Stage) -> None:
    with pytest.raises(Exception, match="what was certified is kept"):
        on.behind("DELETE FROM teams_waytous")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "typed"), [(name, each) for name, all_of_it in WRONG.items() for each in all_of_it])
def test_what_cannot_be_used_is_asked_for_again_and_kept(
    cast: dict[str, User], sign_in: SignIn, name: str, typed: str
) -> None:
    answer = sign_in("ignatius").post(page_of(cast["ignatius"]), SAID | {name: typed})
    assert answer.status_code == 200 and len(errors_in(answer)) == 1
    shown = html.unescape(answer.content.decode())
    assert (typed in shown and "2 Other Street" in shown) or name == "post"
    with asking_as(cast["ignatius"]):
        assert WayToUs.objects.count() == 1


@pytest.mark.django_db
def test_what_an_administrator_says_stands_on_what_a_family_keeps(cast: dict[str, User], sign_in: SignIn) -> None:
    """And on what is read aloud; who said it stands beside it, and what was said before."""
    ottoline, page = cast["ottoline"], page_of(cast["ignatius"])
    case = open_a_case(ottoline)
    with asking_as(ottoline):
        consent = agreed(case, ottoline)
    worker = sign_in("ottoline")
    given: Any = worker.post(reverse("consent:give", args=[case.pk, consent.pk]), {"how": "by_hand"})
    paper = worker.get(given["Location"]).content
    answer = sign_in("ignatius").post(page, SAID, follow=True)
    assert "How families reach you is saved" in answer.content.decode(), errors_in(answer)
    assert worker.get(given["Location"]).content == paper  # made again with what held when it went
    record = worker.get(reverse("consent:record", args=[case.pk, consent.pk])).content.decode()
    assert "020 7946 0999" in record and "https://partnership.barnet.example" in record and OURS not in record
    assert "2 Other Street, Wexcombe" in record and "Mornings" in record
    said = sign_in("delphine").get(page).content.decode()
    assert "Ignatius Pell" in said and "Set up on the server" in said and OURS in said
    with asking_as(cast["delphine"]):
        assert [row.version for row in WayToUs.objects.visible_to(cast["delphine"]).order_by("version")] == [1, 2]


@pytest.mark.django_db
def test_two_who_change_it_at_once_lose_neither(cast: dict[str, User], sign_in: SignIn) -> None:
    page = page_of(cast["ignatius"])
    first, second = sign_in("ignatius"), sign_in("delphine")
    carried = dict(BEGAN.findall(second.get(page).content.decode()))
    assert first.post(page, SAID | {"hours": "Never"}).status_code == 302
    answer = second.post(page, SAID | {"hours": "Always"} | carried)
    shown = html.unescape(answer.content.decode())
    assert "Somebody changed this while you had it open" in shown and "Never" in shown and "Always" in shown
    with asking_as(cast["delphine"]):
        team = Team.objects.get(pk__in=Team.objects.where(cast["delphine"], "confirm_members"))
        with pytest.raises(Refused, match="Somebody else saved this"):
            actions.say_how_to_reach(by=cast["delphine"], team=team, said=SAID, seen=1)


def test_of_each_service_its_own_and_where_nobody_said_it_no_address_of_anybody(own_database: str) -> None:
    """Fernhill's families read Fernhill's; Barnet's, once nobody has said it, are told to ask, on paper too."""
    theirs, ours = record_of("bartholomew"), record_of("ottoline")
    for shown in theirs:
        assert THEIRS in shown and "hello@fernhill.example" in shown and OURS not in shown and "barnet" not in shown
    assert OURS in ours[0] and THEIRS not in "".join(ours)
    with superuser_cursor() as cursor:
        cursor.execute("ALTER TABLE teams_waytous DISABLE TRIGGER history; DELETE FROM teams_waytous")
    for shown in record_of("ottoline"):
        assert ASK in shown and OURS not in shown and THEIRS not in shown and INVENTED not in shown
    home = signed_in(person("ignatius")).get(reverse("home")).content.decode()
    assert "Nobody has said how families reach Parent Partnership Barnet" in home
    assert f'href="{page_of(person("ignatius"))}"' in home


def record_of(worker: str) -> tuple[str, str]:
    """What a family of this worker's keeps: the page and the document."""
    user = person(worker)
    case = open_a_case(user, "Zillah", worker.title())
    with asking_as(user):
        consent = agreed(case, user)
    client = signed_in(user)
    page = client.get(reverse("consent:record", args=[case.pk, consent.pk])).content.decode()
    given: Any = client.post(reverse("consent:give", args=[case.pk, consent.pk]), {"how": "by_hand"})
    main = page.partition("<main")[2].partition("</main")[0]
    return html.unescape(main), words_of(client.get(given["Location"]).content)


def page_of(user: User) -> str:
    with asking_as(user):
        team = Team.objects.get(pk__in=Team.objects.where(user, "see_members"))
    return reverse("teams:reaching", args=[team.pk])
