# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""What raw SQL cannot do to a contact: reword another's, reword it late, lose its earlier wording, move it wrongly."""

import json
import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from cases import actions
from cases.models import Contact, Task
from cases.models.contact import TEXTS
from foundation.sealing.envelope import HEADER, NONCE
from tests.conftest import asking_as
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, count, refused_with, rows, superuser_cursor
from tests.security.test_worries import keep_out

DENIED, FOREIGN_KEY, STATE, CHECK, VALUE = "42501", "23503", "55000", "23514", "22023"
WORKERS = ("ottoline", "caspian", "delphine")
REWORD = "UPDATE cases_contact SET summary = '\\x02', corrected_at = '2001-01-01', edition = edition + 1 WHERE id = %s"
ADD = (
    "INSERT INTO cases_contactaddendum (id, case_id, team_id, contact_id, text, recorded_at, recorded_by_id)"
    " VALUES (gen_random_uuid(), %(case)s, %(team)s, %(contact)s, '\\x02', '2001-01-01', %(by)s)"
)
QUIETLY = "SELECT gate.move_contact(%s, %s, %s, %s, %s)"
MOVE = f"SELECT gate.record_access('changed', (SELECT array_agg(id) FROM cases_case), '{{}}', ''); {QUIETLY}"


@pytest.fixture
def at_hand(world: World) -> dict[str, Any]:
    """What the statements name, as text."""
    return {name: str(world.ids[name]) for name in ("case", "team", "contact")}


@pytest.fixture
def ottoline(world: World) -> Iterator[Any]:
    """A cursor of the web's login that asks as whoever recorded the contact."""
    with asking(world.people["ottoline"].pk) as cursor:
        yield cursor


def aged(minutes: int) -> str:
    return (
        "SET LOCAL session_replication_role = replica; UPDATE cases_contact SET recorded_at = clock_timestamp() -"
        f" interval '{minutes} minutes', happened_at = clock_timestamp() - interval '2 days' WHERE id = %s"
    )


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_author_rewords_a_contact(world: World, at_hand: dict[str, Any], who: str) -> None:
    """Falls when the policy ``corrected_by_its_author`` and the trigger ``corrected`` are both dropped."""
    with asking(world.people[who].pk) as cursor:
        cursor.execute(REWORD, [at_hand["contact"]])
        assert cursor.rowcount == (1 if who == "ottoline" else 0)


def test_no_rewording_goes_through_without_the_earlier_wording(ottoline: Any, at_hand: dict[str, Any]) -> None:
    """The database writes it, byte by byte; nobody may write, change or take one away."""
    before = rows(ottoline, "SELECT summary FROM cases_contact WHERE id = %s", [at_hand["contact"]])
    ottoline.execute(REWORD, [at_hand["contact"]])
    stamped = "SELECT corrected_at > '2001-01-02' FROM cases_contact WHERE id = %s"
    assert rows(ottoline, stamped, [at_hand["contact"]]) == [(True,)]
    assert rows(ottoline, "SELECT summary FROM cases_contactversion") == before
    for statement in ("UPDATE cases_contactversion SET summary = NULL", "DELETE FROM cases_contactversion"):
        assert refused_with(ottoline, statement) == DENIED
    copy = "INSERT INTO cases_contactversion SELECT * FROM cases_contactversion"
    assert refused_with(ottoline, copy) == DENIED


@pytest.mark.parametrize(("minutes", "done"), [(14, 1), (15, 0), (600, 0)])
def test_the_wording_stands_after_fifteen_minutes(
    world: World, at_hand: dict[str, Any], minutes: int, done: int
) -> None:
    with superuser_cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(aged(minutes), [at_hand["contact"]])
        cursor.execute("COMMIT")
    with asking(world.people["ottoline"].pk) as cursor:
        cursor.execute(REWORD, [at_hand["contact"]])
        assert cursor.rowcount == done
    with superuser_cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(aged(0), [at_hand["contact"]])
        cursor.execute("COMMIT")


@pytest.mark.parametrize("who", ["caspian", "ottoline"])
def test_without_the_policy_the_trigger_holds_alone(world: World, at_hand: dict[str, Any], who: str) -> None:
    """The second gate by itself: the superuser passes by every policy, and the trigger asks the same questions."""
    from tests.security.raw import own_context, say

    with superuser_cursor() as cursor:
        cursor.execute("BEGIN")
        say(cursor, own_context(cursor, world.people[who].pk))
        if who == "ottoline":
            cursor.execute(aged(16), [at_hand["contact"]])
            cursor.execute("SET LOCAL session_replication_role = origin")
        assert refused_with(cursor, REWORD, [at_hand["contact"]]) == (STATE if who == "ottoline" else DENIED)
        cursor.execute("ROLLBACK")


