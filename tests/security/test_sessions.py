# ruff: noqa: S608 -- these tests spell SQL from their own constants
"""Sessions end by themselves and stay ended; who belonged to a team, and from where a change came, stay as they were.

Falls when ``gate.session_open`` or ``gate.session_save`` no longer compares either limit, when the latter makes again
what was ended, or when ``history`` is dropped from the memberships.
"""

from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from teams.actions import set_own_password
from teams.sessions import SessionStore, hashed
from tests.conftest import asking_as, browser, person, session_of
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

SESSION = "FROM vault.session WHERE key_hash = %s"
IN, OUT = 200, 302


def home(key: str) -> int:
    """What the home page answers somebody with this session."""
    return int(browser(key).get("/").status_code)


def aged(cursor: Any, key: str, column: str, by: str) -> None:
    """Put one of a session's two limits so far from now."""
    cursor.execute(
        f"UPDATE vault.session SET {column} = gate.clock() + %s::interval WHERE key_hash = %s", [by, hashed(key)]
    )


@pytest.mark.parametrize("limit", ["idle_until", "expires_at"])
def test_a_session_ends_at_either_limit_whatever_the_other_says(world: World, limit: str) -> None:
    key = session_of(world.people["caspian"])
    with superuser_cursor() as cursor:
        aged(cursor, key, limit, "1 minute")
        assert home(key) == IN
        aged(cursor, key, limit, "-1 second")
        assert home(key) == OUT
        assert not SessionStore().exists(key)


def test_a_look_lengthens_the_rest_and_never_the_day(world: World) -> None:
    key = session_of(world.people["caspian"])
    with superuser_cursor() as cursor:
        aged(cursor, key, "idle_until", "5 minutes")
        aged(cursor, key, "expires_at", "1 hour")
        assert home(key) == IN
        left = "idle_until > gate.clock() + '29 minutes', idle_until <= gate.clock() + '30 minutes'"
        day = "expires_at BETWEEN gate.clock() + '59 minutes' AND gate.clock() + '1 hour'"
        assert rows(cursor, f"SELECT {left}, {day} {SESSION}", [hashed(key)]) == [(True, True, True)]


def test_what_was_ended_meanwhile_stays_ended(world: World) -> None:
    """A request that began before the membership ended must not bring the session back with its own last write."""
    key = session_of(world.people["caspian"])
    under_way = SessionStore(key)
    under_way["seen"] = "something"
    with superuser_cursor() as cursor:
        cursor.execute(f"DELETE {SESSION}", [hashed(key)])
        with pytest.raises(UpdateError):
            under_way.save()
        assert rows(cursor, f"SELECT count(*) {SESSION}", [hashed(key)]) == [(0,)]


@pytest.mark.parametrize("limit", ["idle_until", "expires_at"])
def test_what_passed_a_limit_is_not_saved_into_again(world: World, limit: str) -> None:
    """Its row may lie there until it is thrown out; a last write of a slow request must not bring it back."""
    key = session_of(world.people["caspian"])
    under_way = SessionStore(key)
    under_way["seen"] = "something"
    with superuser_cursor() as cursor:
        aged(cursor, key, limit, "-1 second")
        before = rows(cursor, f"SELECT data, idle_until {SESSION}", [hashed(key)])
        with pytest.raises(UpdateError):
            under_way.save()
        assert rows(cursor, f"SELECT data, idle_until {SESSION}", [hashed(key)]) == before
    assert home(key) == OUT


def test_throwing_out_what_has_ended_leaves_what_has_not(world: World) -> None:
    ended, live = session_of(world.people["caspian"]), session_of(world.people["caspian"])
    with superuser_cursor() as cursor:
        aged(cursor, ended, "idle_until", "-1 second")
        SessionStore.clear_expired()
        assert [rows(cursor, f"SELECT count(*) {SESSION}", [hashed(key)])[0][0] for key in (ended, live)] == [0, 1]


def test_no_form_is_taken_without_its_token(world: World) -> None:
    """Every other test's browser leaves the tokens out; a real one must not."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies["session"] = session_of(world.people["caspian"])
    assert strict.post("/find/", {"term": "quillfeather"}).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        "until = coalesce(until, now()) + interval '1 year'",
        "role = 'service_manager'",
        "state = 'current'",
        "asked_by_id = user_id",
        "since = since - interval '1 year'",
    ],
)
def test_even_past_every_policy_a_membership_that_ended_is_not_written_over(world: World, change: str) -> None:
    with superuser_cursor() as cursor:
        cursor.execute("BEGIN")
        over = f"UPDATE teams_membership SET {change} WHERE id = %s"
        assert refused_with(cursor, over, [str(world.ids["membership"])]) == "42501"
        assert refused_with(cursor, "DELETE FROM teams_membership") == "42501"
        cursor.execute("ROLLBACK")


def test_even_past_every_policy_a_set_end_is_only_brought_forward(world: World) -> None:
    with superuser_cursor() as cursor:
        cursor.execute("BEGIN")
        ends = "UPDATE teams_membership SET until = now() + %s::interval WHERE user_id = %s AND state = 'current'"
        caspian = str(world.people["caspian"].pk)
        assert [refused_with(cursor, ends, [when, caspian]) for when in ("9 days", "8 days")] == ["", ""]
        assert refused_with(cursor, ends, ["9 days", caspian]) == "42501"
        assert refused_with(cursor, ends, [None, caspian]) == "42501"
        cursor.execute("ROLLBACK")


def test_the_address_of_a_change_is_the_requests(world: World) -> None:
    """Not what a statement says of itself; ``stamped`` takes it from where the request put it."""
    said = (
        "INSERT INTO audit_logentry (content_type_id, object_pk, object_repr, action, changes_text, remote_addr)"
        " VALUES (1, 'x', 'x', 1, '', '203.0.113.9') RETURNING host(remote_addr)"
    )
    with asking(world.people["caspian"].pk) as cursor:
        assert rows(cursor, said) == [(None,)]
        cursor.execute("SELECT set_config('gate.address', '192.0.2.7', true)")
        assert rows(cursor, said) == [("192.0.2.7",)]


def test_ones_own_new_password_is_on_the_record_and_ends_every_other_session(own_world: World) -> None:
    """Falls when ``gate.set_own_password`` writes no event, or a session no longer rests on the password."""
    caspian = own_world.people["caspian"]
    other = own_world.client("caspian")
    assert other.get("/").status_code == IN
    with asking_as(caspian):
        set_own_password(by=caspian, password="correct horse battery")
    with superuser_cursor() as cursor:
        event = "SELECT verb, objects_shown FROM audit_accessevent WHERE actor = %s ORDER BY at DESC LIMIT 1"
        assert rows(cursor, event, [str(caspian.pk)]) == [("password_set", [caspian.pk])]
    assert other.get("/").status_code == OUT
    assert person("caspian").check_password("correct horse battery")
