"""Promise 1 is kept twice: the same table of who sees what holds with either gate taken away.

``both``: as the product is. ``database``: every Python filter is replaced by "everything". ``python``: row security is
switched off on every table. A hole in one gate alone fails exactly one of the three.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Q

from cases import listing
from cases.models import Case, Contact, ContactPoint, Person, Task, draft
from cases.models.case import CaseQuerySet
from cases.models.part import PartQuerySet
from cases.rules import may_read_looks
from cases.searching import find
from cases.vocabulary import Status
from foundation import clock
from teams.models import Team
from tests.conftest import CALLING, asking_as, open_a_case
from tests.security.about_people import ABOUT, MODELS, write_about
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

BARNET = {"ottoline", "caspian", "delphine"}
# Who sees which case: the oracle.
SEEN = {
    "plain": BARNET,
    "walled": BARNET - {"caspian"},
    "wall ended": BARNET,
    "manager walled": BARNET - {"delphine"},
    "kept to managers": {"delphine"},
    "restricted": {"delphine"},
    "safeguarding": {"delphine"},
    "let in": BARNET | {"bartholomew", "honoria"},
    "let in for ever": BARNET | {"bartholomew"},
    "let in no longer": BARNET,
    "let in and kept": {"delphine"},
    "let in and walled": BARNET,
    "fernhill": {"bartholomew"},
}
PEOPLE = (
    *("ottoline", "caspian", "delphine", "ignatius", "clementine", "honoria", "percival", "bartholomew"),
    *("augusta", "ferdinand"),
)
CLASSES = {
    "kept to managers": "manager_only",
    "restricted": "restricted",
    "safeguarding": "safeguarding",
    "let in and kept": "restricted",
}
HOUR = timedelta(hours=1)
LET_IN = [
    ("let in", "bartholomew", HOUR),
    ("let in", "honoria", HOUR),
    ("let in for ever", "bartholomew", None),
    ("let in no longer", "bartholomew", -HOUR),
    ("let in and kept", "bartholomew", HOUR),
    ("let in and walled", "bartholomew", HOUR),
]
WALLED = [
    ("walled", "caspian", None),
    ("wall ended", "caspian", -HOUR),
    ("manager walled", "delphine", None),
    ("let in and walled", "bartholomew", HOUR),
]
GATED = (
    *ABOUT,
    *("cases_case", "cases_person", "cases_contactpoint", "cases_contact", "cases_task", "cases_casepermission"),
    *(
        "cases_caseexclusion",
        "cases_savedsearch",
        "teams_user",
        "teams_team",
        "teams_membership",
        "teams_teampermission",
    ),
)


@pytest.fixture(scope="module")
def cases(world: World) -> dict[str, Case]:
    """One case for each line of the table; who is let in and kept out is set by the superuser, as no page can yet."""
    made = {name: open_a_case(world.people["ottoline"], family=name) for name in SEEN if name != "fernhill"}
    for case in made.values():
        write_about(world.people["ottoline"], case)
    made["fernhill"] = world.fernhill
    with superuser_cursor() as cursor:
        for name, access in CLASSES.items():
            cursor.execute("UPDATE cases_case SET access_class = %s WHERE id = %s", [access, str(made[name].pk)])
        for name, who, lasts in LET_IN:
            cursor.execute(
                "INSERT INTO cases_casepermission (id, user_id, content_object_id, until, permission_id) SELECT"
                " gen_random_uuid(), %s, %s, %s, id FROM auth_permission WHERE codename = 'see_case'",
                [str(world.people[who].pk), str(made[name].pk), clock.now() + lasts if lasts else None],
            )
        for name, who, lasts in WALLED:
            cursor.execute(
                "INSERT INTO cases_caseexclusion (id, user_id, case_id, until) VALUES (gen_random_uuid(), %s, %s, %s)",
                [str(world.people[who].pk), str(made[name].pk), clock.now() + lasts if lasts else None],
            )
    return made


@pytest.fixture(params=["both", "database", "python"])
def gates(request: pytest.FixtureRequest, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The product with both gates, or with one of them taken away."""
    if request.param == "database":
        for queryset in (CaseQuerySet, PartQuerySet):
            monkeypatch.setattr(queryset, "visible_to", lambda rows, user: rows.all())
        monkeypatch.setattr(listing, "_SENT", {})  # what was compiled with the filters in it
        for compiled in (draft._NUMBER, draft._BEGUN):
            monkeypatch.setattr(compiled, "_compiled", None)
        monkeypatch.setattr(listing, "not_taken_away", lambda user, case: Q())
        monkeypatch.setattr(listing, "not_narrowed", lambda user: Q())
        monkeypatch.setattr(listing, "let_in", lambda user: list(Case.objects.values_list("pk", flat=True)))
        monkeypatch.setattr(listing, "team_ids", lambda user, verb: list(Team.objects.values_list("pk", flat=True)))
    if request.param == "python":
        row_security("DISABLE")
    yield request.param
    if request.param == "python":
        row_security("ENABLE")


