"""Refusals wait for the next tick of 25 ms, counted from when the request came in. Promise 2.

Row security answers a row that is not yours a little later than a row that is not there. No test here compares the two
times: they show that whatever came before, a refusal is given out at a tick, and that what comes before is the same
statements for both, so that no more than the row policies' own work is there to be hidden.
"""

import math
import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.absence import REFUSING, TICK_SECONDS, absent_page, until_tick, wait_for_tick
from teams import middleware
from tests.security.conftest import World, nowhere
from tests.security.stage import staged
from tests.security.test_record import PAGES

OF_A_CASE = [name for name, ids in PAGES.items() if ids[:1] == ["case"]]


@pytest.mark.parametrize("spent", [0.0, 0.001, 0.012, 0.0249, 0.026, 0.040, 0.060])
def test_a_wait_ends_at_or_after_a_tick(spent: float) -> None:
    """``sleep`` never returns early, so the time is at least the tick above what had been spent."""
    started = time.perf_counter() - spent
    wait_for_tick(started)
    ticks = -(-spent // TICK_SECONDS)
    assert time.perf_counter() - started >= ticks * TICK_SECONDS


def test_no_wait_is_less_than_none() -> None:
    """A hair after a tick some products round below what has elapsed, and a sleep of less than nothing is an error."""
    hairs = [math.nextafter(ticks * TICK_SECONDS, math.inf) for ticks in range(1, 2000)]
    assert all(0 <= until_tick(elapsed) <= TICK_SECONDS for elapsed in hairs)
    assert min(math.ceil(hair / TICK_SECONDS) * TICK_SECONDS - hair for hair in hairs) < 0  # they are such hairs


@pytest.mark.parametrize("who", ["bartholomew", "ignatius", "ottoline"])
def test_a_refusal_takes_a_tick_at_least(world: World, who: str) -> None:
    """Of a real case, of none, and of an address that is nobody's; falls when ``wait_for_tick`` is not called."""
    client = world.client(who)
    paths = [reverse("cases:case", args=[nowhere()]), "/nothing/"]
    paths += [world.barnet.get_absolute_url()] if who != "ottoline" else []
    for path in paths:
        waited = []
        for _ in range(3):
            started = time.perf_counter()
            assert client.get(path).status_code == 404
            waited.append(time.perf_counter() - started)
        assert min(waited) >= TICK_SECONDS, path


def test_waiting_is_done_after_the_refusal_is_committed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sleep inside the transaction would hold its locks, and would itself be told by another's wait."""
    seen: list[bool] = []

    def watching(started: float) -> None:
        seen.append(connection.in_atomic_block)
        wait_for_tick(started)

    monkeypatch.setattr(middleware, "wait_for_tick", watching)
    assert world.client("bartholomew").get(world.barnet.get_absolute_url()).status_code == 404
    assert seen == [False]


def test_every_way_of_refusing_gives_the_same_bytes(world: World) -> None:
    """403, 404, 405 and 410 become one answer; what the view had written is not in it."""
    assert sorted(REFUSING) == [403, 404, 405, 410]
    first, second = absent_page(), absent_page()
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    assert first.status_code == 404


def asked_of_the_database(client: Client, path: str) -> list[str]:
    """The statements that a refusal takes, without the values in them."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 404, path
    return [re.sub(r"'[^']*'|SAVEPOINT .*", "?", each["sql"]) for each in found.captured_queries]


@pytest.mark.parametrize("who", ["bartholomew", "delphine"])
def test_a_foreign_case_takes_the_same_statements_as_none(world: World, who: str) -> None:
    """On every page of a case; falls when anything is looked up once it is known that the case is there."""
    client, foreign = world.client(who), world.ids if who == "bartholomew" else world.foreign
    with staged(world) as stage:
        for name in OF_A_CASE:
            real = [foreign[each] for each in PAGES[name]]
            theirs, nothing = (reverse(name, args=ids) for ids in (real, [nowhere() for _ in real]))
            asked_of_the_database(client, nothing)  # what a process looks up once, it has
            assert asked_of_the_database(client, theirs) == asked_of_the_database(client, nothing), name
            stage.forgive()
