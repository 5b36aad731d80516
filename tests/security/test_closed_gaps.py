"""What a statement smuggled in by a colleague could once do, and no longer can."""

from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from tests.security.conftest import World
from tests.security.raw import app_cursor, asking, refused_with, rows
from tests.security.test_raw_writes import CHANGE, CONTACT, THIS_MONTH


def test_a_foreign_case_and_no_case_are_refused_alike_at_once(world: World) -> None:
    said = []
    for case in (str(world.fernhill.pk), str(uuid4())):
        with asking(world.people["caspian"].pk) as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            values = {"case": case, "team": str(world.ids["team"]), "person": None, "recorded": None}
            values |= {"worker": str(world.people["caspian"].pk)}
            with pytest.raises(psycopg2.Error) as caught:
                cursor.execute(
                    CONTACT.format(access="'standard'"), values | {"worker": str(world.people["caspian"].pk)}
                )
            said.append((caught.value.pgcode, caught.value.diag.constraint_name))
    assert said[0] == said[1]


def test_a_task_is_done_in_ones_own_name(world: World) -> None:
    with asking(world.people["caspian"].pk) as cursor:
        done = "UPDATE cases_task SET state = 'done', done_at = now(), done_by_id = %s"
        assert refused_with(cursor, done, [str(world.people["ottoline"].pk)]) == "42501"


def test_search_keys_need_an_event_that_names_the_teams(world: World) -> None:
    with asking(world.people["caspian"].pk) as cursor:
        silent = "SELECT k.* FROM gate.record_access('searched', '{}', '{}', '') AS e, gate.search_keys(e) AS k"
        assert refused_with(cursor, silent) == "42501"


def test_hits_are_named_on_searches_alone(world: World) -> None:
    with asking(world.people["caspian"].pk) as cursor:
        event = rows(cursor, "SELECT gate.record_access('form_opened', '{}', '{}', '')")[0][0]
        assert refused_with(cursor, "SELECT gate.name_hits(%s, ARRAY[%s]::uuid[])", [event, str(uuid4())]) == "42501"


@pytest.mark.parametrize("verb", ["signed_out", "refused", "membership", "founded", "made up"])
def test_keys_are_taken_under_a_verb_that_tells_of_it(world: World, verb: str) -> None:
    with asking(world.people["caspian"].pk) as cursor:
        take = "SELECT * FROM gate.open_cases(%s, ARRAY[%s]::uuid[], ARRAY['content'], '{}', '')"
        assert refused_with(cursor, take, [verb, str(world.barnet.pk)]) in ("42501", "22023", "23514")


@pytest.mark.parametrize(("idle", "life"), [("100 years", "100 years"), ("1 hour", "30 days")])
def test_a_session_cannot_be_made_to_last(world: World, idle: str, life: str) -> None:
    """A session's own signed content, copied under a key of the thief's making, would outlive every limit."""
    values = {"person": str(world.people["caspian"].pk), "idle": idle, "life": life}
    save = "SELECT gate.session_save(sha256('a key'), 'x', %(person)s, true, %(idle)s::interval, %(life)s::interval)"
    with asking(world.people["caspian"].pk) as cursor:
        assert refused_with(cursor, save, values)


def test_nobody_adds_to_the_log_of_changes(world: World) -> None:
    with app_cursor() as cursor:
        said: dict[str, Any] = {"id": str(uuid4()), "other": None}
        assert refused_with(cursor, CHANGE.format(when=THIS_MONTH), said) == "42501"


@pytest.mark.parametrize("table", ["audit_accessevent_default", "audit_logentry_default"])
def test_the_owner_cannot_empty_one_partition(world: World, table: str) -> None:
    with app_cursor(login="OWNER") as cursor:
        assert refused_with(cursor, f"TRUNCATE {table}") == "42501"


def test_an_address_with_a_zone_does_not_break_the_page(world: World) -> None:
    """A link-local client over IPv6 would get an error on every page."""
    assert world.client("ottoline").get("/", REMOTE_ADDR="fe80::1%eth0").status_code == 200
