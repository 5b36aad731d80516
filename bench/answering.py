"""The list page in the running server: gunicorn as script/server starts it, a real session, a connection kept alive."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.shape import ROOT
from bench.stage import address
from bench.timing import Variant
from bench.who import Who
from pps_barnet.setup.databases import Databases
from pps_barnet.setup.environment import ADMIN_URLS, URLS, environment
from pps_barnet.setup.postgres import free_port
from pps_barnet.setup.product import collect_static
from pps_barnet.setup.serving import WEB, WEB_MORE, answers, end
from teams.sessions import SessionStore

PATH = "/cases/"
ROWS = 25
ROW = b'<th scope="row"'
START_SECONDS = 60


@contextmanager
def serving(name: str) -> Iterator[int]:
    """The port of the product's own web server on one database, for the block."""
    app = {"DATABASE_URL": address("DATABASE_URL", name)}
    collect_static(Databases({key: os.environ[key] for key in (*URLS, *ADMIN_URLS) if key in os.environ}, None))
    number = free_port()
    command = [sys.executable, *WEB, *WEB_MORE, "--bind", f"127.0.0.1:{number}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(app), stdout=sys.stderr)  # noqa: S603 -- our own
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(number):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The web server did not start; its own words are above.")
            time.sleep(0.1)
        yield number
    finally:
        end(process)


def session_of(who: Who) -> str:
    """The cookie of a session in which the person is signed in, made as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(who.user.pk), "teams.backends.TeamsBackend"
    session[HASH_SESSION_KEY] = who.user.get_session_auth_hash()
    session.create()
    session.save()
    return f"session={session.session_key}"


def page_by_http(number: int, who: Who) -> Variant:
    """The page over one connection, the whole body read; a page without its 25 rows and names is an error."""
    kept = http.client.HTTPConnection("127.0.0.1", number, timeout=30)
    headers = {"Host": f"localhost:{number}", "Cookie": session_of(who)}

    def run() -> tuple[int, bytes]:
        kept.request("GET", PATH, headers=headers)
        response = kept.getresponse()
        return response.status, response.read()

    return Variant("http", run, lambda found: check(*found))


def check(status: int, body: bytes) -> None:
    """Raise unless this is the list of 25 cases with names that were opened."""
    if status != 200 or body.count(ROW) != ROWS or b"cannot be opened" in body or b"Name not known" in body:
        raise AssertionError(f"{PATH} answered {status} with {body.count(ROW)} rows: {body[:300]!r}")
