"""The database's logins and what each may do; the only place where roles are made.

Run by a superuser when a server is set up, never by a migration: the login that migrates must not be able to make
itself more. Everything may be run again at any time, and works on PostgreSQL 15 to 18.
"""

from collections.abc import Collection, Mapping
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import encrypt_password

DEFINER = "pps_definer"
OWNER = "pps_owner"
APP = "pps_app"
BACKUP = "pps_backup"
SEALER = "pps_sealer"
LOGINS = (OWNER, APP, BACKUP, SEALER)

# Said in full for every role, so that a role which somebody made or altered by hand is put right.
_NOTHING = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
ATTRIBUTES = {
    # Owns the few functions that may look past the row policies; nobody signs in as it.
    DEFINER: f"NOLOGIN NOINHERIT BYPASSRLS {_NOTHING}",
    # Owns the tables and migrates. NOINHERIT: it acts as the definer only when a migration says SET ROLE.
    OWNER: f"LOGIN NOINHERIT NOBYPASSRLS {_NOTHING}",
    APP: f"LOGIN NOINHERIT NOBYPASSRLS {_NOTHING}",
    # Inherits pg_read_all_data. Without BYPASSRLS pg_dump would stop, or silently leave every protected row out.
    BACKUP: f"LOGIN INHERIT BYPASSRLS {_NOTHING}",
    SEALER: f"LOGIN NOINHERIT NOBYPASSRLS {_NOTHING}",
}
# A request that hangs must not hold locks or an open transaction, and so a signed context, for longer than this.
APP_LIMITS = {
    "idle_in_transaction_session_timeout": "30s",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
}
# The first version in which a grant says whether its member may SET ROLE; before it, membership alone allows that.
_GRANTS_SAY = 160000
# Any number will do, as long as every set-up asks for the same one: two at once would collide in pg_authid.
_ADVISORY_LOCK = 0x5050535F726F6C65

# Statistics count rows of every team and show other sessions' statements, whatever the row policies say.
_HIDDEN_VIEWS = """
    select c.oid::regclass::text from pg_catalog.pg_class c
    where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'v'
      and (c.relname ~ '^pg_stat' or c.relname in ('pg_sequences', 'pg_prepared_statements', 'pg_locks'))
      and exists (select from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a where a.grantee = 0)
    order by 1
"""
# The same figures can be asked of the functions below those views; sizes give counts away; large objects are a place
# where a login that owns nothing could still put something; and whoever knew the name of a kept plan could put another
# statement in its place, for the next person whom the connection serves. A lock tells that somebody works on a case
# whose id is known; another connection of the same login could be ended; and a stale row can be asked for by its place.
_HIDDEN_FUNCTIONS = """
    select p.oid::regprocedure::text from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (p.proname ~ '^pg_stat_get_' or p.proname ~ '^(lo_creat|lo_create|lo_from_bytea|pg_prepared_statement)$'
           or p.proname ~ '^(pg_lock_status|pg_(terminate|cancel)_backend|pg_(safe_snapshot_)?blocking_pids)$'
           or p.proname ~ '^(pg_logical_emit_message|currtid2)$'
           or p.proname ~ '^pg_((total_)?relation|table|indexes|database|tablespace)_size$')
      and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
    order by 1
"""
# The planner keeps its estimate of every table's rows in plain sight here.
_ROW_ESTIMATES = ("relpages", "reltuples", "relallvisible", "relallfrozen")
_SHOWN_COLUMNS = """
    select attname from pg_catalog.pg_attribute
    where attrelid = 'pg_catalog.pg_class'::regclass and attnum > 0 and not attisdropped and attname <> all(%s)
    order by attnum
"""


# A login that owns nothing may still say DROP OWNED BY itself, and PostgreSQL then drops every policy that names it:
# nobody would see anything any more. Nor does any of these three ever make, change or comment on anything else.
_REFUSE_SHAPING = """
    create or replace function public.refuse_shaping() returns event_trigger
    language plpgsql set search_path = pg_catalog, pg_temp as $$
    begin
        if current_user = any ({logins}) then
            raise exception 'this login shapes nothing' using errcode = '42501';
        end if;
    end $$
"""
_SHAPING = "nothing_is_shaped"


def role_statements(existing: Collection[str], verifiers: Mapping[str, str]) -> list[sql.Composed]:
    """What makes the roles that are missing and puts right those that exist; verifiers are SCRAM, never plain text."""
    made = [sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)) for name in ATTRIBUTES if name not in existing]
    attributes = [
        sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(name), sql.SQL(words)) for name, words in ATTRIBUTES.items()
    ]
    passwords = [
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(verifier))
        for name, verifier in verifiers.items()
    ]
    # Whoever runs SQL of their own may give their login other defaults, and nothing in PostgreSQL prevents that.
    defaults = [sql.SQL("ALTER ROLE {} RESET ALL").format(sql.Identifier(name)) for name in LOGINS]
    return made + attributes + passwords + defaults + limit_statements()


def limit_statements() -> list[sql.Composed]:
    """The time limits of the web's login, which it may shorten and, within one session, lengthen."""
    return [
        sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(APP), sql.Identifier(name), sql.Literal(value))
        for name, value in APP_LIMITS.items()
    ]


def membership_statements(version: int, app_member_of: Collection[str]) -> list[sql.Composed]:
    """Who may act as whom: the owner as the definer, the backup as a reader of everything, the web as nobody."""
    options = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if version >= _GRANTS_SAY else "")
    return [
        sql.SQL("GRANT {} TO {}{}").format(sql.Identifier(DEFINER), sql.Identifier(OWNER), options),
        sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)),
        *(
            sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group), sql.Identifier(APP))
            for group in sorted(app_member_of)
        ),
    ]