@pytest.mark.parametrize(
    "column", ["happened_at", "worker_id", "moved_away_at", "moved_here_at", "recorded_at", "person_id"]
)
def test_no_other_column_of_a_contact_changes(ottoline: Any, at_hand: dict[str, Any], column: str) -> None:
    assert (
        refused_with(ottoline, f"UPDATE cases_contact SET {column} = NULL WHERE id = %s", [at_hand["contact"]])
        == DENIED
    )


def test_nobody_records_a_contact_as_moved_or_corrected(ottoline: Any, at_hand: dict[str, Any]) -> None:
    """Falls when the policy ``new_when_added`` is dropped: what was moved keeps a time of its own."""
    twin = (
        "INSERT INTO cases_contact SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), '{}',"
        " now()))).* FROM cases_contact AS c WHERE c.id = %s"
    )
    for column in ("moved_here_at", "corrected_at"):
        assert refused_with(ottoline, twin.format(column), [at_hand["contact"]]) == DENIED
    assert (
        refused_with(ottoline, twin.format("happened_at").replace("now()", "'2001-01-01'"), [at_hand["contact"]]) == ""
    )


def test_something_is_added_in_ones_own_name_to_a_contact_in_sight(
    world: World, ottoline: Any, at_hand: dict[str, Any]
) -> None:
    mine = at_hand | {"by": str(world.people["ottoline"].pk)}
    assert refused_with(ottoline, ADD, mine) == ""
    ottoline.execute(ADD, mine)
    assert rows(ottoline, "SELECT recorded_at > '2001-01-02' FROM cases_contactaddendum") == [(True,)] * 2
    assert refused_with(ottoline, "UPDATE cases_contactaddendum SET text = NULL") == DENIED
    assert refused_with(ottoline, "DELETE FROM cases_contactaddendum") == DENIED
    assert refused_with(ottoline, ADD, mine | {"by": str(world.people["caspian"].pk)}) == DENIED
    assert refused_with(ottoline, ADD, mine | {"contact": str(world.foreign["contact"])}) == DENIED
    assert refused_with(ottoline, ADD, mine | {"contact": str(uuid4())}) == DENIED
    with asking(world.people["bartholomew"].pk) as cursor:
        assert refused_with(cursor, ADD, mine | {"by": str(world.people["bartholomew"].pk)}) == DENIED


def anew(blob: memoryview | None) -> str | None:
    """What the database can tell of a text that was sealed anew: it is as long as it was, and its nonce is another."""
    if blob is None:
        return None
    old = bytes(blob)
    return "\\x" + (old[:HEADER] + os.urandom(NONCE) + old[HEADER + NONCE :]).hex()


@pytest.fixture
def two(own_world: World) -> tuple[World, dict[str, Any]]:
    """A world of this test's own with a second case, and a move between them that is in order."""
    from tests.conftest import open_a_case

    world = own_world
    right = open_a_case(world.people["ottoline"], "Winifred", "Sandalwood")
    contact = world.ids["contact"]
    with asking_as(world.people["ottoline"]):
        actions.add_to_contact(
            by=world.people["ottoline"], case=world.barnet, contact=Contact.objects.get(pk=contact), text="More"
        )
        tasks = [str(pk) for pk in Task.objects.filter(contact=contact).values_list("pk", flat=True)]
    with superuser_cursor() as cursor:
        added = rows(cursor, "SELECT id::text, text FROM cases_contactaddendum")
        todo = rows(cursor, "SELECT id::text, title, note FROM cases_task WHERE id = ANY (%s::uuid[])", [tasks])
        said = rows(cursor, f"SELECT {', '.join(TEXTS)} FROM cases_contact WHERE id = %s", [str(contact)])[0]
    parts = {
        "versions": {},
        "addenda": {pk: {"text": anew(text)} for pk, text in added},
        "tasks": {pk: {"title": anew(title), "note": anew(note)} for pk, title, note in todo},
    }
    texts = {name: anew(text) for name, text in zip(TEXTS, said, strict=True)}
    return world, {"contact": str(contact), "to": str(right.pk), "new": str(uuid4()), "texts": texts, "parts": parts}


