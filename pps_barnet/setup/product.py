"""Makes the product ready to serve: keys, tables, demonstration cast and static files, through its own commands."""

import os
from pathlib import Path

from pps_barnet.setup import databases, front_end, python_packages
from pps_barnet.setup.databases import Databases
from pps_barnet.setup.environment import DEMONSTRATION, environment, mode
from pps_barnet.setup.places import PYTHON, ROOT, SECRETS, VAR
from pps_barnet.setup.programs import ProgramError, failed, run_logged
from pps_barnet.setup.speech import step
from pps_barnet.setup.stamps import Stamp, files_below, fingerprint

STATIC = VAR / "static"
READY_STAMP = Stamp("product")
STATIC_STAMP = Stamp("static-files")


def prepare(found: Databases) -> None:
    """Runs only what may have something to do: everything again when any of our code, a key or the tables changed."""
    if not READY_STAMP.says(mark(found)):
        READY_STAMP.clear()
        make_ready(found)
        READY_STAMP.write(mark(found))
    collect_static(found)


def make_ready(found: Databases) -> None:
    """Keys first: the tables keep one of them. The owner's URL goes to the commands that need it and to no others."""
    app_url, owner_url = found.url("DATABASE_URL"), found.url("DATABASE_OWNER_URL")
    app, owner = environment({"DATABASE_URL": app_url}), environment({"DATABASE_URL": owner_url})
    demonstration = mode() == DEMONSTRATION
    if demonstration:
        manage("Making the demonstration's keys", app, "make_keys", "--demonstration")
    manage("Making or changing tables", owner, "migrate", "--no-input")
    manage("Telling the database the context key", owner, "install_context_key")
    if demonstration:
        both = environment({"DATABASE_URL": app_url, "DATABASE_OWNER_URL": owner_url})
        manage("Adding the demonstration's people and cases", both, "seed_demo")


def collect_static(found: Databases) -> None:
    """Static files with hashed names, for whitenoise to serve; anew when any source of theirs changed."""
    sources = [path for path in our_files() if "static" in path.parts or path.name.startswith("settings")]
    mark = fingerprint([*sources, *files_below(front_end.BUILT), *python_packages.LOCKS])
    if STATIC_STAMP.says(mark) and STATIC.is_dir():
        return
    STATIC_STAMP.clear()
    app = environment({"DATABASE_URL": found.url("DATABASE_URL")})
    manage("Collecting static files", app, "collectstatic", "--no-input", "--clear")
    STATIC_STAMP.write(mark)


def manage(doing: str, env: dict[str, str], *arguments: str) -> None:
    """One of Django's or our own management commands, its output in var/log."""
    with step(doing):
        try:
            run_logged([PYTHON, "manage.py", *arguments], arguments[0], env=env)
        except ProgramError as failure:
            raise failed(f"manage.py {arguments[0]}", failure, way_round(env)) from failure


def way_round(env: dict[str, str]) -> str:
    """A demonstration that other code has made may not fit this code, and nothing in it is worth keeping."""
    if env["PPS_MODE"] != DEMONSTRATION:
        return ""
    return "\n  If other code made this demonstration (another branch, perhaps):  script/server --reset-demo"


def mark(found: Databases) -> str:
    """Changes with our code, the locks, the keys, and with the database itself; a named server is always asked."""
    if found.server is None:
        return f"a server of somebody else's, {os.getpid()}"
    state = databases.migration_state(found.server)
    return fingerprint([*our_files(), *python_packages.LOCKS, *keys()], state, mode())


def our_files() -> list[Path]:
    """Everything in our packages, and manage.py."""
    packages = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    files = [path for path in files_below(*packages) if path.suffix != ".pyc"]
    return [*files, *ROOT.glob("manage.py")]


def keys() -> list[Path]:
    """The product's keys, which make_keys makes; not the database's passwords."""
    return [path for path in SECRETS.iterdir() if path.is_file()]
