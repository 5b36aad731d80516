"""Filling one database as the superuser: row security is bypassed, triggers do not fire and indexes are made last."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from bench.sealed import seal_everybody
from bench.shape import PEOPLE, SQL, values
from bench.telling import said
from teams.vocabulary import Role

# Unlogged to be filled by the million: nothing here need outlive a crash of the server, and reading is the same. What
# points to an unlogged table has to be one.
LARGE = """
    WITH RECURSIVE large AS (
        SELECT 'public.cases_case'::regclass::oid AS id
        UNION SELECT k.conrelid FROM pg_constraint AS k JOIN large ON k.confrelid = large.id WHERE k.contype = 'f')
    SELECT id::regclass::text FROM large UNION SELECT unnest(ARRAY['vault.scope_key', 'guardian_groupobjectpermission'])
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype::text
    FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'p', 'u') ORDER BY contype = 'f'
"""
# Columns that the SQL files do not name hold what an empty form leaves.
EMPTY = """
    SELECT a.attrelid::regclass::text, quote_ident(a.attname),
           quote_literal(CASE t.typcategory WHEN 'S' THEN '' WHEN 'B' THEN 'false' ELSE '{}' END)
    FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = ANY (%s::regclass[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef
      AND t.typcategory IN ('S', 'B', 'A')
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY (%s::regclass[]) AND indexrelid NOT IN (SELECT conindid FROM pg_constraint)
"""


def fill(superuser: Any, owner: Any, url: str, cases: int) -> None:
    """Teams, people, cases with everything in them, real keys and sealed names, and guardian's grants.

    Args:
        superuser: an autocommitting connection to an empty, migrated database.
        owner: a connection of the owner's login, which founds memberships as the product does.
        url: the superuser's address, for the processes that seal.
        cases: how many.
    """
    cursor = superuser.cursor()
    cursor.execute("CREATE SCHEMA bench")
    cursor.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'; SET synchronous_commit = off")
    found_people(cursor, owner, cases)
    with quick_to_fill(cursor):
        for name in ("fill_2_cases", "fill_3_parts"):
            with said(f"{name} ({cases:,} cases)"):
                run(cursor, name, **values(cases))
        with said("minting keys and sealing names"):
            seal_everybody(url, cases)
        for username, numbers in PEOPLE.values():
            run(cursor, "fill_4_single_cases", person=person_id(cursor, username), teams=list(numbers))
        with said("guardian's grants"):
            run(cursor, "fill_5_guardian")
    with said("vacuum and analyze"):
        cursor.execute("VACUUM (ANALYZE)")


def found_people(cursor: Any, owner: Any, cases: int) -> None:
    """Teams and people, and their memberships by the function that the product founds them with."""
    run(cursor, "fill_1_teams", **values(cases))
    cursor.execute("SELECT no, id FROM bench.team")
    teams: dict[int, UUID] = dict(cursor.fetchall())
    cursor.execute("SELECT team, id FROM bench.worker")
    members = [(teams[no], person) for no, person in cursor.fetchall()]
    for username, numbers in PEOPLE.values():
        cursor.execute(
            "INSERT INTO teams_user (id, username, display_name, email, password, is_active, is_superuser,"
            " demonstration) VALUES (gen_random_uuid(), %s, %s, '', '!', true, false, true) RETURNING id",
            [username, username.replace("-", " ").capitalize()],
        )
        person = cursor.fetchone()[0]
        members += [(teams[no], person) for no in numbers]
    with owner, owner.cursor() as founding:
        founding.execute(
            "SELECT gate.found_membership(m.team, m.person, %s)"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS m (team, person)",
            [Role.WORKER.value, [team for team, _ in members], [person for _, person in members]],
        )


def person_id(cursor: Any, username: str) -> UUID:
    """The id of one of the measured people."""
    cursor.execute("SELECT id FROM teams_user WHERE username = %s", [username])
    found: UUID = cursor.fetchone()[0]
    return found


def run(cursor: Any, name: str, **named: Any) -> None:
    """One file of SQL, with its numbers filled in."""
    cursor.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"), named)


@contextmanager
def quick_to_fill(cursor: Any) -> Iterator[None]:
    """Without indexes, keys, foreign keys and triggers for the block; all are there again afterwards.

    Foreign keys come back without a second check of what was filled in (NOT VALID).
    """
    cursor.execute(LARGE)
    large = [name for (name,) in cursor.fetchall()]
    cursor.execute(CONSTRAINTS, [large])
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, [large])
    indexes = cursor.fetchall()
    for table, name, _, _ in reversed(constraints):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table in large:
        cursor.execute(f"ALTER TABLE {table} SET UNLOGGED")
    cursor.execute(EMPTY, [large])
    unnamed = cursor.fetchall()
    for table, column, empty in unnamed:
        cursor.execute(f"ALTER TABLE {table} ALTER {column} SET DEFAULT {empty}")
    cursor.execute("SET session_replication_role = replica")
    yield
    cursor.execute("SET session_replication_role = origin")
    for table, column, _ in unnamed:
        cursor.execute(f"ALTER TABLE {table} ALTER {column} DROP DEFAULT")
    with said("indexes and constraints"):
        for _, made in indexes:
            cursor.execute(made)
        for table, name, made, kind in constraints:
            unchecked = " NOT VALID" if kind == "f" else ""
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}{unchecked}")