def asked(move: dict[str, Any], **other: Any) -> list[Any]:
    said = move | other
    return [said["contact"], said["to"], said["new"], json.dumps(said["texts"]), json.dumps(said["parts"])]


def test_only_who_works_on_both_cases_moves_a_contact(two: tuple[World, dict[str, Any]]) -> None:
    world, move = two
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            assert refused_with(cursor, MOVE, asked(move)) == ("" if who in WORKERS else DENIED), who
    with asking(world.people["ottoline"].pk) as cursor:
        for wrong in ({"to": str(world.fernhill.pk)}, {"to": str(uuid4())}, {"to": str(world.barnet.pk)}):
            assert refused_with(cursor, MOVE, asked(move, **wrong)) == DENIED
        assert refused_with(cursor, MOVE, asked(move, contact=str(world.foreign["contact"]))) == DENIED
        assert refused_with(cursor, MOVE, asked(move, contact=str(uuid4()))) == DENIED


def test_nothing_is_moved_without_a_word_in_the_record_of_both(two: tuple[World, dict[str, Any]]) -> None:
    """Falls when ``gate.move_contact`` does not ask what the transaction has recorded."""
    world, move = two
    said = "SELECT gate.record_access('changed', ARRAY[%s]::uuid[], '{}', '')"
    for named in ([], [str(world.barnet.pk)], [move["to"]]):
        with asking(world.people["ottoline"].pk) as cursor:
            for case in named:
                cursor.execute(said, [case])
            assert refused_with(cursor, QUIETLY, asked(move)) == DENIED
    with asking(world.people["ottoline"].pk) as cursor:
        for case in (str(world.barnet.pk), move["to"]):
            cursor.execute(said, [case])
        assert refused_with(cursor, QUIETLY, asked(move)) == ""


@pytest.mark.parametrize("kept", ["from", "to"])
def test_who_is_kept_from_either_case_does_not_move_it(two: tuple[World, dict[str, Any]], kept: str) -> None:
    from cases.models import Case

    world, move = two
    with asking_as(world.people["ottoline"]):
        case = Case.objects.get(pk=world.barnet.pk if kept == "from" else move["to"])
    keep_out(case, world.people["caspian"])
    with asking(world.people["caspian"].pk) as cursor:
        assert refused_with(cursor, MOVE, asked(move)) == DENIED


def test_nothing_is_left_out_and_nothing_else_is_written(two: tuple[World, dict[str, Any]]) -> None:
    """Of what is sent only ciphertext is taken: a code or a name slipped in among it changes nothing."""
    world, move = two
    with asking(world.people["ottoline"].pk) as cursor:
        for missing in ("addenda", "tasks"):
            assert refused_with(cursor, MOVE, asked(move, parts=move["parts"] | {missing: {}})) == STATE
        short = {name: text for name, text in move["texts"].items() if name != "told_about_family"}
        assert refused_with(cursor, MOVE, asked(move, texts=short)) == STATE
        other = str(world.people["caspian"].pk)
        slipped = move["texts"] | {
            "worker_id": other,
            "recorded_at": "2001-01-01",
            "team_id": str(world.fernhill.team_id),
        }
        tasks = {pk: said | {"recorded_by_id": other} for pk, said in move["parts"]["tasks"].items()}
        cursor.execute(MOVE, asked(move, texts=slipped, parts=move["parts"] | {"tasks": tasks}))
        same = "SELECT worker_id = %s, recorded_at > '2001-01-02', summary = %s FROM cases_contact WHERE id = %s"
        kept = [str(world.people["ottoline"].pk), slipped["summary"], move["new"]]
        assert rows(cursor, same, kept) == [(True, True, True)]
        assert rows(cursor, "SELECT count(*) FROM cases_task WHERE recorded_by_id = %s", [other]) == [(0,)]
        assert refused_with(cursor, MOVE, asked(move, new=str(uuid4()))) == STATE  # it was moved already


