"""The embedded PostgreSQL: who reaches it, what it keeps, and data folders that are not as expected."""

import os
import stat

import pytest

from tests.setup.checkout import Checkout, kill, wait_for


def test_it_listens_on_this_machine_only_and_asks_for_a_password(lasting_checkout: Checkout) -> None:
    ask = (
        "import os, psycopg2;"
        "c = psycopg2.connect(os.environ['PPS_TEST_ADMIN_URL']).cursor();"
        "c.execute('''select current_setting('listen_addresses'), current_setting('unix_socket_directories'),"
        " current_setting('password_encryption'), current_setting('data_checksums'),"
        " current_setting('log_min_messages'), current_setting('log_error_verbosity'),"
        " (select string_agg(distinct auth_method, ' ') from pg_hba_file_rules),"
        " (select datlocprovider::text || datlocale from pg_database where datname = 'pps_barnet'),"
        " (select string_agg(extname, ' ') from pg_extension)''');"
        "print(*c.fetchone(), sep='|')"
    )
    code, said = lasting_checkout.run(*lasting_checkout.setup("run", "python", "-c", ask))
    assert code == 0, said
    expected = "127.0.0.1||scram-sha-256|on|log|terse|scram-sha-256|bC.UTF-8|plpgsql"
    assert said.splitlines()[-1] == expected


def test_nothing_typed_reaches_its_log(lasting_checkout: Checkout) -> None:
    ask = (
        "import os, psycopg2;"
        "c = psycopg2.connect(os.environ['DATABASE_URL']).cursor();"
        "c.execute('select %s::uuid', ['Ottilie Canary of Whetstone'])"
    )
    code, said = lasting_checkout.run(*lasting_checkout.setup("run", "python", "-c", ask))
    assert code == 1
    assert "Canary" in said
    assert "Canary" not in lasting_checkout.log("postgres")


def test_passwords_and_data_are_its_owners_alone(lasting_checkout: Checkout) -> None:
    lasting_checkout.run(*lasting_checkout.setup("run", "true"))
    files = list((lasting_checkout.root / "var" / "secrets").rglob("*"))
    assert {path.name for path in files} >= {"superuser", "pps_owner", "pps_app", "pps_backup", "pps_sealer"}
    for path in (*files, lasting_checkout.root / "var", lasting_checkout.data):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_as_root_another_user_runs_it_and_no_folder_of_ours_is_widened(lasting_checkout: Checkout) -> None:
    above = lasting_checkout.root.parent
    before = stat.S_IMODE(above.stat().st_mode)
    code, said = lasting_checkout.run(*lasting_checkout.setup("run", "python", "-c", "print('up')"))
    assert (code, said.splitlines()[-1]) == (0, "up")
    assert stat.S_IMODE(above.stat().st_mode) == before == 0o700
    assert lasting_checkout.data.stat().st_uid != 0
    assert stat.S_IMODE(lasting_checkout.outside.stat().st_mode) == 0o750


@pytest.mark.long
def test_a_developers_server_stays_until_it_is_stopped(checkout: Checkout) -> None:
    code, said = checkout.run("sh", "-c", ".venv/bin/python -m pps_barnet.setup env 2>progress")
    assert code == 0
    assert all(line.startswith("export ") for line in said.splitlines())
    checkout.run(*checkout.setup("run", "true"))
    assert (checkout.data / "postmaster.pid").exists()
    # A shell that kept an older address must not be believed: the port is another at every start.
    stale = {
        "DATABASE_URL": "postgresql://pps_app:{}@127.0.0.1:9/pps_barnet".format(
            (checkout.root / "var" / "secrets" / "database" / "pps_app").read_text(encoding="ascii")
        )
    }
    code, said = checkout.run(*checkout.setup("run", "true"), **stale)
    assert code == 0, said
    checkout.run(*checkout.setup("stop"))
    assert not (checkout.data / "postmaster.pid").exists()


def test_a_foreign_data_folder_is_left_alone_and_explained(checkout: Checkout) -> None:
    checkout.data.mkdir(parents=True)
    theirs = checkout.data / "PG_VERSION"
    theirs.write_text("16\n", encoding="ascii")
    code, said = checkout.run(*checkout.setup("run", "true"))
    assert code == 1
    assert "is not empty and was not made by this set-up. Nothing in it was changed." in said
    assert "--reset-demo" in said
    assert theirs.read_text(encoding="ascii") == "16\n"
    assert len(list(checkout.data.iterdir())) == 1


@pytest.mark.long
def test_our_own_data_of_another_version_is_left_alone_and_a_reset_sets_it_aside(checkout: Checkout) -> None:
    checkout.run(*checkout.setup("run", "true"))
    (checkout.data / "PG_VERSION").write_text("17\n", encoding="ascii")
    code, said = checkout.run(*checkout.setup("run", "true"))
    assert code == 1
    assert "belongs to PostgreSQL 17, and this is PostgreSQL 18" in said
    server = checkout.start(*checkout.setup("serve", "--reset-demo", "--port", "18123"))
    checkout.wait_until_ready(server)
    kill(server, 15)
    (aside,) = checkout.data.parent.glob("data.set-aside-*")
    assert (aside / "PG_VERSION").read_text(encoding="ascii") == "17\n"


def test_killed_while_making_the_data_folder_it_is_made_again(checkout: Checkout) -> None:
    process = checkout.start(*checkout.setup("run", "true"))
    unfinished = checkout.data.with_name("data.unfinished")
    wait_for((unfinished / "PG_VERSION").exists)
    kill(process)
    assert not checkout.data.exists()
    code, said = checkout.run(*checkout.setup("run", "true"))
    assert code == 0, said
    assert not unfinished.exists()


@pytest.mark.long
def test_killed_while_running_it_recovers(checkout: Checkout) -> None:
    process = checkout.start(*checkout.setup("run", "sleep", "60"))
    wait_for((checkout.data / "postmaster.pid").exists)
    kill(process)
    code, said = checkout.run(*checkout.setup("run", "true"))
    assert code == 0, said
    assert not (checkout.data / "postmaster.pid").exists()


@pytest.mark.long
def test_lost_passwords_are_explained_or_the_data_set_aside(checkout: Checkout) -> None:
    checkout.run(*checkout.setup("run", "true"))
    for path in (checkout.root / "var" / "secrets" / "database").iterdir():
        path.unlink()
    code, said = checkout.run(*checkout.setup("run", "true"))
    if os.geteuid() == 0:
        # The folder lies outside the checkout: an earlier clone in the same place left it.
        assert code == 0, said
        assert "Set aside a data folder" in said
    else:
        assert code == 1
        assert "put var/secrets back" in said


PORT = """
from pathlib import Path
from pps_barnet.setup import cluster, postgres
print(postgres.port_in_use(cluster.Cluster(Path(), Path(), Path("."), None)))
"""


def test_a_running_server_is_found_whatever_letters_its_path_is_in(checkout: Checkout) -> None:
    """An ordinary user's data lies in the checkout, and PostgreSQL writes its path above its port."""
    (checkout.root / "data").mkdir()
    pid = f"1\n{checkout.root}/data\n1\n54321\n\n127.0.0.1\n"
    (checkout.root / "data" / "postmaster.pid").write_text(pid, encoding="utf-8")
    assert checkout.run(".venv/bin/python", "-c", PORT) == (0, "54321\n")
