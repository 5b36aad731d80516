# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""Who asks, as raw SQL: nobody sees nothing, and a context that is not in order is an error. Promise 1."""

import time
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from cases.models import Case
from foundation.rowsecurity.context import acting_as, signed_context
from tests.security.conftest import World
from tests.security.raw import (
    FAMILY_TABLES,
    NOBODYS_TABLES,
    app_cursor,
    asking,
    count,
    own_context,
    refused_with,
    rows,
    say,
    superuser_cursor,
)

NOT_AUTHORISED = "28000"


def test_no_row_is_there_without_a_context(world: World) -> None:
    """Falls when any SELECT policy is dropped and its table's row security with it; the rows are really there."""
    with superuser_cursor() as cursor:
        there = {table: count(cursor, table) for table in ("cases_case", "cases_person", "cases_contact")}
    assert there == {"cases_case": 2, "cases_person": 2, "cases_contact": 2}
    for context in (None, ""):
        with app_cursor(context) as cursor:
            assert {table: count(cursor, table) for table in NOBODYS_TABLES} == dict.fromkeys(NOBODYS_TABLES, 0)


def test_a_context_in_order_shows_ones_own_rows(world: World) -> None:
    with asking(world.people["bartholomew"].pk) as cursor:
        assert rows(cursor, "SELECT id FROM cases_case") == [(world.fernhill.pk,)]
        assert rows(cursor, "SELECT case_id FROM cases_person") == [(world.fernhill.pk,)]


@pytest.mark.parametrize(
    "context",
    [
        "v1",
        "v1.1.x.y.z.",
        "......",
        "v2.1.{who}.{pid}.{later}.{mac}",
        "v1.one.{who}.{pid}.{later}.{mac}",
        "v1.99999.{who}.{pid}.{later}.{mac}",
        "v1.1.{who}.{pid}.{later}",
        "v1.1.{who}.{pid}.{later}.{mac}.more",
        "v1.1.{who}.{pid}.{later}.not-hex",
        "v1.1.{who}.{pid}.{later}.",
        "v1.1.{who}.{pid}.{later}.00",
        "v1.2.{who}.{pid}.{later}.{mac}",
        "v1.1.{other}.{pid}.{later}.{mac}",
        "v1.1.{who}.{pid}.9999999999.{mac}",
        "v1.1.{who}.1e9.{later}.{mac}",
        "' OR true --",
    ],
)
def test_a_malformed_or_forged_context_is_refused(world: World, context: str) -> None:
    """Each differs from a context in order in one place. Of a table without a row, nobody's rights are asked."""
    with superuser_cursor() as superuser, app_cursor() as cursor:
        tables = [table for table in FAMILY_TABLES if count(superuser, table)]
        assert {"cases_case", "cases_person", "cases_contactpoint", "cases_contact", "cases_task"} <= set(tables)
        sound = own_context(cursor, world.people["bartholomew"].pk)
        _, _, who, pid, later, mac = sound.split(".")
        said = context.format(who=who, pid=pid, later=later, mac=mac, other=world.people["ottoline"].pk)
        say(cursor, said)
        got = {table: refused_with(cursor, f"SELECT count(*) FROM {table}") for table in tables}
        assert got == dict.fromkeys(tables, NOT_AUTHORISED)


def test_a_context_signed_with_another_key_is_refused(world: World) -> None:
    with app_cursor() as cursor:
        for key in (b"", b"\0" * 64, settings.CONTEXT_KEY[:-1], settings.CONTEXT_KEY + b"\1"):
            say(cursor, own_context(cursor, world.people["ottoline"].pk, key=key))
            assert refused_with(cursor, "SELECT count(*) FROM cases_case") == NOT_AUTHORISED