def row_security(word: str) -> None:
    """Switch it on or off on every table, which only the owner and the superuser can."""
    with superuser_cursor() as cursor:
        for table in GATED:
            cursor.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


def expected(who: str, cases: dict[str, Case]) -> set[UUID]:
    """What the oracle says this person sees."""
    return {cases[name].pk for name, people in SEEN.items() if who in people}


def hidden(world: World, found: set[UUID]) -> set[UUID]:
    """The world's own case is no line of the table."""
    return found - {world.barnet.pk}


@pytest.mark.parametrize("who", PEOPLE)
def test_cases_and_their_parts_as_each_person(world: World, cases: dict[str, Case], gates: str, who: str) -> None:
    user = world.people[who]
    with asking_as(user):
        found = {row.pk for row in Case.objects.visible_to(user)}
        assert hidden(world, found) == expected(who, cases)
        for part in (Person, ContactPoint, Contact, Task, *MODELS):
            owners = {row.case_id for row in part.objects.visible_to(user)}
            assert hidden(world, owners) == expected(who, cases), part.__name__


@pytest.mark.parametrize("who", PEOPLE)
def test_lists_and_counts_as_each_person(world: World, cases: dict[str, Case], gates: str, who: str) -> None:
    """The list does not go through ``visible_to``: it walks an index per team, and must agree."""
    user = world.people[who]
    with asking_as(user):
        page = listing.page_of(user, listing.Wanted(), size=100)
        assert hidden(world, {case.pk for case in page.cases}) == expected(who, cases)
        counts = listing.counts_by_status(user)
        barnet = who in BARNET
        if gates != "database":  # with its own filters gone, the count adds what is let in twice
            assert counts == {**dict.fromkeys(Status.values, 0), Status.OPEN: len(expected(who, cases)) + barnet}


@pytest.mark.parametrize("who", ["ottoline", "caspian", "delphine", "bartholomew", "ignatius"])
def test_a_search_as_each_person(world: World, cases: dict[str, Case], gates: str, who: str) -> None:
    from cases import keys

    user = world.people[who]
    with asking_as(user):
        keys.open_search(page="results")
        found = {hit.case for hit in find(user, "petronella")} | {hit.case for hit in find(user, "winifred")}
        assert hidden(world, found) == expected(who, cases)


@pytest.mark.parametrize("who", ["caspian", "delphine", "honoria"])
def test_case_pages_as_each_person(world: World, cases: dict[str, Case], gates: str, who: str) -> None:
    """Honoria was let into a case but holds no verb on any team: the page's own need keeps her out as well."""
    client = world.client(who)
    got = {case.pk for case in cases.values() if client.get(case.get_absolute_url()).status_code == 200}
    assert got == (expected(who, cases) if who != "honoria" else set())


