"""Every outermost transaction tells the database who asks, in the round trip that begins it. Promise 1."""

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Case
from foundation.rowsecurity.backend import base
from foundation.rowsecurity.context import acting_as
from tests.conftest import asking_as
from tests.security.conftest import World
from tests.security.raw import rows


def seen() -> int:
    return int(Case.objects.count())


def test_a_transaction_that_a_pooler_gives_another_process_is_told_again(world: World) -> None:
    """The context is signed for the process that answered last; another one would refuse it as stale."""
    with asking_as(world.people["bartholomew"]):
        assert seen() == 1
    connection.server_process += 1  # type: ignore[attr-defined]  # our backend's
    with asking_as(world.people["bartholomew"]):
        assert seen() == 1
        assert rows(connection.cursor(), "SELECT pg_backend_pid()") == [(connection.server_process,)]  # type: ignore[attr-defined]


def test_a_transaction_that_could_not_be_told_is_not_left_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django holds that nothing began, so nothing may be under way: it would be lost without a word."""
    with monkeypatch.context() as broken:
        broken.setattr(base, "TELL", "SELECT 1 / 0, %s, %s")
        with pytest.raises(DatabaseError), acting_as(world.people["bartholomew"].pk), transaction.atomic():
            pass
    with connection.cursor() as cursor:
        first, second = (rows(cursor, "SELECT transaction_timestamp()") for _ in range(2))
    assert first != second  # two statements, two transactions
    with asking_as(world.people["bartholomew"]):
        assert seen() == 1


def test_what_was_told_ends_with_the_transaction(world: World) -> None:
    with asking_as(world.people["bartholomew"]):
        assert seen() == 1
    assert rows(connection.cursor(), "SELECT current_setting('gate.context', true)") == [("",)]
    assert seen() == 0


def test_a_transaction_that_fails_is_undone_and_the_next_begins_anew(world: World) -> None:
    with pytest.raises(DatabaseError), asking_as(world.people["bartholomew"]):
        connection.cursor().execute("SELECT 1 / 0")
    with asking_as(world.people["bartholomew"]):
        assert seen() == 1
