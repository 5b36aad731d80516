"""What each login may do on a database as the set-up leaves it, asked of PostgreSQL itself."""

import shlex
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest

from foundation.rowsecurity import roles
from tests.setup.checkout import Checkout

URLS = {
    "app": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "sealer": "DATABASE_SEALER_URL",
    "backup": "DATABASE_BACKUP_URL",
    "superuser": "PPS_TEST_ADMIN_URL",
}


@pytest.fixture(scope="module")
def urls(lasting_checkout: Checkout) -> dict[str, str]:
    """The URLs that a developer's shell would have."""
    _, said = lasting_checkout.run(*lasting_checkout.setup("env"))
    exports = [line.removeprefix("export ") for line in said.splitlines() if line.startswith("export ")]
    return dict(shlex.split(line)[0].split("=", 1) for line in exports)


class Database:
    """Asks as any login; a refusal is an answer too."""

    def __init__(self, urls: dict[str, str]) -> None:
        """The URLs to connect by."""
        self.urls = urls
        self.open: dict[str, Any] = {}

    def ask(self, login: str, question: str) -> Any:
        """The first value of the answer."""
        if login not in self.open:
            self.open[login] = psycopg2.connect(self.urls[URLS[login]])
            self.open[login].autocommit = True
        with self.open[login].cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None

    def refuses(self, login: str, question: str) -> bool:
        """Whether the database says that this login may not."""
        try:
            self.ask(login, question)
        except psycopg2.errors.InsufficientPrivilege:
            return True
        return False


@pytest.fixture(scope="module")
def database(urls: dict[str, str]) -> Iterator[Database]:
    """The database with one table in it, with a row to leak, that the web's login may read."""
    found = Database(urls)
    found.ask("owner", "create table family (id uuid primary key default gen_random_uuid())")
    found.ask("owner", "insert into family default values")
    found.ask("owner", "grant select on family to pps_app")
    found.ask("owner", "analyze family")
    yield found
    for connection in found.open.values():
        connection.close()


def test_every_login_is_who_it_says_and_no_more(database: Database) -> None:
    for login in ("app", "owner", "sealer", "backup"):
        assert database.ask(login, "select current_user") == f"pps_{login}"
        assert database.ask(
            login,
            "select not (rolsuper or rolcreatedb or rolcreaterole or rolreplication) from pg_roles"
            " where rolname = current_user",
        )
    bypassing = "select array_agg(rolname::text order by rolname) from pg_roles where rolbypassrls and not rolsuper"
    assert database.ask("superuser", bypassing) == [roles.BACKUP, roles.DEFINER]


@pytest.mark.parametrize(
    "attempt",
    [
        "set role pps_owner",
        "set role pps_definer",
        "set session authorization pps_owner",
        "create table mine ()",
        "create temporary table mine ()",
        "create schema mine",
        "create function mine() returns int language sql as 'select 1'",
        "select lo_create(0)",
        "delete from family",
        "truncate family",
        "alter role pps_app bypassrls",
        "alter role pps_app reset statement_timeout; set role pps_backup",
        "comment on table family is 'ours'",
        "alter default privileges grant select on tables to public",
        "select pg_terminate_backend(pg_backend_pid() + 1)",
        "select pg_cancel_backend(pg_backend_pid() + 1)",
    ],
)
def test_the_web_owns_nothing_and_becomes_nobody(database: Database, attempt: str) -> None:
    assert database.refuses("app", attempt)


@pytest.mark.parametrize("login", ["app", "sealer", "backup"])
def test_no_login_drops_the_policies_that_name_it(database: Database, login: str) -> None:
    """PostgreSQL lets every role say this of itself, and drops the policies with the rights."""
    role = f"pps_{login}"
    database.ask("owner", f"create policy of_{login} on family for select to {role} using (true)")
    assert database.refuses(login, f"drop owned by {role}")
    database.ask("owner", f"drop policy of_{login} on family")  # it is still there


def test_the_web_belongs_to_no_role(database: Database) -> None:
    member = "select count(*) from pg_auth_members where member = 'pps_app'::regrole"
    assert database.ask("superuser", member) == 0


def test_a_web_request_that_hangs_is_ended(database: Database) -> None:
    for name, value in roles.APP_LIMITS.items():
        assert database.ask("app", f"select current_setting('{name}')") == value


