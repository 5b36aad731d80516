"""A database that tests use in turn: what one of them did to it, the next never meets."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import lending
from tests.security.raw import rows, superuser_cursor

CLOCK = "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()'"
LOOK = (
    "INSERT INTO audit_accessevent (id, at, actor, verb, objects_shown, page)"
    " VALUES (gen_random_uuid(), now(), gen_random_uuid(), 'case_read', '{}', '')"
)
SPOILT = {
    "rows added": ["INSERT INTO teams_cache VALUES ('k', '1', now())"],
    "rows of the record, which nobody may take away": [LOOK],
    "rows changed": ["UPDATE teams_team SET name = upper(name)"],
    "rows deleted": ["SET session_replication_role = replica", "DELETE FROM auth_permission"],
    "a number drawn": ["SELECT nextval('auth_permission_id_seq')"],
    "another clock": [CLOCK],
    "no row security": ["ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY"],
    "no policy": ["DROP POLICY not_taken_away ON cases_contact"],
    "another right": ["GRANT DELETE ON cases_case TO pps_app"],
}


@pytest.fixture
def name(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    with django_db_blocker.unblock():
        yield lending.of_worker(request, "own")


def held(cursor: Any) -> Any:
    """All that a test could tell by: rows, numbers, functions, row security, policies and rights."""
    snapshot = lending.Snapshot(cursor)
    policies = rows(cursor, "SELECT polrelid::regclass::text, polname FROM pg_policy ORDER BY 1, 2")
    rights = rows(cursor, "SELECT oid::regclass::text, relacl::text FROM pg_class WHERE relkind = 'r' ORDER BY 1")
    return snapshot.prints, snapshot.functions, snapshot.secured, policies, rights


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_whatever_is_done_to_it_the_next_finds_it_as_it_was(name: str, spoilt: list[str]) -> None:
    with lending.lent(name), superuser_cursor() as cursor:
        before = held(cursor)
        for statement in spoilt:
            cursor.execute(statement)
        assert held(cursor) != before
    with lending.lent(name), superuser_cursor() as cursor:
        found = held(cursor)
    assert found == before
