"""A page asks the database as often for one item as for three, or for twenty-five."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import actions
from cases.models import Case
from cases.vocabulary import Channel, PersonRole
from foundation import clock
from pps_barnet.demonstration.families import Told
from teams.models import User
from tests.conftest import CALLING, SignIn, asking_as
from tests.integration.caseload import open_cases

NUMBERS = (1, 3, 25)
Grow = Callable[[int], None]
pytestmark = pytest.mark.django_db


def asked(client: Client, address: str) -> int:
    """How many queries one GET makes, sessions and the record of the look included."""
    client.get(address)  # what is kept for the process, such as content types, is asked for once
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def counts(client: Client, address: str, grow: Grow) -> dict[int, int]:
    """Queries of a page by how many items it shows; ``grow`` adds so many more items."""
    found, there = {}, 0
    for number in NUMBERS:
        grow(number - there)
        there = number
        found[number] = asked(client, address)
    return found


def same(found: dict[int, int]) -> bool:
    return len(set(found.values())) == 1


@pytest.mark.parametrize("address", ["/", "/cases/", CALLING])
def test_lists_of_cases(cast: dict[str, User], sign_in: SignIn, address: str) -> None:
    ottoline = cast["ottoline"]
    found = counts(sign_in("ottoline"), address, lambda more: open_cases(ottoline, more, lead=ottoline, contacts=1))
    assert same(found), found


def test_tasks_on_the_home_page(cast: dict[str, User], sign_in: SignIn, case: Case) -> None:
    ottoline = cast["ottoline"]

    def grow(more: int) -> None:
        for each in open_cases(ottoline, more):
            with asking_as(ottoline):
                due = clock.today() + timedelta(days=1)
                actions.add_task(by=ottoline, case=each, title="Ring", due=due, assigned_to=ottoline)

    found = counts(sign_in("ottoline"), "/", grow)
    assert same(found), found


def test_the_list_of_tasks(cast: dict[str, User], sign_in: SignIn) -> None:
    ottoline = cast["ottoline"]

    def grow(more: int) -> None:
        for each in open_cases(ottoline, more):
            with asking_as(ottoline):
                actions.add_task(by=ottoline, case=each, title="Ring", due=clock.today(), assigned_to=ottoline)

    found = counts(sign_in("ottoline"), reverse("tasks"), grow)
    assert same(found), found


def test_the_queue(cast: dict[str, User], sign_in: SignIn) -> None:
    ottoline = cast["ottoline"]

    def grow(more: int) -> None:
        for each in open_cases(ottoline, more):
            with asking_as(ottoline):
                said = {"title": "Ring", "due": clock.today(), "assigned_to": ottoline}
                actions.add_task(by=ottoline, case=each, kind="call_back", promised_at=clock.now(), **said)
                left = {"caller": "Zebedee", "about": "Transport", "promised_at": clock.now()}
                actions.leave_message(by=ottoline, team=each.team, for_whom=ottoline, **left)

    found = counts(sign_in("ottoline"), reverse("queue"), grow)
    assert same(found), found


def contacts(worker: User, case: Case) -> Grow:
    def grow(more: int) -> None:
        with asking_as(worker):
            for _ in range(more):
                actions.record_contact(by=worker, case=case, contact=Told(1, "A call").contact())

    return grow


def people(worker: User, case: Case) -> Grow:
    def grow(more: int) -> None:
        with asking_as(worker):
            for n in range(more):
                point = actions.NewContactPoint(Channel.MOBILE, f"07700 9001{n:02}")
                actions.add_person(
                    by=worker, case=case, person=actions.NewPerson(PersonRole.CHILD, "Barnaby"), points=[point]
                )

    return grow


def tasks(worker: User, case: Case) -> Grow:
    def grow(more: int) -> None:
        with asking_as(worker):
            for _ in range(more):
                actions.add_task(by=worker, case=case, title="Ring", due=clock.today(), assigned_to=worker)

    return grow


@pytest.mark.parametrize("what", [contacts, people, tasks])
@pytest.mark.parametrize("name", ["cases:case", "cases:add_contact"])
def test_pages_of_one_case(
    cast: dict[str, User], sign_in: SignIn, case: Case, what: Callable[[User, Case], Grow], name: str
) -> None:
    found = counts(sign_in("ottoline"), reverse(name, args=[case.pk]), what(cast["ottoline"], case))
    assert same(found), found


def test_who_has_looked(sign_in: SignIn, case: Case) -> None:
    caspian, delphine = sign_in("caspian"), sign_in("delphine")

    def grow(more: int) -> None:
        for _ in range(more):
            caspian.get(case.get_absolute_url())

    found = counts(delphine, reverse("cases:looks", args=[case.pk]), grow)
    assert same(found), found


def test_results_of_a_search(cast: dict[str, User], sign_in: SignIn) -> None:
    client, found, there = sign_in("ottoline"), {}, 0
    for number in NUMBERS:
        open_cases(cast["ottoline"], number - there)
        there = number
        found[number] = asked(client, client.post("/find/", {"term": "caseload"})["Location"])
    assert same(found), found


def test_the_people_of_a_team(cast: dict[str, User], sign_in: SignIn) -> None:
    ignatius = sign_in("ignatius")
    team = ignatius.get(reverse("teams:teams"))["Location"]
    waiting = iter(("honoria", "lysander", "percival", "bartholomew"))

    def ask(more: int) -> None:
        for _ in range(more):
            typed = {"username": next(waiting), "role": "worker", "employment": "staff", "reason": "Joins"}
            assert ignatius.post(f"{team}ask/", typed).status_code == 302

    found = {}
    for number, more in ((1, 1), (4, 3)):
        ask(more)
        found[number] = asked(ignatius, team)
    assert same(found), found


def test_memberships_that_wait_on_the_managers_home_page(sign_in: SignIn) -> None:
    ignatius, delphine = sign_in("ignatius"), sign_in("delphine")
    team = ignatius.get(reverse("teams:teams"))["Location"]
    found = {}
    for name in ("honoria", "lysander", "percival"):
        ignatius.post(f"{team}ask/", {"username": name, "role": "worker", "employment": "staff", "reason": "Joins"})
        found[name] = asked(delphine, "/")
    assert same(found), found


def test_counting_counts(cast: dict[str, User], sign_in: SignIn, case: Case) -> None:
    """A page that asked once per item would be caught: three more look-ups are three more queries."""
    with asking_as(cast["ottoline"]), CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            Case.objects.filter(pk=case.pk).exists()
    assert len(queries) == 3


def test_somebody_looked_for_during_a_call(cast: dict[str, User], sign_in: SignIn) -> None:
    client, found, there = sign_in("ottoline"), {}, 0
    for number in NUMBERS:
        open_cases(cast["ottoline"], number - there)
        there = number
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/record-a-call/find/", {"find": "caseload"})
        assert len(answer.json()["callers"]) == number
        found[number] = len(queries)
    assert same({number: count for number, count in found.items() if number > 1}), found


@pytest.mark.django_db
def test_rows_are_put_in_place_as_django_would(cast: dict[str, User]) -> None:
    """What is read of a row, whole or in part, and the row being known to be stored, is what Django's own way gives."""
    ottoline = cast["ottoline"]
    open_cases(ottoline, 1)
    with asking_as(ottoline):
        read = Case.objects.get()
        assert vars(read).keys() - {"_state"} == {field.attname for field in Case._meta.concrete_fields}
        again = Case(*(getattr(read, field.attname) for field in Case._meta.concrete_fields))
        assert vars(read) | {"_state": None} == vars(again) | {"_state": None}
        assert (read._state.adding, read._state.db, read.team.pk) == (False, "default", read.team_id)
        part = Case.objects.only("status").get()
        assert part.get_deferred_fields() >= {"opened_at"}
        assert part.opened_at == read.opened_at