def test_the_page_of_a_case_that_somebody_was_let_into(world: World, cases: dict[str, Case]) -> None:
    """Let in means the whole case: its page, and every contact on it with the name of who recorded it."""
    page = world.client("bartholomew").get(cases["let in"].get_absolute_url())
    assert page.status_code == 200
    assert "said that the school has not answered" in page.content.decode()
    assert "Ottoline Fernsby" in page.content.decode()


def test_a_narrowed_contact_in_an_open_case(world: World, cases: dict[str, Case], gates: str) -> None:
    """One conversation is kept to managers; the case and everything else in it is the team's."""
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no action narrows yet; the author's trigger aside
        narrow = "UPDATE cases_contact SET access_class = %s WHERE case_id = %s"
        cursor.execute(narrow, ["restricted", str(cases["plain"].pk)])
        try:
            for who, number in (("ottoline", 0), ("delphine", 1), ("bartholomew", 0)):
                with asking_as(world.people[who]):
                    contacts = Contact.objects.visible_to(world.people[who]).filter(case=cases["plain"])
                    assert contacts.count() == number, who
        finally:
            cursor.execute(narrow, ["standard", str(cases["plain"].pk)])


def test_an_inactive_person_sees_nothing_through_either_gate(world: World, cases: dict[str, Case], gates: str) -> None:
    user = world.people["caspian"]
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE teams_user SET is_active = false WHERE id = %s", [str(user.pk)])
        user.is_active = False
        try:
            with asking_as(user):
                assert [Case.objects.visible_to(user).count(), Contact.objects.visible_to(user).count()] == [0, 0]
        finally:
            user.is_active = True
            cursor.execute("UPDATE teams_user SET is_active = true WHERE id = %s", [str(user.pk)])


def test_a_closed_teams_cases_are_nobodys(world: World, cases: dict[str, Case], gates: str) -> None:
    with superuser_cursor() as cursor:
        close = "UPDATE teams_team SET closed_at = %s WHERE id = %s"
        cursor.execute(close, [clock.now(), str(world.fernhill.team_id)])
        try:
            user = world.people["bartholomew"]
            with asking_as(user):
                found = {row.pk for row in Case.objects.visible_to(user)}
            assert found == expected("bartholomew", cases) - {world.fernhill.pk}
        finally:
            cursor.execute(close, [None, str(world.fernhill.team_id)])


def test_a_grant_that_ran_out_opens_nothing(world: World, cases: dict[str, Case], gates: str) -> None:
    """``until`` on a grant on the team: read by both gates, without anybody's having to take the grant away."""
    with superuser_cursor() as cursor:
        lasts = "UPDATE teams_teampermission SET until = %s WHERE user_id = %s"
        user = world.people["ottoline"]
        for until, seen in ((clock.now() - HOUR, set()), (clock.now() + HOUR, expected("ottoline", cases))):
            cursor.execute(lasts, [until, str(user.pk)])
            with asking_as(user):
                assert hidden(world, {row.pk for row in Case.objects.visible_to(user)}) == seen
        cursor.execute(lasts, [None, str(user.pk)])


def test_a_grant_that_has_not_begun_opens_nothing(world: World, cases: dict[str, Case], gates: str) -> None:
    """``since`` on a grant on the team: an hour ahead it opens nothing, in neither gate; an hour ago it opens all."""
    with superuser_cursor() as cursor:
        begins = "UPDATE teams_teampermission SET since = %s WHERE user_id = %s"
        user = world.people["ottoline"]
        for since, seen in ((clock.now() + HOUR, set()), (clock.now() - HOUR, expected("ottoline", cases))):
            cursor.execute(begins, [since, str(user.pk)])
            with asking_as(user):
                assert hidden(world, {row.pk for row in Case.objects.visible_to(user)}) == seen
                assert set(Team.objects.visible_to(user)) == ({world.barnet.team} if seen else set())


