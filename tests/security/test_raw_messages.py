"""What raw SQL cannot do with messages: read one that one only left, leave one for others, take the key back."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.security.conftest import EVERYBODY, TAKER, World
from tests.security.raw import asking, count, refused_with, rows, superuser_cursor

DENIED, TAKEN = "42501", "55000"
WORKERS = ("ottoline", "caspian", "delphine")
LEAVE = (
    "INSERT INTO cases_message (id, team_id, caller, about, may_leave_message, for_whom_id, promised_at, recorded_at,"
    " recorded_by_id, taken_by_id, taken_at, tries, done_at, done_by_id, outcome) VALUES (%(id)s, %(team)s, '\\x01',"
    " '\\x01', false, %(for)s, now(), '2001-01-01', %(by)s, NULL, NULL, %(tries)s, %(done)s, %(done_by)s, %(outcome)s)"
)
KEY = "SELECT gate.add_message_key(%s, '\\x01', '1')"
OPEN = "SELECT count(*) FROM gate.open_messages(%s::uuid[], 'queue')"
TAKE = "UPDATE cases_message SET taken_by_id = %s, taken_at = '2001-01-01' WHERE id = %s"


@pytest.fixture
def left(world: World) -> dict[str, Any]:
    """A message in order, as the message taker leaves it; each test below changes one thing."""
    by = str(world.people[TAKER].pk)
    fresh = {"tries": 0, "done": None, "done_by": None, "outcome": ""}
    return fresh | {"id": str(uuid4()), "team": str(world.ids["team"]), "by": by, "for": None}


def test_whoever_left_a_message_reads_neither_it_nor_any_other(world: World, left: dict[str, Any]) -> None:
    with asking(world.people[TAKER].pk) as cursor:
        assert refused_with(cursor, LEAVE + " RETURNING id", left) == DENIED
        cursor.execute(LEAVE, left)
        cursor.execute(KEY, [left["id"]])
        assert count(cursor, "cases_message") == 0
        assert refused_with(cursor, OPEN, [[left["id"]]]) == DENIED
        assert refused_with(cursor, OPEN, [[str(world.ids["message"])]]) == DENIED
        cursor.execute("UPDATE cases_message SET tries = 5")
        assert cursor.rowcount == 0


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_teams_workers_read_a_message_or_have_its_key(world: World, who: str) -> None:
    with asking(world.people[who].pk) as cursor:
        found = rows(cursor, "SELECT id FROM cases_message")
        ours, theirs = world.ids["message"], world.foreign["message"]
        assert {UUID(str(row[0])) for row in found} == ({ours} if who in WORKERS else {theirs} & _fernhills(world, who))
        assert refused_with(cursor, OPEN, [[str(ours)]]) == ("" if who in WORKERS else DENIED)
        assert refused_with(cursor, OPEN, [[str(uuid4())]]) == DENIED  # absent and not theirs are the same


def _fernhills(world: World, who: str) -> set[UUID]:
    return {world.foreign["message"]} if who == "bartholomew" else set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "ottoline"},
        {"team": "fernhill"},
        {"for": "bartholomew"},
        {"for": "ignatius"},
        {"tries": 3},
        {"done": "2020-01-01", "done_by": TAKER, "outcome": "not_needed"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_message_is_left_in_ones_own_name_for_ones_own_team(
    world: World, left: dict[str, Any], wrong: dict[str, Any]
) -> None:
    """Falls when ``left_in_ones_own_name`` is dropped."""
    ids = {name: str(user.pk) for name, user in world.people.items()} | {"fernhill": str(world.fernhill.team_id)}
    with asking(world.people[TAKER].pk) as cursor:
        assert refused_with(cursor, LEAVE, left | {name: ids.get(said, said) for name, said in wrong.items()}) == DENIED
        assert refused_with(cursor, LEAVE, left | {"for": ids["ottoline"]}) == ""


@pytest.mark.parametrize("who", ["ignatius", "honoria", "augusta", "ferdinand"])
def test_nobody_else_leaves_one(world: World, left: dict[str, Any], who: str) -> None:
    with asking(world.people[who].pk) as cursor:
        assert refused_with(cursor, LEAVE, left | {"by": str(world.people[who].pk)}) == DENIED


def test_a_key_is_stored_once_and_by_whoever_left_the_message(world: World, left: dict[str, Any]) -> None:
    with asking(world.people[TAKER].pk) as cursor:
        assert refused_with(cursor, KEY, [str(world.ids["message"])]) == DENIED  # Ottoline left that one
        cursor.execute(LEAVE, left)
        assert refused_with(cursor, KEY, [left["id"]]) == ""
        assert refused_with(cursor, KEY, [left["id"]]) == "23505"


def test_reading_messages_is_on_the_record(world: World) -> None:
    with asking(world.people["caspian"].pk) as cursor:
        cursor.execute(OPEN, [[str(world.ids["message"])]])
        cursor.connection.commit()
    with superuser_cursor() as cursor:
        newest = "SELECT actor, verb, objects_shown, teams FROM audit_accessevent ORDER BY at DESC LIMIT 1"
        said = [world.people["caspian"].pk, "messages_read", [world.ids["message"]], [world.ids["team"]]]
        assert list(rows(cursor, newest)[0]) == said


def test_a_message_is_taken_by_one_person_in_their_own_name(world: World) -> None:
    """Falls when the trigger ``taken_by_one_person`` is dropped."""
    message, caspian, ottoline = (
        str(each) for each in (world.ids["message"], world.people["caspian"].pk, world.people["ottoline"].pk)
    )
    with asking(world.people["caspian"].pk) as cursor:
        assert refused_with(cursor, TAKE, [ottoline, message]) == DENIED
        cursor.execute(TAKE, [caspian, message])
        assert rows(cursor, "SELECT taken_at > '2001-01-02' FROM cases_message WHERE id = %s", [message]) == [(True,)]
        assert refused_with(cursor, TAKE, [ottoline, message]) == TAKEN
        others = "UPDATE cases_message SET done_at = now(), done_by_id = %s, outcome = 'not_needed' WHERE id = %s"
        assert refused_with(cursor, others, [ottoline, message]) == DENIED
        assert refused_with(cursor, "UPDATE cases_message SET about = '\\x02' WHERE id = %s", [message]) == DENIED
        assert refused_with(cursor, "DELETE FROM cases_message WHERE id = %s", [message]) == DENIED


def test_whom_a_message_can_be_for_is_said_only_to_those_who_take_them(world: World) -> None:
    with asking(world.people[TAKER].pk) as cursor:
        (found,) = rows(cursor, "SELECT gate.workers_of(%s)", [str(world.ids["team"])])[0]
        assert set(found) == {world.people[who].pk for who in WORKERS}
        assert rows(cursor, "SELECT gate.workers_of(%s)", [str(world.fernhill.team_id)]) == [([],)]
    for who in ("ignatius", "honoria", "bartholomew"):
        with asking(world.people[who].pk) as cursor:
            assert rows(cursor, "SELECT gate.workers_of(%s)", [str(world.ids["team"])]) == [([],)]