def database_statements(name: str) -> list[sql.Composed]:
    """Who may connect to a database; no login may make temporary tables in it but its owner."""
    database = sql.Identifier(name)
    five = sql.SQL(", ").join(map(sql.Identifier, (DEFINER, *LOGINS)))
    return [
        sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, sql.Identifier(OWNER)),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(database, sql.Identifier(APP)),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, five),
        *(
            sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(sql.Identifier(login), database)
            for login in LOGINS
        ),
    ]


def schema_statements() -> list[sql.Composed]:
    """Who may use the public schema. Rights on tables are for the migrations to grant, one by one."""
    users = sql.SQL(", ").join(map(sql.Identifier, (APP, SEALER, DEFINER)))
    return [
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER)),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC").format(),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(users),
    ]


def hiding_statements(views: list[str], functions: list[str], columns: list[str]) -> list[sql.Composed]:
    """Takes from everyone but the superuser what would tell how many rows there are. Names come from the catalogue."""
    statements = []
    if views:
        statements.append(sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(sql.SQL(", ".join(views))))
    if functions:
        statements.append(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC").format(sql.SQL(", ".join(functions))))
    shown = sql.SQL(", ").join(map(sql.Identifier, columns))
    return [
        *statements,
        sql.SQL("REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC").format(),
        sql.SQL("GRANT SELECT ({}) ON pg_catalog.pg_class TO PUBLIC").format(shown),
        sql.SQL("GRANT SELECT ON pg_catalog.pg_class TO {}").format(sql.Identifier(OWNER)),
    ]


def shaping_statements(there: Collection[str]) -> list[sql.Composed]:
    """Keeps logins that only read and write from making, changing or dropping anything, their own rights included."""
    logins = sql.SQL("array[{}]::name[]").format(sql.SQL(", ").join(map(sql.Literal, (APP, SEALER, BACKUP))))
    name = sql.Identifier(_SHAPING)
    trigger = "CREATE EVENT TRIGGER {} ON ddl_command_start EXECUTE FUNCTION public.refuse_shaping()"
    return [
        sql.SQL(_REFUSE_SHAPING).format(logins=logins),
        sql.SQL("REVOKE ALL ON FUNCTION public.refuse_shaping() FROM PUBLIC").format(),
        *([] if _SHAPING in there else [sql.SQL(trigger).format(name)]),
        sql.SQL("ALTER EVENT TRIGGER {} ENABLE ALWAYS").format(name),
    ]


def create_roles(connection: Any, passwords: Mapping[str, str]) -> None:
    """Makes or puts right every role; `passwords` are by login. The connection is a superuser's, on any database."""
    with connection, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        existing = _column(cursor, "select rolname from pg_roles where rolname = any(%s)", [list(ATTRIBUTES)])
        verifiers = {name: _verifier(cursor, name, password) for name, password in passwords.items()}
        changed = {name: verifier for name, verifier in verifiers.items() if verifier}
        _run(cursor, role_statements(existing, changed))
        groups = "select roleid::regrole::text from pg_auth_members where member = %s::regrole"
        _run(cursor, membership_statements(connection.server_version, _column(cursor, groups, [APP])))


def create_database(connection: Any, name: str, template: str = "template0") -> None:
    """Makes a database if it is not there and closes it to all but our logins; a template brings its tables along."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        if not _column(cursor, "select datname from pg_database where datname = %s", [name]):
            make = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'")
            cursor.execute(make.format(*map(sql.Identifier, (name, OWNER, template))))
        # A clone has its template's tables but not its rights: without this everyone could connect to it.
        _run(cursor, database_statements(name))
    parts = {**connection.info.dsn_parameters, "password": connection.info.password, "dbname": name}
    inside = psycopg2.connect(**parts)
    try:
        secure_database(inside)
    finally:
        inside.close()


def secure_database(connection: Any) -> None:
    """Closes the schema and hides the statistics of the database that a superuser's connection is in."""
    with connection, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        views, functions = _column(cursor, _HIDDEN_VIEWS), _column(cursor, _HIDDEN_FUNCTIONS)
        columns = _column(cursor, _SHOWN_COLUMNS, [list(_ROW_ESTIMATES)])
        there = _column(cursor, "select evtname from pg_event_trigger")
        _run(cursor, schema_statements() + hiding_statements(views, functions, columns) + shaping_statements(there))


def drop_database(connection: Any, name: str) -> None:
    """Drops a database and whoever is connected to it: for the demonstration and for tests."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def close_maintenance_databases(connection: Any) -> None:
    """Keeps our logins out of the databases that every server has; only for a server that is ours alone."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name in ("postgres", "template1"):
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def migration_state(connection: Any) -> str:
    """Which database this is and what has been applied to it; other words when either changes."""
    with connection, connection.cursor() as cursor:
        if not _column(cursor, "select tablename from pg_tables where tablename = 'django_migrations'"):
            return "nothing applied"
        cursor.execute("""
            select (select system_identifier from pg_control_system()), d.oid,
                   (select count(*) from django_migrations), (select max(applied) from django_migrations)
            from pg_database d where d.datname = current_database()
        """)
        return " ".join(map(str, cursor.fetchone()))


def _run(cursor: Any, statements: list[sql.Composed]) -> None:
    for statement in statements:
        cursor.execute(statement)


def _column(cursor: Any, query: str, values: list[Any] | None = None) -> list[str]:
    cursor.execute(query, values)
    return [row[0] for row in cursor.fetchall()]


def _verifier(cursor: Any, name: str, password: str) -> str:
    # Worked out here, so that the server never sees the password and can never log it.
    return str(encrypt_password(password, name, cursor.connection, "scram-sha-256"))