def test_a_context_that_ran_out_is_refused(world: World) -> None:
    who = world.people["ottoline"].pk
    with app_cursor() as cursor:
        say(cursor, own_context(cursor, who, lifetime=-1))
        assert refused_with(cursor, "SELECT count(*) FROM cases_case") == NOT_AUTHORISED
        short = own_context(cursor, who, lifetime=3)
        say(cursor, short)
        assert count(cursor, "cases_case") == 1
        ends = int(short.split(".")[4])
        while time.time() <= ends:
            time.sleep(0.1)
        assert refused_with(cursor, "SELECT count(*) FROM cases_case") == NOT_AUTHORISED


def test_a_context_of_another_connection_is_refused(world: World) -> None:
    """``pg_stat_activity`` is shut, but a context that leaked in any other way is worth nothing elsewhere."""
    with asking(world.people["ottoline"].pk) as mine, app_cursor() as other:
        stolen = rows(mine, "SELECT current_setting('gate.context')")[0][0]
        assert count(mine, "cases_case") == 1
        say(other, stolen)
        assert refused_with(other, "SELECT count(*) FROM cases_case") == NOT_AUTHORISED


def test_a_context_ends_with_its_transaction(world: World) -> None:
    with asking(world.people["ottoline"].pk) as cursor:
        assert count(cursor, "cases_case") == 1
        cursor.connection.commit()
        assert count(cursor, "cases_case") == 0


def test_a_context_for_somebody_who_is_not_there_shows_nothing(world: World) -> None:
    with asking(uuid4()) as cursor:
        assert {table: count(cursor, table) for table in NOBODYS_TABLES} == dict.fromkeys(NOBODYS_TABLES, 0)


def test_a_context_for_an_inactive_person_shows_nothing(world: World) -> None:
    caspian = world.people["caspian"].pk
    with superuser_cursor() as superuser, asking(caspian) as cursor:
        assert count(cursor, "cases_case") == 1
        superuser.execute("UPDATE teams_user SET is_active = false WHERE id = %s", [str(caspian)])
        try:
            assert [count(cursor, table) for table in ("cases_case", "cases_person", "cases_contact")] == [0, 0, 0]
        finally:
            superuser.execute("UPDATE teams_user SET is_active = true WHERE id = %s", [str(caspian)])


def test_a_superuser_flag_shows_nothing(world: World) -> None:
    with asking(world.people["augusta"].pk) as cursor:
        assert [count(cursor, table) for table in FAMILY_TABLES] == [0] * len(FAMILY_TABLES)


def test_the_keys_that_contexts_are_signed_with_cannot_be_read(world: World) -> None:
    with asking(world.people["ottoline"].pk) as cursor:
        assert refused_with(cursor, "SELECT * FROM vault.context_key") == "42501"
        assert refused_with(cursor, "SELECT gate.actor_id() FROM vault.context_key") == "42501"


def test_a_pythons_context_is_the_one_the_database_checks(world: World) -> None:
    """The HMAC is written twice, in Python and in SQL; this holds the two together, byte for byte."""
    with app_cursor() as cursor:
        pid = cursor.connection.info.backend_pid
        for _ in range(5):
            who = uuid4()
            say(cursor, signed_context(who, pid))
            assert rows(cursor, "SELECT gate.actor_id()") == [(who,)]


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_transaction_keeps_what_has_ended(world: World, level: str) -> None:
    """In a snapshot of before, a membership goes on. Falls when ``gate.actor_id`` takes any isolation."""
    with app_cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        say(cursor, own_context(cursor, world.people["ottoline"].pk))
        assert refused_with(cursor, "SELECT count(*) FROM cases_case") == "25001"
        assert refused_with(cursor, "SELECT gate.begin_search('')") == "25001"


def test_the_web_begins_its_own_way_whatever_was_left_on_the_connection(world: World) -> None:
    """Falls when the backend says BEGIN and no more."""
    ours = connection.cursor()
    ours.execute("SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on")
    try:
        with acting_as(world.people["bartholomew"].pk), transaction.atomic():
            assert Case.objects.count() == 1
            ours.execute("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")
            assert ours.fetchone() == ("read committed", "off")
    finally:
        ours.execute("RESET default_transaction_isolation; RESET default_transaction_read_only")
