"""The list of cases: narrowed, sorted, turned page by page both ways, counted; each case once, in order, if allowed."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from django.urls import reverse

from cases.listing import ORDERS, Edge, Wanted, count_of, counts_by_status, page_of
from cases.models import Case
from foundation import clock
from teams.models import User
from tests import databases
from tests.conftest import SignIn, asking_as, open_a_case, person, signed_in
from tests.integration.caseload import narrow, open_cases
from tests.security.raw import superuser_cursor

MANY = 60
SIZE = 7
REFERENCE = r">\s*([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])\s*<"


def walk(user: User, wanted: Wanted, *, size: int = SIZE) -> list[list[UUID]]:
    """Every page from the first to the last, by the links forwards."""
    pages, token = [], ""
    while True:
        page = page_of(user, wanted, Edge.read(token), size=size)
        pages.append([case.pk for case in page.cases])
        token = page.following
        if not token:
            return pages


def walk_back(user: User, wanted: Wanted, *, size: int = SIZE) -> list[list[UUID]]:
    """To the last page, then back by the links backwards to the first; the pages in the order of the list."""
    page = page_of(user, wanted, size=size)
    while page.following:
        page = page_of(user, wanted, Edge.read(page.following), size=size)
    pages = [[case.pk for case in page.cases]]
    while page.previous:
        page = page_of(user, wanted, Edge.read(page.previous), size=size)
        pages.insert(0, [case.pk for case in page.cases])
    return pages


def flat(pages: list[list[UUID]]) -> list[UUID]:
    return [pk for page in pages for pk in page]


def seen(user: User, wanted: Wanted = Wanted()) -> set[UUID]:  # noqa: B008 -- frozen
    with asking_as(user):
        return set(flat(walk(user, wanted)))


def test_every_case_is_visited_once_in_order_both_ways(own_database: str) -> None:
    ottoline = person("ottoline")
    open_cases(ottoline, MANY)
    with superuser_cursor() as cursor:  # as if each had been opened when its family was last heard of
        cursor.execute("UPDATE cases_case SET opened_at = last_contact_at")
    with asking_as(ottoline):
        sixty = list(Case.objects.visible_to(ottoline))
    assert len({case.opened_at for case in sixty}) < len(sixty) == MANY  # some can be told apart by their ids alone
    for sort, (column, down) in ORDERS.items():
        expected = [c.pk for c in sorted(sixty, key=lambda c: (getattr(c, column), c.pk), reverse=down)]
        with asking_as(ottoline):
            pages = walk(ottoline, Wanted(sort=sort))
            assert flat(pages) == expected, sort
            assert [len(page) for page in pages] == [SIZE] * 8 + [4]
            assert flat(walk_back(ottoline, Wanted(sort=sort))) == expected, sort


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 25, 59, 60, 61])
def test_pages_of_any_length_end_where_the_cases_end(cast: dict[str, User], size: int) -> None:
    ottoline = cast["ottoline"]
    open_cases(ottoline, 12)
    with asking_as(ottoline):
        assert len(flat(walk(ottoline, Wanted(), size=min(size, 13)))) == 12
        assert page_of(ottoline, Wanted(), size=12).following == ""
        assert page_of(ottoline, Wanted(), size=12).previous == ""


@pytest.mark.django_db
def test_a_case_opened_while_somebody_turns_pages_is_neither_skipped_over_nor_shown_twice(
    cast: dict[str, User],
) -> None:
    ottoline = cast["ottoline"]
    cases = open_cases(ottoline, 6)
    with asking_as(ottoline):
        first = page_of(ottoline, Wanted(), size=3)
    open_a_case(ottoline)
    with asking_as(ottoline):
        second = page_of(ottoline, Wanted(), Edge.read(first.following), size=3)
        older = [case.pk for case in first.cases + second.cases]
    assert set(older) <= {case.pk for case in cases}
    assert len(older) == len(set(older)) == 6


@pytest.mark.django_db
def test_filters_narrow_alone_and_together(cast: dict[str, User]) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    a, b, c, d = (case for _ in range(4) for case in open_cases(ottoline, 1))
    narrow(a, ottoline, lead_worker=ottoline, intervention_level=2)
    narrow(b, ottoline, lead_worker=caspian, status="inactive")
    narrow(
        c,
        ottoline,
        status="closed",
        review_due=clock.today() - timedelta(days=1),
    )
    narrow(d, ottoline, next_due=clock.today() - timedelta(days=1), intervention_level=2)
    expected = {
        Wanted(): {a, b, c, d},
        Wanted(status="open"): {a, d},
        Wanted(status="inactive"): {b},
        Wanted(status="closed"): {c},
        Wanted(level="2"): {a, d},
        Wanted(level="4"): set(),
        Wanted(worker=str(ottoline.pk)): {a},
        Wanted(worker=str(caspian.pk)): {b},
        Wanted(worker="none"): {c, d},
        Wanted(overdue=True, status="open"): {d},
        Wanted(status="open", level="2", worker="none"): {d},
    }
    for wanted, cases in expected.items():
        assert seen(ottoline, wanted) == {case.pk for case in cases}, wanted
        with asking_as(ottoline):
            assert count_of(ottoline, wanted) == len(cases), wanted
    with asking_as(ottoline):
        assert counts_by_status(ottoline) == {"open": 2, "inactive": 1, "closed": 1}


@pytest.mark.django_db
def test_today_is_not_yet_overdue(cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    (case,) = open_cases(ottoline, 1)
    narrow(case, ottoline, next_due=clock.today(), review_due=clock.today())
    assert seen(ottoline, Wanted(overdue=True)) == set()


@pytest.mark.django_db
def test_pages_are_turned_by_their_links(cast: dict[str, User], sign_in: SignIn) -> None:
    open_cases(cast["ottoline"], 30)
    client = sign_in("ottoline")
    address = reverse("cases:cases")
    first = client.get(address, {"status": "open"}).content.decode()
    shown = set(re.findall(REFERENCE, first))
    (following,) = re.findall(r'href="(\?[^"]*)" rel="next"', first)
    assert "status=open" in following
    second = client.get(address + following.replace("&amp;", "&")).content.decode()
    rest = set(re.findall(REFERENCE, second))
    assert (len(shown), len(rest), len(shown | rest)) == (25, 5, 30)
    (previous,) = re.findall(r'href="(\?[^"]*)" rel="prev"', second)
    again = client.get(address + previous.replace("&amp;", "&")).content.decode()
    assert set(re.findall(REFERENCE, again)) == shown


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ignatius", "clementine", "honoria", "percival"])
def test_nobody_outside_counts_or_lists_anything(cast: dict[str, User], who: str) -> None:
    open_cases(cast["ottoline"], 3)
    with asking_as(cast[who]):
        assert page_of(cast[who], Wanted()).cases == []
        assert set(counts_by_status(cast[who]).values()) == {0}
        assert count_of(cast[who], Wanted()) == 0


@pytest.mark.django_db
def test_another_services_cases_are_neither_listed_nor_counted(cast: dict[str, User]) -> None:
    ours, theirs = open_cases(cast["ottoline"], 3), open_cases(cast["bartholomew"], 2)
    assert seen(cast["ottoline"]) == {case.pk for case in ours}
    assert seen(cast["bartholomew"]) == {case.pk for case in theirs}
    with asking_as(cast["bartholomew"]):
        assert counts_by_status(cast["bartholomew"])["open"] == 2


@pytest.fixture
def granting(own_database: str) -> Any:
    """Runs statements as the superuser in a database of the test's own, as the owner's functions would."""

    def run(statement: str, *values: object) -> None:
        with databases.superuser() as server:
            where = psycopg2.extensions.make_dsn(
                **{**server.info.dsn_parameters, "password": server.info.password, "dbname": own_database}
            )
        made = psycopg2.connect(where)
        with made, made.cursor() as cursor:
            cursor.execute(statement, [str(value) if isinstance(value, UUID) else value for value in values])
        made.close()

    return run


LET_IN = (
    "INSERT INTO cases_casepermission (id, permission_id, user_id, content_object_id, until)"
    " SELECT gen_random_uuid(), id, %s, %s, %s FROM auth_permission WHERE codename = 'see_case'"
)
EXCLUDE = "INSERT INTO cases_caseexclusion (id, user_id, case_id, until) VALUES (gen_random_uuid(), %s, %s, %s)"


def test_a_case_that_somebody_is_let_into_is_listed_and_counted_once(granting: Any) -> None:
    ottoline, bartholomew = person("ottoline"), person("bartholomew")
    ours, theirs = open_cases(ottoline, 3), open_cases(bartholomew, 2)
    later = clock.now() + timedelta(days=1)
    granting(LET_IN, bartholomew.pk, ours[1].pk, later)
    granting(LET_IN, bartholomew.pk, theirs[0].pk, later)  # of his own team: not twice
    assert seen(bartholomew) == {ours[1].pk, theirs[0].pk, theirs[1].pk}
    with asking_as(bartholomew):
        listed = flat(walk(bartholomew, Wanted(), size=2))
        assert len(listed) == 3
        assert counts_by_status(bartholomew)["open"] == count_of(bartholomew, Wanted(status="open")) == 3


def test_a_grant_that_has_ended_lists_nothing(granting: Any) -> None:
    ottoline, bartholomew = person("ottoline"), person("bartholomew")
    (ours,) = open_cases(ottoline, 1)
    granting(LET_IN, bartholomew.pk, ours.pk, clock.now() - timedelta(seconds=1))
    assert seen(bartholomew) == set()


def test_an_excluded_case_is_neither_listed_nor_counted_nor_there(granting: Any) -> None:
    ottoline, caspian = person("ottoline"), person("caspian")
    first, second = open_cases(ottoline, 2)
    granting(EXCLUDE, caspian.pk, first.pk, None)
    assert seen(caspian) == {second.pk}
    assert seen(ottoline) == {first.pk, second.pk}
    with asking_as(caspian):
        assert counts_by_status(caspian)["open"] == 1
    with asking_as(None):
        client = signed_in(caspian)
    refused, nowhere = client.get(first.get_absolute_url()), client.get(f"/cases/{UUID(int=1 << 100)}/")
    assert (refused.status_code, refused.content) == (nowhere.status_code, nowhere.content)
    assert refused.status_code == 404


def test_an_exclusion_is_stronger_than_a_grant(granting: Any) -> None:
    ottoline, bartholomew = person("ottoline"), person("bartholomew")
    (ours,) = open_cases(ottoline, 1)
    granting(LET_IN, bartholomew.pk, ours.pk, None)
    granting(EXCLUDE, bartholomew.pk, ours.pk, None)
    assert seen(bartholomew) == set()


def test_a_case_kept_to_managers_is_the_managers_alone(granting: Any) -> None:
    ottoline, caspian, delphine = person("ottoline"), person("caspian"), person("delphine")
    first, second = open_cases(ottoline, 2)
    granting("UPDATE cases_case SET access_class = 'manager_only' WHERE id = %s", first.pk)
    assert seen(caspian) == seen(ottoline) == {second.pk}
    assert seen(delphine) == {first.pk, second.pk}