def test_what_is_moved_may_be_what_was_there_sealed_anew(two: tuple[World, dict[str, Any]]) -> None:
    """Falls when ``gate.insist_resealed`` no longer compares one of these: without keys there is nothing else to."""
    world, move = two
    right, nobody = move["texts"]["summary"], {name: None for name, text in move["texts"].items() if text is None}
    with superuser_cursor() as cursor:
        old = rows(cursor, "SELECT summary FROM cases_contact WHERE id = %s", [move["contact"]])[0][0]
    wrongs = {
        "nothing": None,
        "the old bytes, which open under the old key alone": f"\\x{bytes(old).hex()}",
        "shorter": right[:-2],
        "longer": right + "00",
        "of no format": "\\x02" + right[4:],
        "under a key that the file has not": right[:4] + "0002" + right[8:],
        "no bytes": "x" * len(right),
    }
    pk = next(iter(move["parts"]["tasks"]))
    with asking(world.people["ottoline"].pk) as cursor:
        for what, wrong in wrongs.items():
            assert refused_with(cursor, MOVE, asked(move, texts=move["texts"] | {"summary": wrong})) == VALUE, what
            part = {pk: move["parts"]["tasks"][pk] | {"title": wrong}}
            assert refused_with(cursor, MOVE, asked(move, parts=move["parts"] | {"tasks": part})) == VALUE, what
        invented = move["texts"] | dict.fromkeys(nobody, right)
        assert nobody and refused_with(cursor, MOVE, asked(move, texts=invented)) == VALUE
        assert refused_with(cursor, MOVE, asked(move)) == ""


def test_what_is_moved_is_sealed_under_a_key_of_where_it_goes(two: tuple[World, dict[str, Any]]) -> None:
    """Falls when it is the file that it leaves whose keys are asked about: their numbers are the same until one of the
    two files has a new key."""
    world, move = two
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE vault.scope_key SET version = 2 WHERE scope = %s AND purpose = 'content'", [move["to"]])

    def second(said: dict[str, str | None]) -> dict[str, str | None]:
        return {name: text and f"{text[:4]}0002{text[8:]}" for name, text in said.items()}

    parts = {kind: {pk: second(said) for pk, said in rows.items()} for kind, rows in move["parts"].items()}
    with asking(world.people["ottoline"].pk) as cursor:
        assert refused_with(cursor, MOVE, asked(move)) == VALUE
        assert refused_with(cursor, MOVE, asked(move, parts=parts)) == VALUE
        assert refused_with(cursor, MOVE, asked(move, texts=second(move["texts"]))) == VALUE
        assert refused_with(cursor, MOVE, asked(move, texts=second(move["texts"]), parts=parts)) == ""


def test_what_is_left_is_empty_and_stays_so(two: tuple[World, dict[str, Any]]) -> None:
    world, move = two
    with asking(world.people["ottoline"].pk) as cursor:
        cursor.execute(MOVE, asked(move))
        texts = ", ".join(TEXTS)
        left = f"SELECT {texts}, person_id, confider_id, advice_codes, topics FROM cases_contact WHERE id = %s"
        assert rows(cursor, left, [move["contact"]]) == [(*(None for _ in TEXTS), None, None, [], [])]
        cursor.execute(REWORD, [move["contact"]])
        assert cursor.rowcount == 0
        team = {"case": str(world.barnet.pk), "team": str(world.ids["team"]), "contact": move["contact"]}
        assert refused_with(cursor, ADD, team | {"by": str(world.people["ottoline"].pk)}) == DENIED
    with superuser_cursor() as cursor:
        stub = "UPDATE cases_contact SET moved_away_at = now(), moved_away_by_id = worker_id WHERE id = %s"
        cursor.execute("BEGIN")
        assert refused_with(cursor, stub, [move["contact"]]) == CHECK  # a contact that still says something


@pytest.mark.parametrize("table", ["cases_contactversion", "cases_contactaddendum"])
def test_what_belongs_to_a_narrowed_contact_is_narrowed_with_it(two: tuple[World, dict[str, Any]], table: str) -> None:
    """Falls when the policy ``of_a_contact_in_sight`` is dropped."""
    world, move = two
    with asking(world.people["ottoline"].pk) as cursor:
        cursor.execute(REWORD, [move["contact"]])
        cursor.connection.commit()
    with asking(world.people["caspian"].pk) as cursor:
        assert count(cursor, table) == 1
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE cases_contact SET access_class = 'restricted' WHERE id = %s", [move["contact"]])
    for who, seen in (("caspian", 0), ("delphine", 1)):
        with asking(world.people[who].pk) as cursor:
            assert count(cursor, table) == seen
    with asking(world.people["caspian"].pk) as cursor:
        assert refused_with(cursor, MOVE, asked(move)) == DENIED