@pytest.mark.parametrize("who", PEOPLE)
def test_keys_as_each_person(world: World, cases: dict[str, Case], who: str) -> None:
    """The functions that hand out keys look past the row policies and authorise by themselves: the same oracle."""
    hand_out = "SELECT * FROM gate.open_cases('case_read', ARRAY[%s]::uuid[], ARRAY['content', 'search'], '{}', '')"
    with asking(world.people[who].pk) as cursor:
        opened = {case.pk for case in cases.values() if not refused_with(cursor, hand_out, [str(case.pk)])}
        searched = {
            row[0] for row in rows(cursor, "SELECT k.scope FROM gate.begin_search('') e, gate.search_keys(e) k")
        }
        assert opened == expected(who, cases)
        assert hidden(world, searched) - {world.people[who].pk} == expected(who, cases)


@pytest.mark.parametrize("who", ["ottoline", "caspian", "delphine", "bartholomew"])
def test_looks_as_each_person(world: World, cases: dict[str, Case], who: str) -> None:
    """Who has looked at a case is for its team's manager, and not for one who is excluded from it."""
    with asking(world.people[who].pk) as cursor:
        for name, case in cases.items():
            refused_with(
                cursor, "SELECT gate.open_cases('looks_read', ARRAY[%s]::uuid[], '{}', '{}', '')", [str(case.pk)]
            )
            code = refused_with(cursor, "SELECT * FROM gate.looks_at(%s, NULL, 5)", [str(case.pk)])
            may = who == "delphine" and name not in ("fernhill", "manager walled")
            assert code == ("" if may else "42501"), name


def test_a_manager_elsewhere_who_was_let_in_does_not_read_who_has_looked(world: World, cases: dict[str, Case]) -> None:
    """The verb counts on the case's own team, in the rule and in the function."""
    user, case = world.people["bartholomew"], cases["let in"]
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO teams_teampermission (id, user_id, content_object_id, permission_id)"
            " SELECT gen_random_uuid(), %s, %s, id FROM auth_permission WHERE codename = 'read_looks'",
            [str(user.pk), str(world.fernhill.team_id)],
        )
    with asking_as(user):
        assert (bool(may_read_looks(user, case)), bool(may_read_looks(user, world.fernhill))) == (False, True)
    with asking(user.pk) as cursor:
        for which, code in ((case, "42501"), (world.fernhill, "")):
            rows(cursor, "SELECT gate.open_cases('looks_read', ARRAY[%s]::uuid[], '{}', '{}', '')", [str(which.pk)])
            assert refused_with(cursor, "SELECT * FROM gate.looks_at(%s, NULL, 5)", [str(which.pk)]) == code


def test_the_gates_fixture_really_takes_them_away(world: World, cases: dict[str, Case], gates: str) -> None:
    """Without this, a gate that was left standing would make the others' tests pass for the wrong reason."""
    user = world.people["ignatius"]
    everything = len(cases) + 1
    with asking_as(user):
        raw = Case.objects.count()
        filtered = Case.objects.visible_to(user).count()
    with superuser_cursor() as cursor:
        assert rows(cursor, "SELECT count(*) FROM cases_case") == [(everything,)]
    assert (raw, filtered) == {"both": (0, 0), "database": (0, 0), "python": (everything, 0)}[gates]
    with asking_as(world.people["ottoline"]):
        sql = str(Case.objects.visible_to(world.people["ottoline"]).query)
    assert bool(re.search(r"\bWHERE\b", sql)) == (gates != "database")


def test_no_page_of_a_foreign_case_names_it(world: World, cases: dict[str, Case], gates: str) -> None:
    """What could leak is there: the references of thirteen cases, looked for in the pages of somebody outside."""
    pages: list[Any] = [world.client("bartholomew").get(path) for path in ("/", "/cases/", "/cases/?status=", CALLING)]
    shown = " ".join(page.content.decode() for page in pages)
    seen = expected("bartholomew", cases)
    leaked = [name for name, case in cases.items() if case.readable_reference in shown and case.pk not in seen]
    assert leaked == []
    assert cases["fernhill"].readable_reference in shown
