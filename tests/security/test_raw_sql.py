# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""Whatever SQL somebody smuggles in, as the web's login with a context of their own in order. Promises 1, 2 and 3.

The attacker is bartholomew, a real worker of the other service. Parent Partnership Barnet's rows are there to be had.
"""

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.apps import apps

from cases.models.edited import Edited
from tests.security.about_people import ABOUT
from tests.security.conftest import World
from tests.security.raw import asking, checksum, count, own_context, refused_with, rows, say, superuser_cursor

CASE_TABLES = ("cases_case", "cases_person", "cases_contactpoint", "cases_contact", "cases_task", *ABOUT)
DENIED = "42501"
EDITED = {model._meta.db_table for model in apps.get_models() if issubclass(model, Edited)}


@pytest.fixture
def bartholomew(world: World) -> Iterator[Any]:
    """A cursor of the web's login that asks as him."""
    with asking(world.people["bartholomew"].pk) as cursor:
        yield cursor


# Reading ------------------------------------------------------------------------------------------------------------
READS = {
    "by id": "SELECT id::text FROM {table} WHERE {case} = %(case)s",
    "everything": "SELECT {case}::text FROM {table} WHERE {case} <> %(own)s",
    "or true": "SELECT {case}::text FROM {table} WHERE ({case} = %(case)s) OR true AND {case} <> %(own)s",
    "joined": "SELECT t.id::text FROM {table} t LEFT JOIN teams_team x ON x.id = t.team_id WHERE t.{case} = %(case)s",
    "union": "SELECT 'x' WHERE false UNION ALL SELECT {case}::text FROM {table} WHERE {case} = %(case)s",
    "lateral": "SELECT x.c::text FROM (VALUES (1)) v CROSS JOIN LATERAL"
    " (SELECT {case} AS c FROM {table} t WHERE t.{case} = %(case)s) x",
    "with": "WITH all_rows AS MATERIALIZED (SELECT * FROM {table}) SELECT {case}::text FROM all_rows"
    " WHERE {case} = %(case)s",
    "recursive": "WITH RECURSIVE r AS (SELECT {case} FROM {table} UNION SELECT t.{case} FROM {table} t, r)"
    " SELECT {case}::text FROM r WHERE {case} = %(case)s",
    "count": "SELECT 'x' FROM (SELECT count(*) AS n FROM {table} WHERE {case} = %(case)s) c WHERE n > 0",
    "exists": "SELECT 'x' WHERE EXISTS (SELECT FROM {table} WHERE {case} = %(case)s)",
    "large list": "SELECT {case}::text FROM {table} WHERE {case} = ANY (%(many)s::uuid[])",
    "leaky": "SELECT {case}::text FROM {table} WHERE 1 / (CASE WHEN {case} = %(case)s THEN 0 ELSE 1 END) = 2",
    "row": "SELECT to_jsonb(t)::text FROM {table} t WHERE t.{case} = %(case)s",
    "xml": "SELECT x::text FROM query_to_xml('SELECT {case} FROM {table} WHERE {case} <> ''{own}''',"
    " false, true, '') AS x WHERE x::text ~ '<row'",
}


@pytest.mark.parametrize("how", READS)
def test_a_read_gives_no_row_of_another_team(world: World, bartholomew: Any, how: str) -> None:
    """Falls when ``in_reach`` is dropped or opened; ``leaky`` would divide by zero if the row were looked at first."""
    many = [str(world.barnet.pk), *(f"00000000-0000-4000-8000-{n:012d}" for n in range(20_000))]
    values = {"case": str(world.barnet.pk), "own": str(world.fernhill.pk), "many": many}
    for table in CASE_TABLES:
        column = "id" if table == "cases_case" else "case_id"
        statement = READS[how].format(table=table, case=column, own=world.fernhill.pk)
        assert rows(bartholomew, statement, values) == [], table
        assert count(bartholomew, table) == 1  # his own is there


def test_people_and_teams_of_another_service_are_not_there(world: World, bartholomew: Any) -> None:
    """Even who works where is kept: it would tell of a wall between two colleagues."""
    me = [(world.people["bartholomew"].pk,)]
    assert rows(bartholomew, "SELECT username FROM teams_user") == [("bartholomew",)]
    assert rows(bartholomew, "SELECT id::text FROM teams_team") == [(str(world.fernhill.team_id),)]
    assert rows(bartholomew, "SELECT DISTINCT user_id FROM teams_membership") == me
    assert rows(bartholomew, "SELECT DISTINCT user_id FROM teams_teampermission") == me
    assert rows(bartholomew, "SELECT DISTINCT made_by_id FROM cases_savedsearch") == me


