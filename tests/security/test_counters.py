"""Promise 8: SQL as the web's login stays SQL. What counts attempts is read by the web and never run by it, and the
worker is given to do what we wrote."""

import base64
import pickle
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.urls import reverse

from pps_barnet.housekeeping import keep_house_hourly
from teams.post import send_post
from tests.conftest import browser
from tests.security.raw import app_cursor, refused_with, superuser_cursor

RAN: list[str] = []
NAME = ":1:attempts"
PLANT = "INSERT INTO teams_cache VALUES (%s, to_jsonb(%s::text), now() + interval '1 hour')"
OVER = "INSERT INTO teams_cache SELECT 'k' || n, '1', now() - interval '1 hour' FROM generate_series(1, 3) n"
STATEMENTS = {
    "SELECT 1 FROM teams_cache": "42501",
    "DELETE FROM teams_cache": "42501",
    "UPDATE teams_cache SET expires = now()": "42501",
    "INSERT INTO teams_cache VALUES ('k', '1', now())": "42501",
    "SELECT gate.counter_keep('k', 'gASVGgAAAA==', 60, false)": "22P02",
    "SELECT gate.counter_keep('k', to_jsonb(repeat('a', 50001))::text, 60, false)": "23514",
}


def run(word: str) -> str:
    """What nobody but this file's own words may make happen."""
    RAN.append(word)
    return word


class Wrapped:
    """Runs ``run`` wherever it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return run, ("it ran",)


@pytest.fixture
def counters(own_database: str) -> Any:
    return caches["default"]


def test_what_lies_in_the_table_is_read_and_not_run(counters: Any) -> None:
    """Even if the login could write there: falls with Django's cache in a table, which unpickles what it finds."""
    words = base64.b64encode(pickle.dumps(Wrapped())).decode()
    pickle.loads(base64.b64decode(words))  # noqa: S301 -- our own
    assert RAN.pop() == "it ran"  # a trap that would spring
    with superuser_cursor() as cursor:
        cursor.execute("GRANT ALL ON teams_cache TO pps_app")
        cursor.execute(PLANT, [NAME, words])
    assert counters.get("attempts") == words
    assert RAN == []


def test_the_login_neither_lists_nor_writes_the_counters(own_database: str) -> None:
    with app_cursor() as cursor:
        assert {each: refused_with(cursor, each) for each in STATEMENTS} == STATEMENTS


def test_counting(counters: Any) -> None:
    """What the limits of attempts ask of it: once at a time, the last word counts, and what is over is not there."""
    assert counters.add("lock", True, timeout=10) and not counters.add("lock", True, timeout=10)
    assert counters.delete("lock") and not counters.delete("lock")
    assert counters.get("attempts", []) == []
    counters.set("attempts", [2.5, 1.25], 300.0)
    counters.set("attempts", [3.5, 2.5], 300.0)
    assert counters.get("attempts") == [3.5, 2.5]
    counters.set("attempts", [3.5], -1)
    assert counters.get("attempts") is None and counters.add("attempts", [], None)


def test_what_is_over_goes_as_others_are_written(counters: Any) -> None:
    with superuser_cursor() as cursor:
        cursor.execute(OVER)
        counters.set("attempts", [1.5])
        cursor.execute("SELECT cache_key FROM teams_cache ORDER BY cache_key")
        assert cursor.fetchall() == [(NAME,)]


WORK = (
    "INSERT INTO django_tasks_database_dbtaskresult (id, status, args_kwargs, priority, task_path, queue_name,"
    " backend_name, run_after, enqueued_at, exception_class_path, traceback, worker_ids) VALUES (gen_random_uuid(),"
    " 'READY', '{}', 0, %s, 'default', 'default', now(), now(), '', '', '[]')"
)


@pytest.mark.parametrize("names", ["antigravity.fly", "teams.post.nothing", "os.system", ""])
def test_the_worker_imports_nothing_but_our_work(own_database: str, names: str) -> None:
    """Falls without the constraint: the worker imports what a row names before it asks what that is."""
    with app_cursor() as cursor:
        assert refused_with(cursor, WORK, [names]) == "23514"
        for task in (keep_house_hourly, send_post):
            assert refused_with(cursor, WORK, [task.module_path]) == ""


def test_whoever_guesses_is_stopped(counters: Any) -> None:
    """As the sign-in page counts: five wrong passwords for a name, and the right one is not looked at either."""
    page, right = reverse("account_login"), {"login": "caspian", "password": settings.CAST_PASSWORD}
    for _ in range(5):
        assert browser().post(page, right | {"password": "not that"}).status_code == 200
    assert browser().post(page, right).status_code == 200  # back on the page
    with superuser_cursor() as cursor:
        cursor.execute("DELETE FROM teams_cache")
    assert browser().post(page, right).status_code == 302
