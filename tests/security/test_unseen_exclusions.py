"""Promise 2: whoever is kept from a case cannot find out that they are, whatever SQL they run in their own name."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from foundation import clock
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

ADD = "INSERT INTO cases_caseexclusion (id, user_id, case_id, until) VALUES (gen_random_uuid(), %s, %s, %s)"
ASKED = "SELECT taken FROM gate.single_cases()"


def subtracted(world: World, who: str) -> list[UUID]:
    """What the gate subtracts for somebody: the most that their own SQL can learn."""
    with asking(world.people[who].pk) as cursor:
        ((found,),) = rows(cursor, ASKED)
        assert rows(cursor, "SELECT gate.conflicts()") == [(found,)]
    return [UUID(text) for text in found.strip("{}").split(",")] if isinstance(found, str) else found


def keep_out(world: World, who: str, until: Any = None) -> None:
    with superuser_cursor() as cursor:
        cursor.execute(ADD, [str(world.people[who].pk), str(world.barnet.pk), until])


@pytest.fixture(autouse=True)
def nobody_is_kept_out(world: World) -> None:
    with superuser_cursor() as cursor:
        cursor.execute("DELETE FROM cases_caseexclusion")


def test_the_rows_themselves_are_refused_even_about_oneself(world: World) -> None:
    keep_out(world, "caspian")
    with asking(world.people["caspian"].pk) as cursor:
        for statement in ("SELECT 1 FROM cases_caseexclusion", "SELECT * FROM vault.decoy_secret"):
            assert refused_with(cursor, statement) == "42501"
        assert refused_with(cursor, "SELECT gate.with_decoys(gen_random_uuid(), '{}')") == "42501"


def test_what_is_subtracted_is_as_long_for_who_is_kept_out_as_for_who_is_not(world: World) -> None:
    before = {who: subtracted(world, who) for who in ("caspian", "ottoline")}
    keep_out(world, "caspian")
    after = {who: subtracted(world, who) for who in ("caspian", "ottoline")}
    assert world.barnet.pk in after["caspian"] and world.barnet.pk not in before["caspian"]
    assert {len(found) for found in (*before.values(), *after.values())} == {4}
    assert after["ottoline"] == before["ottoline"]
    assert len(set(after["caspian"]) & set(before["caspian"])) == 3  # one that is of no case made room


def test_the_ids_of_no_case_look_like_ids_of_cases(world: World) -> None:
    """Random ids of version 4, each person's own, in an order that tells nothing."""
    everybody = [subtracted(world, who) for who in world.people]
    found = [pk for some in everybody for pk in some]
    assert len(set(found)) == len(found)
    assert {pk.version for pk in found} == {4}
    assert len({pk.hex[16] for pk in found}) == 4
    assert all(some == sorted(some) for some in everybody)


def test_an_exclusion_ends_by_itself(world: World) -> None:
    keep_out(world, "caspian", clock.now() - timedelta(seconds=1))
    assert world.barnet.pk not in subtracted(world, "caspian")


def test_the_ids_of_no_case_come_and_go_by_themselves(world: World) -> None:
    """A change in them is no sign: in a hundred days every one of them has been replaced, at its own moment."""
    at = "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS '{}'"
    plain = "SELECT pg_catalog.statement_timestamp()"
    seen = []
    with superuser_cursor() as cursor:
        for days in range(101):
            cursor.execute(at.format(f"{plain} + interval ''{days} days''"))
            seen.append(frozenset(subtracted(world, "caspian")))
        cursor.execute(at.format(plain))
    assert not seen[0] & seen[-1]
    assert 5 <= sum(one != other for one, other in pairwise(seen)) <= 15
    assert max(len(one - other) for one, other in pairwise(seen)) <= 3  # chance brings two or three to one day, not all


LISTS = "SELECT proname FROM pg_proc WHERE prosrc LIKE '%gate.with_decoys(%' ORDER BY 1"


def lists(world: World, who: str) -> dict[str, list[str]]:
    """What the gate subtracts for somebody, by the function that says so."""
    with superuser_cursor() as cursor:
        names = [name for (name,) in rows(cursor, LISTS)]
    with asking(world.people[who].pk) as cursor:
        return {name: rows(cursor, f"SELECT unnest(gate.{name}())::text") for name in names}


def test_no_list_is_told_apart_by_another(world: World) -> None:
    """Falls when two lists have ids of no case in common: one that stood in one list alone was of a case."""
    keep_out(world, "caspian")
    found = lists(world, "caspian")
    assert set(found) == {"conflicts", "concerns_kept", "drafts_kept", "disclosures_kept", "recipients_kept"}
    every = [each for some in found.values() for each in some]
    assert (str(world.barnet.pk),) in every and len(every) == len(set(every)) == 20
