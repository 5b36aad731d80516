"""The figures as tables that people read; ``--json`` prints the same as JSON."""

import os
import platform
from typing import Any

from bench.bounds import Results, bounds
from bench.measures import CASE, COUNTS, FLOOR, GUARDIAN, ISSUED, LIST, ORM, STATEMENTS

WAYS = (FLOOR, ISSUED, STATEMENTS, ORM, GUARDIAN)
NOTE = """\
Milliseconds, wall clock; × is against the floor of the same run. "issued": the statements of the page by psycopg2 alone
as pps_app, with BEGIN, signed context and COMMIT; "statements": those alone. "in DB": what the ORM's way spends waiting
for the database. Names and search documents are sealed for every case; texts of contacts are a constant of the right
length, which nothing measured here opens."""


def as_json(results: Results) -> dict[str, Any]:
    """Everything, for a program."""
    return {"machine": machine(), "sizes": list(results.values()), "bounds": [b.told() for b in bounds(results)]}


def machine() -> dict[str, Any]:
    """What it ran on."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


def as_text(results: Results) -> str:
    """Every table, then each bound: met or not."""
    parts = [NOTE]
    for cases, found in results.items():
        before, after = found["load"]
        parts.append(
            f"\n{cases:,} cases, medians of {found['rounds']} rounds; load {before:.1f} before, {after:.1f} after"
        )
        parts += [*size_lines(found), *page_lines(found)]
    parts.append("\nBounds")
    parts += [
        f"  {'met    ' if b.met else 'NOT MET'}  {b.cases:>9,}  {b.what:<60} {b.measured:6.2f}"
        f"  ({'at least' if b.at_least else 'at most'} {b.most:g})"
        for b in bounds(results)
    ]
    return "\n".join(parts)


def size_lines(found: dict[str, Any]) -> list[str]:
    """A line for each measure and person."""
    lines = ["  " + " " * 41 + "".join(f"{way:>17}" for way in WAYS) + f"{'in DB':>8}"]
    for what in (LIST, CASE, COUNTS):
        for who, measured in found["people"].items():
            lines.append(f"  {what + ', ' + who:<41}" + cells(measured[what]))
    return lines


def cells(measured: dict[str, Any]) -> str:
    """The medians of one line, with their ratios to the floor."""
    ms = measured["ms"]
    told = (f"{ms[way]:.2f} ({ms[way] / ms[FLOOR]:.2f}×)" if way in ms else "" for way in WAYS)
    return "".join(f"{cell:>17}" for cell in told) + f"{measured['database_ms']:>8.2f}"


def page_lines(found: dict[str, Any]) -> list[str]:
    """A line for each person's page."""
    return [
        f"  GET /cases/, {who}: {page['ms']:.1f} ms; in process {page['in_process_ms']:.1f}, without sealing and event "
        f"{page['without_ms']:.1f}: a share of {page['share_by_difference']:.0%} by "
        f"difference, {page['share_timed']:.0%} timed (hand-out and event {page['handing_out_ms']:.2f}, opening "
        f"{page['opening_ms']:.2f})"
        for who, measured in found["people"].items()
        for page in [measured["http"]]
    ]
