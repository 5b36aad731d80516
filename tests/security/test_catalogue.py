# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""What the database's own catalogue says about our tables, functions and logins. Promises 1, 2 and 4.

The lists in ``golden/`` are read by people: a right, a policy or a function more or less fails until somebody reads it
and says so.
"""

from pathlib import Path
from typing import Any

import pytest

from audit.checks import partitions_reach_far_enough
from pps_barnet.gate_index import standing, statements
from tests.security.conftest import World
from tests.security.raw import rows, superuser_cursor

OURS = "('public'::regnamespace, 'gate'::regnamespace, 'vault'::regnamespace)"


def asked(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the superuser reads of the catalogue."""
    with superuser_cursor() as cursor:
        return rows(cursor, statement, values or None)


def column(statement: str) -> list[Any]:
    """The first column of what the superuser reads."""
    return [row[0] for row in asked(statement)]


def listed(statement: str) -> list[str]:
    """What the superuser reads of the catalogue, a line a row, sorted as the golden files are."""
    return sorted(" ".join(str(value) for value in row) for row in asked(statement))


def golden(name: str) -> list[str]:
    """What somebody has read and agreed to: one file a list, one line each."""
    return (Path(__file__).parent / "golden" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


# Tables -------------------------------------------------------------------------------------------------------------
REACHING_A_CASE = """
    WITH RECURSIVE reaching AS (
        SELECT 'cases_case'::regclass::oid AS id
        UNION SELECT k.conrelid FROM pg_constraint k JOIN reaching ON k.confrelid = reaching.id WHERE k.contype = 'f')
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
           (SELECT count(*) > 0 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
              AND p.polroles = ARRAY['pps_app'::regrole::oid]),
           EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive
                     AND p.polname = 'not_taken_away' AND p.polcmd = '*'
                     AND p.polroles = ARRAY['pps_app'::regrole::oid])
    FROM reaching JOIN pg_class c ON c.oid = reaching.id ORDER BY 1
"""
# A list of cases and not their content: read only by the person it is about.
ABOUT_ONE_PERSON = {"cases_casepermission", "safeguarding_packetpermission", "consent_sheetpermission"}
# Who is kept from what: read by definer functions alone, above all not by the person it is about.
UNSEEN = {"cases_caseexclusion", "safeguarding_concernexclusion"}


def test_every_table_that_reaches_a_case_is_behind_row_security(world: World) -> None:
    found = asked(REACHING_A_CASE)
    assert [row[0] for row in found if not row[1]] == []
    assert {row[0] for row in found if not row[2]} == UNSEEN
    assert {row[0] for row in found if not row[3]} == ABOUT_ONE_PERSON | UNSEEN
    assert len(found) > 20  # and so it found them


TIED = """
    SELECT c.relname || '.' || a.attname, EXISTS (
        SELECT FROM pg_constraint w WHERE w.contype = 'f' AND w.conrelid = k.conrelid AND w.confrelid = k.confrelid
           AND w.conkey[1] = k.conkey[1] AND w.conkey[2] = (
               SELECT x.attnum FROM pg_attribute x WHERE x.attrelid = k.conrelid AND x.attname = 'case_id'))
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND c.relname ~ '^(cases|consent)_' AND NOT EXISTS (
        SELECT FROM unnest(ARRAY[k.conrelid, k.confrelid]) AS side WHERE NOT EXISTS (
            SELECT FROM pg_attribute x WHERE x.attrelid = side AND x.attname = 'case_id' AND NOT x.attisdropped))
"""
TIED_TO_THE_TEAM = {"consent_quarantinedecision.arrival_id"}  # what waits in quarantine may be of no case


def test_what_a_row_of_a_case_names_is_of_the_same_case(world: World) -> None:
    """A person, a task, a permission: the key that names it names the case as well, so that no row reaches across."""
    found = asked(TIED)
    assert {name for name, tied in found if not tied} == TIED_TO_THE_TEAM
    assert {"cases_breach.task_id", "cases_breachstep.task_id", "consent_demand.task_id"} <= {row[0] for row in found}


def test_row_security_is_on_wherever_the_web_reads_about_people(world: World) -> None:
    """Every table that the web's login can read and that has no row security is named here, with what it holds."""
    bare = column(
        f"SELECT c.relname FROM pg_class c WHERE c.relnamespace IN {OURS} AND c.relkind IN ('r', 'p')"
        " AND has_any_column_privilege('pps_app', c.oid, 'SELECT, INSERT, UPDATE')"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1"
    )
    assert bare == [
        "auth_permission",  # the verbs' names
        "cases_code",  # code lists
        "cases_legalbasis",  # what makes sharing lawful, by basis and date
        "cases_setting",  # the public register of schools
        "django_content_type",  # models' names
        "django_tasks_database_dbtaskresult",  # work to do: ids only
        "safeguarding_switch",  # the days on which statutory duties take effect
        "teams_roleverb",  # which verbs a role brings
    ]


def test_policies_are_the_ones_listed(world: World) -> None:
    """r read, a add, w change, * all of them; + lets in, - takes away. What each does is shown in test_policies."""
    assert listed(
        "SELECT polrelid::regclass::text, polname, polcmd::text, CASE WHEN polpermissive THEN '+' ELSE '-' END,"
        " (SELECT string_agg(r::regrole::text, ',' ORDER BY 1) FROM unnest(polroles) r) FROM pg_policy"
    ) == golden("policies")


# What the web's login may do ----------------------------------------------------------------------------------------
def test_table_rights_of_the_web_are_the_ones_listed(world: World) -> None:
    """No DELETE on any record; nothing on the vault, on partitions, or on tables that auditlog and guardian made."""
    assert listed(
        "SELECT c.relname || ':', string_agg(DISTINCT a.privilege_type, ' ' ORDER BY a.privilege_type)"
        f" FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace IN {OURS} AND c.relkind <> 'i'"
        " AND a.grantee IN ('pps_app'::regrole, 0) GROUP BY c.relname"
    ) == golden("table_rights")


def test_column_rights_of_the_web_are_the_ones_listed(world: World) -> None:
    """A case's status, levels and workers are none of them: a row of its history alone changes those."""
    assert listed(
        "SELECT c.relname || ': ' || a.privilege_type, t.attname"
        " FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a"
        f" WHERE c.relnamespace IN {OURS} AND a.grantee IN ('pps_app'::regrole, 0)"
    ) == golden("column_rights")


def test_the_webs_login_is_nobody(world: World) -> None:
    assert asked(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit"
        " FROM pg_roles WHERE rolname = 'pps_app'"
    ) == [(False,) * 6]
    assert column("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'pps_app'::regrole") == []
    owned = "pg_class WHERE relowner", "pg_proc WHERE proowner", "pg_namespace WHERE nspowner", "pg_type WHERE typowner"
    assert [column(f"SELECT count(*) FROM {what} = 'pps_app'::regrole") for what in owned] == [[0]] * 4
    assert asked("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'pps_definer'") == [(False, False)]


def test_schemas_and_database_let_the_web_in_and_make_nothing(world: World) -> None:
    for schema, usage in (("public", True), ("gate", True), ("vault", False)):
        question = "SELECT has_schema_privilege('pps_app', %s, 'USAGE'), has_schema_privilege('pps_app', %s, 'CREATE')"
        assert asked(question, schema, schema) == [(usage, False)], schema
    assert asked(
        "SELECT has_database_privilege('pps_app', current_database(), 'TEMP'),"
        " has_database_privilege('pps_app', current_database(), 'CREATE')"
    ) == [(False, False)]


# Functions ----------------------------------------------------------------------------------------------------------
def test_functions_that_the_web_may_call_are_the_ones_listed(world: World) -> None:
    assert listed(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'gate'::regnamespace"
        " AND has_function_privilege('pps_app', oid, 'EXECUTE')"
    ) == golden("functions")


def test_no_function_of_ours_is_everybodys(world: World) -> None:
    assert (
        column(
            f"SELECT p.oid::regprocedure::text FROM pg_proc p WHERE pronamespace IN {OURS} AND EXISTS"
            " (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)"
        )
        == []
    )


def test_definer_functions_are_pinned_and_owned_by_the_definer(world: World) -> None:
    """One that follows the caller's search path could be made to call the caller's own functions."""
    found = asked(
        "SELECT proname, proowner::regrole::text, proconfig FROM pg_proc"
        f" WHERE prosecdef AND pronamespace IN {OURS} ORDER BY 1"
    )
    assert [name for name, _, settings in found if settings != ["search_path=pg_catalog, pg_temp"]] == []
    assert [name for name, owner, _ in found if owner != "pps_definer"] == [
        "keep_partitions_ahead",
        "partition_months_ahead",
    ]
    assert {owner for _, owner, _ in found} == {"pps_definer", "pps_owner"}
    assert column(f"SELECT count(*) FROM pg_proc WHERE prosecdef AND pronamespace NOT IN {OURS}") == [0]


def test_the_first_of_several_is_the_same_one_every_time(world: World) -> None:
    """Of rows of one moment PostgreSQL takes any: what sorts them ends with something that no two of them share."""
    firsts = r"ORDER BY ((?:(?!ORDER BY|;).)*)\sLIMIT"
    found = asked(
        f"SELECT proname, m[1] FROM pg_proc, regexp_matches(prosrc, '{firsts}', 'g') AS m WHERE pronamespace IN {OURS}"
    )
    ends = {(name, order.rpartition(",")[2].split()[0].rpartition(".")[2]) for name, order in found}
    assert len(ends) > 10
    # A legal basis holds from one day, and of each case that is alike the best is taken first.
    apart = {("sharing_is_lawful", "valid_from"), ("find_alike", "case_id")}
    assert {each for each in ends if each[1] not in ("id", "request")} == apart


# Views, keys, triggers, partitions ------------------------------------------------------------------------------------
def test_no_view_shows_what_its_owner_sees(world: World) -> None:
    assert (
        column(
            f"SELECT relname FROM pg_class WHERE relnamespace IN {OURS} AND (relkind = 'm' OR relkind = 'v' AND NOT"
            " coalesce('security_invoker=true' = ANY (reloptions), false))"
        )
        == []
    )


def test_unique_indexes_hold_random_values_only(world: World) -> None:
    """A unique index tells whoever may insert that a value is there; these hold random values, or what is public."""
    assert listed(
        "SELECT indrelid::regclass::text || ':', indexrelid::regclass::text FROM pg_index"
        " WHERE indisunique AND indrelid::regclass::text ~ '^(cases|consent|safeguarding)_'"
    ) == golden("unique_indexes")


def test_keys_of_our_tables_are_random_and_never_counted(world: World) -> None:
    ours = "relname ~ '^(audit|cases|teams)_' AND relname !~ '^teams_(user_groups|user_user_permissions|cache)'"
    assert column(f"SELECT relname FROM pg_class WHERE relkind = 'S' AND {ours}") == []
    assert asked(
        "SELECT DISTINCT format_type(a.atttypid, NULL) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        f" WHERE c.relkind IN ('r', 'p') AND a.attname = 'id' AND {ours}"
    ) == [("uuid",)]


TRIGGERS = {
    "audit_accessevent": {"append_only", "append_only_delete", "append_only_truncate"},
    "audit_logentry": {"append_only", "append_only_truncate", "stamped"},
}


def test_triggers_of_the_record_are_always_on(world: World) -> None:
    """``ENABLE ALWAYS``: a session that calls itself a replica does not get past them. Partitions inherit them."""
    for table, expected in TRIGGERS.items():
        found = asked(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass", table
        )
        assert dict(found) == dict.fromkeys(expected, "A")
    partitions = asked(
        "SELECT DISTINCT i.inhparent::regclass::text, t.tgname, t.tgenabled FROM pg_inherits i JOIN pg_trigger t"
        " ON t.tgrelid = i.inhrelid WHERE NOT t.tgisinternal AND i.inhparent IN"
        " ('audit_accessevent'::regclass, 'audit_logentry'::regclass) ORDER BY 1, 2"
    )
    assert partitions == [
        ("audit_accessevent", "append_only", "A"),
        ("audit_accessevent", "append_only_delete", "A"),
        ("audit_accessevent", "append_only_truncate", "A"),
        ("audit_logentry", "append_only", "A"),
        ("audit_logentry", "append_only_truncate", "A"),
        ("audit_logentry", "stamped", "A"),
    ]


@pytest.mark.parametrize("table", ["audit_accessevent", "audit_logentry"])
def test_partitions_reach_a_year_ahead_and_none_is_readable(world: World, table: str) -> None:
    bounds = column(
        "SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        f" WHERE i.inhparent = '{table}'::regclass"
    )
    assert (len(bounds), bounds.count("DEFAULT")) == (14, 1)
    assert (
        column(
            f"SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '{table}'"
            "::regclass AND c.relacl IS NOT NULL AND c.relacl::text ~ '(pps_app|pps_sealer|pps_definer|[{,]=)'"
        )
        == []
    )
    assert asked("SELECT gate.partition_months_ahead()") == [(12,)]


def test_a_partition_made_later_is_as_guarded_as_the_first(world: World) -> None:
    """The keeper makes it; its triggers come from the table, ``ENABLE ALWAYS`` with them, and nothing is granted."""
    partitions = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_logentry'::regclass"
    last = max(name for name in column(partitions) if not name.endswith("default"))
    asked(f"DROP TABLE {last}")
    assert asked("SELECT gate.keep_partitions_ahead()") == [(1,)]
    triggers = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass"
    assert dict(asked(triggers, last)) == {"append_only": "A", "append_only_truncate": "A", "stamped": "A"}
    assert asked("SELECT has_table_privilege('pps_app', %s, 'INSERT, SELECT')", last) == [(False,)]


def test_the_start_warns_when_partitions_run_out(world: World, settings: Any) -> None:
    """Two months are left when the keeper has not run for ten; it makes them again, and the warning goes."""
    settings.SERVING_WEB = True
    partitions = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_accessevent'::regclass"
    ahead = sorted(name for name in column(partitions) if not name.endswith("default"))
    assert partitions_reach_far_enough() == []
    for name in ahead[-10:]:
        asked(f"DROP TABLE {name}")
    try:
        assert [warning.id for warning in partitions_reach_far_enough()] == ["audit.W001"]
    finally:
        assert asked("SELECT gate.keep_partitions_ahead()") == [(10,)]
    assert partitions_reach_far_enough() == []


def test_the_index_of_the_gate_says_where_each_of_it_stands_as_it_is_now(world: World) -> None:
    """`docs/generated/gate.md`: nothing missing, nothing that is gone, and what is said there is what is in force."""
    functions, policies = standing()
    found = asked("SELECT 'gate.' || proname, prosrc FROM pg_proc WHERE pronamespace = 'gate'::regnamespace")
    assert {name for name, _ in found} == set(functions)
    assert set(asked("SELECT polrelid::regclass::text, polname FROM pg_policy")) == set(policies)
    said = dict.fromkeys(functions.values(), "")
    for where, text in statements():
        said[where] = said.get(where, "") + text
    assert [name for name, source in found if source.strip() not in said[functions[name]]] == []
