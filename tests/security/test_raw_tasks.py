"""What raw SQL cannot do to a task: take it for somebody else, or finish it by another family's contact."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows

DENIED, FOREIGN_KEY, TAKEN = "42501", "23503", "55000"
TAKE = "UPDATE cases_task SET taken_by_id = %(who)s, taken_at = '2001-01-01' WHERE id = %(task)s"
FINISH = (
    "UPDATE cases_task SET state = 'done', done_at = now(), done_by_id = %(who)s, done_contact_id = %(contact)s"
    " WHERE id = %(task)s"
)


@pytest.fixture
def caspian(world: World) -> Iterator[Any]:
    """A cursor of the web's login that asks as a worker of the case's own team."""
    with asking(world.people["caspian"].pk) as cursor:
        yield cursor


@pytest.fixture
def named(world: World) -> dict[str, str]:
    """What the statements above name."""
    return {
        "task": str(world.ids["task"]),
        "contact": str(world.ids["contact"]),
        "who": str(world.people["caspian"].pk),
        "other": str(world.people["ottoline"].pk),
    }


def test_a_task_is_taken_by_one_person_in_their_own_name(caspian: Any, named: dict[str, str]) -> None:
    """Falls when the trigger ``taken_by_one_person`` is dropped: another's claim, another's name, an invented time."""
    others = named | {"who": named["other"]}
    assert refused_with(caspian, TAKE, others) == DENIED
    caspian.execute(TAKE, named)
    assert rows(caspian, "SELECT taken_at > '2001-01-02' FROM cases_task WHERE id = %(task)s", named) == [(True,)]
    assert refused_with(caspian, TAKE, others) == TAKEN
    caspian.execute("UPDATE cases_task SET taken_by_id = NULL WHERE id = %(task)s", named)
    assert refused_with(caspian, TAKE, named) == ""


def test_a_task_is_not_finished_by_a_contact_of_another_case(world: World, caspian: Any, named: dict[str, str]) -> None:
    assert refused_with(caspian, FINISH, named) == ""
    assert refused_with(caspian, FINISH, named | {"contact": str(world.foreign["contact"])}) == FOREIGN_KEY
