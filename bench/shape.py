"""What a benchmark's database holds; changing anything here, or any migration, makes kept databases stale."""

import hashlib
from pathlib import Path

from tests.databases import SHAPING

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SQL = HERE / "sql"
SIZES = (20_000, 200_000, 1_000_000)

TEAMS = 150
WORKERS = 6  # in each team
CONTACTS = 5  # of each case
LONG_CASE = 40  # contacts of each team's newest open case, so that there is a last 25 to read
ONE, THIRTY = "one team", "thirty teams"
# Who is measured: their user name, and the numbers of their teams.
PEOPLE = {ONE: ("bench-one", range(1, 2)), THIRTY: ("bench-thirty", range(11, 41))}
# The fewest rows that make a page or a case comparable.
PAGE = 25


def values(cases: int) -> dict[str, int]:
    """The numbers that the SQL files are filled in with."""
    return {"cases": cases, "teams": TEAMS, "workers": WORKERS, "contacts": CONTACTS, "long_case": LONG_CASE}


def database(cases: int) -> str:
    """The name of the database for so many cases."""
    return f"bench_pps_{cases}"


def digest(cases: int) -> str:
    """Other words whenever the tables, or what they are filled with, would be different."""
    files = {path for pattern in SHAPING for path in ROOT.glob(pattern)}
    ours = [*SQL.glob("fill_*.sql"), HERE / "sealed.py", HERE / "filling.py", HERE / "shape.py"]
    whole = hashlib.sha256(repr(values(cases)).encode())
    for path in [*sorted(files), *sorted(ours)]:
        whole.update(path.read_bytes())
    return whole.hexdigest()
