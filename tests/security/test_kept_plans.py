"""A statement that was compiled and planned once answers each run for whoever asks then, and for nobody else."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.listing import Wanted, page_of
from cases.models import Case, Person
from cases.visibility import excluded, let_in
from foundation.rowsecurity.prepared import WHOEVER_ASKS, GateArray, Given, Prepared, Words
from teams.visibility import team_ids
from tests.conftest import asking_as
from tests.databases import superuser
from tests.security.conftest import World
from tests.security.raw import app_cursor, refused_with

CASES = Prepared(lambda: Case.objects.visible_to(WHOEVER_ASKS).order_by("pk"))
UNFILTERED = Prepared(lambda: Case.objects.order_by("pk"))
REFERENCES = Prepared(
    lambda: Case.objects.filter(pk=Given(lambda _user, pk: pk)).values_list("pk", "reference", "opened_at")
)
RUNS = 7  # PostgreSQL plans a statement for its values five times before it keeps one plan for all


@pytest.mark.parametrize("statement", [CASES, UNFILTERED])
def test_each_run_is_judged_for_whoever_asks_then(world: World, statement: Prepared) -> None:
    """With the filters of Python in the words, and with the row policies alone; on one connection, turn by turn."""
    for _ in range(RUNS):
        for who, case in (("bartholomew", world.fernhill), ("ottoline", world.barnet)):
            with asking_as(world.people[who]):
                assert statement(world.people[who]) == [case]
        with asking_as(world.people["ignatius"]):
            assert statement(world.people["ignatius"]) == []


def test_a_run_outside_a_transaction_has_nobody_asking_and_finds_nothing(world: World) -> None:
    with asking_as(world.people["ottoline"]):
        assert UNFILTERED() == [world.barnet]
    assert UNFILTERED() == []


def test_values_are_those_of_the_run(world: World) -> None:
    with asking_as(world.people["ottoline"]):
        user, case = world.people["ottoline"], Case.objects.get(pk=world.barnet.pk)
        assert REFERENCES(user, case.pk) == [(case.pk, case.reference, case.opened_at)]
        assert REFERENCES(user, world.fernhill.pk) == []


def test_nobody_in_particular_has_no_rights_of_their_own(world: World) -> None:
    """What stands for a person while a statement is built is a place for a value or a question, never a value."""
    rights: list[Any] = [team_ids(WHOEVER_ASKS, "see_cases"), let_in(WHOEVER_ASKS), excluded(WHOEVER_ASKS)]
    assert [type(right) for right in rights] == [Given, GateArray, GateArray]


def test_behind_a_pooler_no_plan_is_asked_for(world: World) -> None:
    """The next transaction may be served by a process that never heard of it."""
    with asking_as(world.people["ottoline"]):
        assert CASES(world.people["ottoline"]) == [world.barnet]
        elsewhere = connection.server_process  # type: ignore[attr-defined]  # our backend's
        connection.cursor().execute("DEALLOCATE ALL")
        connection.server_process = elsewhere + 1  # type: ignore[attr-defined]  # the driver's answer differs
        assert CASES(world.people["ottoline"]) == [world.barnet]
    connection.close()


def test_the_web_cannot_list_the_names_of_kept_plans(world: World) -> None:
    """Whoever knew one could put another statement in its place, to run for the next person on the connection."""
    with app_cursor() as cursor:
        assert refused_with(cursor, "SELECT name FROM pg_prepared_statements") == "42501"
        assert refused_with(cursor, "SELECT * FROM pg_prepared_statement()") == "42501"


def test_names_of_kept_plans_cannot_be_guessed(world: World) -> None:
    with asking_as(world.people["ottoline"]):
        CASES(world.people["ottoline"])
        kept: dict[str, str] = connection.kept_plans  # type: ignore[attr-defined]  # our backend's
        names = [execution.partition("(")[0].removeprefix("EXECUTE kept_") for execution in kept.values()]
    assert names
    assert all(len(bytes.fromhex(name)) == 8 for name in names)


def test_what_never_changes_stands_in_the_words() -> None:
    """Of a word it knows the server can tell, in its one plan, which part of an index fits; quotes stay quotes."""
    words = Words("SELECT %s, %s, %s", ["100% o'clock – é", Given(lambda asked: asked), 3])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(*words.filled_in("given"))
        assert cursor.fetchone() == ("100% o'clock – é", "given", 3)
    assert len(words.values) == 1


def test_a_list_narrowed_in_one_of_many_ways_keeps_no_plan(world: World) -> None:
    """There are as many of them as colleagues and days, and a connection forgets no plan."""
    ottoline = world.people["ottoline"]
    with asking_as(ottoline):
        page_of(ottoline, Wanted())
        kept = dict(connection.kept_plans)  # type: ignore[attr-defined]  # our backend's
        assert page_of(ottoline, Wanted(worker=str(ottoline.pk))).cases == [world.barnet]
        assert connection.kept_plans == kept  # type: ignore[attr-defined]


def test_a_connection_that_the_server_has_left_is_noticed_without_asking() -> None:
    """A question at each request would cost a round trip; a server that goes says so."""
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert len(asked) == 0
    with superuser() as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    assert not connection.is_usable()
    connection.close()
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()


def test_of_a_wide_row_only_what_is_named_is_read(world: World) -> None:
    """A list shows two names of sixty columns; the rest is read if it is asked for, by another question."""
    names = Prepared(lambda: Person.objects.filter(case=Given(lambda case: case.pk)).only("case", "given_name"))
    with asking_as(world.people["ottoline"]):
        with CaptureQueriesContext(connection) as asked:
            (found, *_) = names(world.barnet)
            assert found.given_name.blob
        assert len(asked) == 1
        assert found.get_deferred_fields() >= {"family_name", "date_of_birth"}
        assert found.role == Person.objects.get(pk=found.pk).role


def test_a_row_of_two_models_is_refused(world: World) -> None:
    joined = Prepared(lambda: Person.objects.select_related("case"))
    with asking_as(world.people["ottoline"]), pytest.raises(TypeError):
        joined()
