"""script/server: what it starts, what it tells each process, and what can be in its way."""

import os
import re
import signal
import socket
import time
import urllib.request
from contextlib import ExitStack

import pytest

from tests.setup.checkout import Checkout, free_port, kill, wait_for


def serves(port: int, patience: float = 5) -> bool:
    """Whether anybody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=patience):
            return True
    except OSError:
        return False


# Each of two processes is given 15 seconds to finish what it does, and PostgreSQL writes what it holds to a busy disk.
STOPPED_WITHIN = 120


def test_a_second_start_changes_nothing_and_ctrl_c_stops_everything(checkout: Checkout) -> None:
    port = free_port()
    for expected in (
        ["make_keys", "migrate", "install_context_key", "seed_demo", "collectstatic", "worker"],
        ["worker"],
    ):
        (checkout.root / "calls").unlink(missing_ok=True)
        server = checkout.start(*checkout.setup("serve", "--port", str(port)))
        checkout.wait_until_ready(server)
        checkout.wait_for_call("worker")
        then_those_who_ask_nothing_keep_nobody_waiting(port)
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=STOPPED_WITHIN)
        assert [call.split()[0] for call in checkout.calls()] == expected
        assert f"Parent Partnership Barnet is at http://localhost:{port} – Ctrl-C stops it" in said
        assert server.returncode == 0
        assert not serves(port)
        assert not (checkout.data / "postmaster.pid").exists(), "the last one out stops PostgreSQL"


def then_those_who_ask_nothing_keep_nobody_waiting(port: int) -> None:
    """Browsers open spare connections; each would have had one of eight threads for five seconds."""
    with ExitStack() as spare:
        for _ in range(96):
            spare.enter_context(socket.create_connection(("127.0.0.1", port)))
        began = time.monotonic()
        assert serves(port, patience=120)
        assert time.monotonic() - began < 30


@pytest.mark.long
def test_only_migrations_and_seed_get_the_owners_url(checkout: Checkout) -> None:
    port = free_port()
    server = checkout.start(*checkout.setup("serve", "--port", str(port)))
    checkout.wait_until_ready(server)
    checkout.wait_for_call("worker")
    kill(server, signal.SIGTERM)
    told = dict(call.split(" ", 1) for call in checkout.calls())
    assert told["worker"] == "DATABASE_SEALER_URL DATABASE_URL"
    assert told["seed_demo"] == "DATABASE_OWNER_URL DATABASE_URL"
    assert told["make_keys"] == told["migrate"] == told["collectstatic"] == "DATABASE_URL"


def test_two_starts_at_once_become_one_server(checkout: Checkout) -> None:
    port = free_port()
    both = [checkout.start(*checkout.setup("serve", "--port", str(port))) for _ in range(2)]
    wait_for(lambda: any(process.poll() is not None for process in both))
    second = next(process for process in both if process.poll() is not None)
    first = both[1 - both.index(second)]
    said, _ = second.communicate()
    assert second.returncode == 0
    assert "is setting up; waiting for it" in said
    assert f"already running at http://localhost:{port} (process {first.pid})" in said
    code, said = checkout.run(*checkout.setup("serve", "--port", str(free_port())))
    assert code == 1
    assert f"already being served at http://localhost:{port}" in said
    code, said = checkout.run(*checkout.setup("serve", "--reset-demo"))
    assert code == 1
    assert f"kill {first.pid}" in said
    kill(first, signal.SIGTERM)


def test_a_taken_port_is_noticed_before_anything_slow(checkout: Checkout) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = checkout.run(checkout.script("server"), "--port", str(port))
    assert code == 1
    assert f"port {port} is taken by process {os.getpid()}" in said
    assert f"script/server --port {port + 1}" in said
    assert "Installing" not in said


@pytest.mark.long
def test_a_killed_server_leaves_nothing_in_the_way(checkout: Checkout) -> None:
    port = free_port()
    server = checkout.start(*checkout.setup("serve", "--port", str(port)))
    checkout.wait_until_ready(server)
    kill(server)
    wait_for(lambda: not serves(port))
    again = checkout.start(*checkout.setup("serve", "--port", str(port)))
    checkout.wait_until_ready(again)
    kill(again, signal.SIGTERM)


@pytest.mark.long
def test_a_reset_makes_new_keys_and_a_new_database(checkout: Checkout) -> None:
    key = checkout.root / "var" / "secrets" / "django.key"
    passwords = checkout.root / "var" / "secrets" / "database" / "superuser"
    seen = []
    for options in ([], ["--reset-demo"]):
        (checkout.root / "calls").unlink(missing_ok=True)
        server = checkout.start(*checkout.setup("serve", "--port", str(free_port()), *options))
        checkout.wait_until_ready(server)
        seen.append((key.read_text(encoding="ascii"), passwords.read_text(encoding="ascii")))
        kill(server, signal.SIGTERM)
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] == seen[1][1]
    assert [call.split()[0] for call in checkout.calls()][:4] == [
        "make_keys",
        "migrate",
        "install_context_key",
        "seed_demo",
    ]


def test_a_reset_is_refused_outside_the_demonstration(checkout: Checkout) -> None:
    code, said = checkout.run(checkout.script("server"), "--reset-demo", PPS_MODE="production")
    assert code == 1
    assert "this is not the demonstration (PPS_MODE is production)" in said


@pytest.mark.long
def test_a_process_that_ends_takes_the_other_with_it_and_is_explained(checkout: Checkout) -> None:
    (checkout.root / "pps_barnet" / "wsgi.py").write_text("raise RuntimeError('not today')\n", encoding="utf-8")
    port = free_port()
    code, said = checkout.run(*checkout.setup("serve", "--port", str(port)))
    assert code == 1
    assert re.search(r"the web process ended .*not today.*read var/log/web.log", said, re.DOTALL)
    assert not (checkout.data / "postmaster.pid").exists()


def test_a_named_server_is_used_and_none_is_started(checkout: Checkout) -> None:
    url = "postgresql://pps_app:secret@127.0.0.1:9/pps_barnet"
    code, said = checkout.run(*checkout.setup("serve", "--port", str(free_port())), DATABASE_URL=url)
    assert code == 1
    assert "DATABASE_OWNER_URL is not" in said
    assert not checkout.data.exists()


def test_a_word_it_does_not_know_is_answered_with_those_it_does(checkout: Checkout) -> None:
    code, said = checkout.run(checkout.script("server"), "--prot", "8000")
    assert code == 2
    assert "usage: script/server [-h] [--port N] [--reset-demo]" in said
    assert "unrecognised: --prot 8000" in said