@pytest.mark.parametrize(
    "leak",
    [
        "select n_live_tup from pg_stat_user_tables where relname = 'family'",
        "select n_tup_ins from pg_stat_all_tables",
        "select n_tup_ins from pg_stat_xact_user_tables",
        "select seq_tup_read from pg_stat_sys_tables",
        "select heap_blks_read from pg_statio_user_tables",
        "select idx_scan from pg_stat_user_indexes",
        "select most_common_vals from pg_stats",
        "select * from pg_stats_ext",
        "select last_value from pg_sequences",
        "select query from pg_stat_activity",
        "select objid from pg_locks",
        "select objid from pg_lock_status()",
        "select currtid2('family', '(0,1)')",
        "select pg_stat_get_activity(null)",
        "select pg_stat_get_live_tuples('family'::regclass)",
        "select pg_stat_get_tuples_inserted('family'::regclass)",
        "select pg_stat_get_backend_activity(1)",
        "select pg_relation_size('family')",
        "select pg_total_relation_size('family')",
        "select pg_table_size('family')",
        "select pg_indexes_size('family')",
        "select pg_database_size(current_database())",
        "select reltuples from pg_class where relname = 'family'",
        "select relpages from pg_class where relname = 'family'",
        "select c from pg_class c where relname = 'family'",
        "select pg_read_file('PG_VERSION')",
        "select rolpassword from pg_authid",
    ],
)
@pytest.mark.parametrize("login", ["app", "sealer"])
def test_nothing_counts_what_the_row_policies_hide(database: Database, login: str, leak: str) -> None:
    assert database.refuses(login, leak)


def test_what_django_asks_of_the_catalogue_is_still_answered(database: Database) -> None:
    assert database.ask("app", "select count(*) from family") == 1
    assert database.ask("app", "select oid from pg_class where relname = 'family' and relkind in ('r', 'p')")
    assert database.ask("app", "select obj_description(c.oid, 'pg_class') is null from pg_class c limit 1")
    assert database.ask("app", "select count(*) from information_schema.columns where table_name = 'family'") == 1


def test_the_owner_can_make_what_the_definer_owns(database: Database) -> None:
    database.ask("owner", "create schema gate; grant usage, create on schema gate to pps_definer")
    database.ask("owner", "create function gate.one() returns int language sql as 'select 1'")
    database.ask("owner", "alter function gate.one() owner to pps_definer")
    database.ask("owner", "set role pps_definer; reset role")
    owner = "select proowner::regrole::text from pg_proc where proname = 'one'"
    assert database.ask("owner", owner) == roles.DEFINER


def test_the_backup_reads_what_the_row_policies_hide_and_changes_nothing(database: Database) -> None:
    database.ask("owner", "alter table family enable row level security; alter table family force row level security")
    assert database.ask("app", "select count(*) from family") == 0
    assert database.ask("backup", "select count(*) from family") == 1
    assert database.refuses("backup", "delete from family")


def test_only_our_logins_connect_and_not_to_the_maintenance_databases(database: Database) -> None:
    rights = "select has_database_privilege('{}', '{}', '{}')"
    for login in roles.LOGINS:
        assert database.ask("superuser", rights.format(login, "pps_barnet", "connect"))
        assert not database.ask("superuser", rights.format(login, "postgres", "connect"))
        assert not database.ask("superuser", rights.format(login, "template1", "connect"))
    database.ask("superuser", "create role stranger login")
    assert not database.ask("superuser", rights.format("stranger", "pps_barnet", "connect"))
    assert not database.ask("superuser", rights.format("pps_app", "pps_barnet", "temp"))


def test_a_clone_of_a_template_is_closed_too(database: Database, urls: dict[str, str]) -> None:
    admin = psycopg2.connect(urls["PPS_TEST_ADMIN_URL"])
    roles.create_database(admin, "model")
    roles.create_database(admin, "clone", template="model")
    rights = (
        "select array_agg(a.privilege_type::text order by 1) from pg_database d, aclexplode(d.datacl) a"
        " where d.datname = 'clone' and a.grantee in (0, 'pps_app'::regrole)"
    )
    assert database.ask("superuser", rights) == ["CONNECT"]
    roles.drop_database(admin, "clone")
    admin.close()


def test_doing_it_all_again_puts_right_what_was_altered_by_hand(database: Database, urls: dict[str, str]) -> None:
    database.ask("superuser", "grant pps_owner to pps_app; alter role pps_app bypassrls")
    database.ask("superuser", "grant temp, connect on database pps_barnet to public")
    database.ask("app", "alter role pps_app set statement_timeout = 0")
    database.ask("app", "alter role pps_app in database pps_barnet set row_security = off")
    admin = psycopg2.connect(urls["PPS_TEST_ADMIN_URL"])
    roles.create_roles(admin, {})
    roles.create_database(admin, "pps_barnet")
    admin.close()
    assert database.refuses("app", "set role pps_owner")
    assert database.refuses("app", "create temporary table mine ()")
    assert not database.ask("superuser", "select rolbypassrls from pg_roles where rolname = 'pps_app'")
    assert database.refuses("app", "drop owned by pps_app")
    defaults = "select array_agg(c) from pg_db_role_setting, unnest(setconfig) c where setrole = 'pps_app'::regrole"
    limits = {f"{name}={value}" for name, value in roles.APP_LIMITS.items()}
    assert set(database.ask("superuser", defaults)) == limits