# Everything that is refused outright ---------------------------------------------------------------------------------
REFUSED = [
    "SELECT * FROM vault.scope_key",
    "SELECT * FROM vault.caseload",
    "SELECT * FROM vault.session",
    "SELECT key_hash FROM vault.session LIMIT 1",
    "SELECT * FROM audit_accessevent",
    "SELECT * FROM audit_accessevent_default",
    "SELECT * FROM audit_logentry_default",
    "SELECT * FROM auditlog_logentry",
    "SELECT * FROM guardian_userobjectpermission",
    "SELECT * FROM django_migrations",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_stat_user_tables",
    "SELECT * FROM pg_stats",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_authid",
    "SELECT reltuples FROM pg_class",
    "SELECT pg_relation_size('cases_case')",
    "SELECT pg_stat_get_live_tuples('cases_case'::regclass)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_create(0)",
    "SELECT lo_import('/etc/passwd')",
    "SET ROLE pps_owner",
    "SET ROLE pps_definer",
    "SET ROLE pps_backup",
    "SET ROLE pps_superuser",
    "SET SESSION AUTHORIZATION pps_owner",
    "SET session_replication_role = replica",
    "SET row_security = off; SELECT * FROM cases_case",
    "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases_case DISABLE TRIGGER ALL",
    "ALTER TABLE audit_logentry DISABLE TRIGGER stamped",
    "DROP POLICY in_reach ON cases_case",
    "CREATE POLICY open ON cases_case USING (true)",
    "ALTER ROLE pps_app BYPASSRLS",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE TABLE mine (id int)",
    "CREATE TABLE public.mine (id int)",
    "CREATE VIEW open AS SELECT 1",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION gate.clock2() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE EXTENSION dblink",
    "CREATE PUBLICATION p FOR ALL TABLES",
    "COMMENT ON TABLE cases_case IS 'mine'",
    "SECURITY LABEL ON TABLE cases_case IS 'mine'",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    "GRANT ALL ON cases_case TO PUBLIC",
    "DROP OWNED BY pps_app",
    "SELECT * FROM pg_locks",
    "SELECT pg_terminate_backend(1)",
    "COPY cases_case TO PROGRAM 'cat'",
    "COPY vault.scope_key TO STDOUT",
    "TRUNCATE cases_case CASCADE",
    "TRUNCATE audit_accessevent",
    "TRUNCATE audit_logentry",
    "DELETE FROM audit_logentry",
    "DELETE FROM audit_accessevent",
    "UPDATE audit_logentry SET actor_id = NULL",
    "UPDATE audit_accessevent SET actor = NULL",
    "INSERT INTO audit_accessevent (verb) VALUES ('case_read')",
    "INSERT INTO audit_accessevent_default (at, verb) VALUES (now(), 'case_read')",
    "INSERT INTO audit_logentry_default (content_type_id) VALUES (1)",
    *(f"DELETE FROM {table}" for table in (*CASE_TABLES, "cases_savedsearch", "cases_code")),
    "UPDATE cases_contact SET case_id = %(own)s",
    "UPDATE cases_case SET team_id = %(team)s",
    "UPDATE cases_case SET reference = 'AAAAAAAAA'",
    "UPDATE cases_case SET access_class = 'standard'",
    "UPDATE cases_case SET kind = 'adult'",
    "UPDATE cases_person SET case_id = %(case)s",
    "UPDATE cases_person SET team_id = %(team)s",
    "UPDATE cases_savedsearch SET made_by_id = %(person)s",
    "UPDATE teams_user SET is_superuser = true",
    "UPDATE teams_user SET is_active = true",
    "UPDATE teams_user SET password = 'x'",
    "UPDATE teams_team SET confirm_memberships = false",
    "UPDATE teams_membership SET team_id = %(team)s",
    "INSERT INTO teams_user (id, username) VALUES (gen_random_uuid(), 'mallory')",
    "INSERT INTO teams_membership (id, user_id, team_id) VALUES (gen_random_uuid(), %(me)s, %(team)s)",
    "INSERT INTO teams_teampermission (id, user_id, content_object_id) VALUES (gen_random_uuid(), %(me)s, %(team)s)",
    "UPDATE teams_teampermission SET content_object_id = %(team)s",
    "DELETE FROM teams_teampermission",
    "INSERT INTO teams_roleverb (id, role, verb) VALUES (gen_random_uuid(), 'administrator', 'see_cases')",
    "UPDATE auth_permission SET codename = 'see_cases'",
    "INSERT INTO cases_casepermission (id, user_id, content_object_id) VALUES (gen_random_uuid(), %(me)s, %(case)s)",
    "SELECT * FROM cases_caseexclusion",
    "SELECT count(*) FROM cases_caseexclusion WHERE user_id = %(me)s",
    "DELETE FROM cases_caseexclusion",
    "UPDATE cases_caseexclusion SET until = now()",
    "INSERT INTO cases_code (id) VALUES (gen_random_uuid())",
    "INSERT INTO vault.scope_key VALUES (%(me)s, 'search', 1, '1', '')",
    "DELETE FROM vault.session",
    "SELECT gate.begin_membership(%(membership)s)",
    "SELECT gate.found_team_of('Mine', 'Mine', false)",
    "SELECT gate.found_person('mallory', 'Mallory', '', 'x', false)",
    "SELECT gate.found_membership(%(team)s, %(me)s, 'worker')",
    "SELECT gate.ask_membership(%(team)s, 'bartholomew', 'worker', 'please')",
    "SELECT gate.ask_membership(%(team)s, 'ottoline', 'worker', 'please')",
    "SELECT gate.answer_membership(%(membership)s, true, '')",
    "SELECT gate.end_membership(%(membership)s, 'x')",
    "SELECT gate.set_confirmation(%(team)s, false, true)",
    "SELECT gate.set_own_password('not a hash')",
    "SELECT * FROM gate.open_cases('case_read', ARRAY[%(case)s]::uuid[], ARRAY['content'], '{}', '')",
    "SELECT * FROM gate.open_cases('case_read', ARRAY[%(own)s, %(case)s]::uuid[], ARRAY['content'], '{}', '')",
    "SELECT * FROM gate.open_cases('case_read', ARRAY[gen_random_uuid()], ARRAY['content'], '{}', '')",
    "SELECT gate.add_case_keys(%(case)s, '', '', '1')",
    "SELECT * FROM gate.search_keys(gen_random_uuid())",
    "SELECT gate.name_hits(gen_random_uuid(), '{}')",
    "SELECT * FROM gate.looks_at(%(case)s, NULL, 100)",
    "SELECT * FROM gate.looks_at(%(own)s, NULL, 100)",  # a caseworker does not read who has looked
    "INSERT INTO cases_case (id, team_id, opened_by_id) VALUES (gen_random_uuid(), %(team)s, %(me)s)",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_a_statement_is_refused(world: World, bartholomew: Any, statement: str) -> None:
    values = {
        "me": str(world.people["bartholomew"].pk),
        "person": str(world.people["ottoline"].pk),
        "own": str(world.fernhill.pk),
        **{name: str(world.ids[name]) for name in ("case", "team", "membership")},
    }
    if "COPY" in statement:  # its rights are checked before its data moves
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            bartholomew.execute(statement, values)
        return
    assert refused_with(bartholomew, statement, values) in (DENIED, "0A000"), statement


def test_every_refusal_together_changes_nothing(world: World) -> None:
    """Committed after each attempt, so that nothing is undone by the test itself."""
    values = {"me": str(world.people["bartholomew"].pk), "person": str(world.people["ottoline"].pk)}
    values |= {"own": str(world.fernhill.pk)} | {n: str(world.ids[n]) for n in ("case", "team", "membership")}
    who = world.people["bartholomew"].pk
    with superuser_cursor() as superuser, asking(who) as cursor:
        before = checksum(superuser)
        for statement in REFUSED:
            try:
                cursor.execute(statement, values)
            except psycopg2.Error:
                cursor.connection.rollback()
            cursor.connection.commit()
            say(cursor, own_context(cursor, who))
        assert checksum(superuser) == before


@pytest.mark.parametrize("table", CASE_TABLES)
def test_an_update_without_a_filter_touches_ones_own_rows_only(world: World, bartholomew: Any, table: str) -> None:
    column = {
        "cases_case": "review_due = NULL",
        "cases_person": "role = 'other'",
        "cases_contactpoint": "safe_to_use = 'no'",
        "cases_task": "due = due",
        **dict.fromkeys(
            ("cases_address", "cases_formername", "cases_personlink", "cases_representative"), "retired_at = now()"
        ),
    }.get(table)
    if column is None:  # what was said, found or wished is never changed
        assert refused_with(bartholomew, f"UPDATE {table} SET recorded_at = recorded_at") == DENIED
        return
    if table in EDITED:  # whoever changes it says that they saw the edition before
        column += ", edition = edition + 1"
    bartholomew.execute(f"UPDATE {table} SET {column}")
    assert bartholomew.rowcount == 1
    case = "id" if table == "cases_case" else "case_id"
    bartholomew.execute(f"UPDATE {table} SET {column} WHERE {case} = %s", [str(world.barnet.pk)])
    assert bartholomew.rowcount == 0


def test_verbs_are_told_to_whoever_holds_them_alone(world: World, bartholomew: Any) -> None:
    """Falls when ``gate.verbs_held`` does not compare whom it is asked about with whoever asks."""
    asked = {name: [str(world.people[name].pk)] for name in ("bartholomew", "delphine")}
    told = {name: rows(bartholomew, "SELECT * FROM gate.verbs_held(%s)", who) for name, who in asked.items()}
    assert told["delphine"] == []
    assert told["bartholomew"] != []
