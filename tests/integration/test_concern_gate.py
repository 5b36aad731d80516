"""The database's own account of the workflow of a concern is the table's."""

import pytest

from safeguarding.workflow import MOVES
from tests.security.raw import superuser_cursor

pytestmark = pytest.mark.django_db


def test_the_database_holds_the_pairs_of_the_table() -> None:
    expected = {
        (move.key, start.value, "*" if move.back else (move.end or start).value)
        for move in MOVES.values()
        for start in move.starts
        if start is not None
    }
    with superuser_cursor() as cursor:
        cursor.execute("SELECT move, start, ending FROM vault.safeguarding_pair")
        assert set(cursor.fetchall()) == expected
