"""The register of schools: how long a file of 50,000 rows takes and how much memory, the first time and again.

The file is invented, as wide as the official one and in its encoding. Each import is a process of its own, as the
command is when somebody runs it, so that its peak memory is its own.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import transaction

from bench.report import machine
from bench.stage import address
from bench.telling import said
from cases.importing.reading import COLUMNS
from cases.models import Setting
from foundation.rowsecurity.owner import as_owner
from foundation.rowsecurity.roles import create_database, drop_database
from pps_barnet.setup.places import ROOT
from tests.databases import pointed_at, superuser

DATABASE = "bench_pps_schools"
FILLERS = 120  # columns of the official file that we do not read
NAMES = ("St Mary’s", "Foxglove", "Église", "Whin Hill", "King’s", "Larkfield", "Old Mill", "Northgate")
KINDS = ("Primary School", "Academy", "High School", "Nursery", "College", "Pupil Referral Unit")
TOWNS = ("Foxglove", "Barnet", "Fernhill", "Nether Whinstone", "Larkfield")
ASKED = ("st marys", "foxglove primary", "en5", "kings high northgate", "l")
KILOBYTES = 1024


def write_file(path: Path, rows: int, *, status: str = "Open") -> None:
    """An invented register: a third of it closed, the rest of this status, names with marks and commas among them."""
    fillers = [f"Filler{n} (name)" for n in range(FILLERS)]
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS.values(), *fillers])
        for n in range(rows):
            writer.writerow([*_school(n, status).values(), *("Not applicable" for _ in fillers)])


def _school(n: int, status: str) -> dict[str, str]:
    closed = n % 3 == 0
    return {
        "urn": str(100000 + n),
        "name": f"{NAMES[n % 8]} {KINDS[n // 8 % 6]}{', ‘The Annexe’' if n % 50 == 0 else ''} {n}",
        "kind": "Community school",
        "phase": "Primary" if n % 2 else "Secondary",
        "status": "Closed" if closed else status,
        "opened_on": f"{1 + n % 28:02}-09-{1950 + n % 70}",
        "closed_on": "31-08-2021" if closed else "",
        "low_age": str(3 + n % 8),
        "high_age": str(11 + n % 8),
        "sixth_form": "Does not have a sixth form",
        "street": f"{n} Invented Road",
        "town": TOWNS[n % 5],
        "postcode": f"EN{1 + n % 9} {n % 10}ZZ",
        "la_code": "302",
        "la_name": "Barnet",
    }


def imported(path: Path) -> dict[str, Any]:
    """One run of the command: seconds, peak memory in megabytes, and what it said at the end."""
    environment = {**os.environ, "DATABASE_OWNER_URL": address("DATABASE_OWNER_URL", DATABASE)}
    environment["DATABASE_URL"] = address("DATABASE_URL", DATABASE)
    began = time.perf_counter()
    command = [sys.executable, "manage.py", "import_schools", str(path)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as run:  # noqa: S603 -- our own program
        told = run.stdout.read().splitlines() if run.stdout else []
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise SystemExit("The import failed; see above.")
    return {"seconds": time.perf_counter() - began, "peak_mb": used.ru_maxrss / KILOBYTES, "said": told[-1]}


def found() -> dict[str, float]:
    """Median milliseconds of a look-up by name, as ``pps_app``, right after the import."""
    times = {}
    for asked in ASKED:
        taken = []
        for _ in range(20):
            began = time.perf_counter()
            with transaction.atomic():
                list(Setting.objects.named_like(asked))
            taken.append(1000 * (time.perf_counter() - began))
        times[asked] = median(taken)
    return times


def run(rows: int) -> dict[str, Any]:
    """Everything, as plain values; the database and the file are gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, superuser() as server:
        path = Path(folder) / "edubasealldata.csv"
        with said(f"writing {rows:,} invented schools"):
            write_file(path, rows)
        drop_database(server, DATABASE)
        create_database(server, DATABASE)
        try:
            with pointed_at(DATABASE):
                with said(f"making {DATABASE}"), as_owner():
                    call_command("migrate", verbosity=0, stdout=StringIO())
                with said("importing three times"):
                    first, again = imported(path), imported(path)
                    write_file(path, rows, status="Open, but proposed to close")
                    runs = {"first": first, "again": again, "every open school changed": imported(path)}
                return {
                    "machine": machine(),
                    "rows": rows,
                    "file_mb": path.stat().st_size / KILOBYTES**2,
                    "runs": runs,
                    "look_up_ms": found(),
                }
        finally:
            drop_database(server, DATABASE)


def as_text(result: dict[str, Any]) -> str:
    """The figures as people read them."""
    lines = [f"{result['rows']:,} rows, {result['file_mb']:.0f} MB", f"  {'':<28}{'seconds':>9}{'peak MB':>9}"]
    for name, each in result["runs"].items():
        lines.append(f"  {name:<28}{each['seconds']:>9.1f}{each['peak_mb']:>9.0f}  {each['said']}")
    lines.append("Looking a school up, milliseconds")
    lines += [f"  {asked:<28}{ms:>9.1f}" for asked, ms in result["look_up_ms"].items()]
    return "\n".join(lines)
