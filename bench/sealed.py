"""Real keys and real sealed values for every case, made by the product's own sealing in several processes."""

import io
import json
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import islice, pairwise
from typing import Any, NamedTuple
from uuid import UUID

import psycopg2
import psycopg2.extras

from foundation.sealing.envelope import Place, seal
from foundation.sealing.keyring import CONTENT, SEARCH, KeyRing

GIVEN = ("Petronella", "Ambrose", "Tamsin", "Octavia", "Lionel", "Rosalind", "Emeka", "Soraya", "Wilfred", "Anjali")
FAMILY = ("Quillfeather", "Okonkwo", "Ashdown", "Larkspur", "Venkatesan", "Tredwell", "Marchetti", "Szymańska", "Bly")
BATCH = 20_000
MODEL = "cases.person"
PEOPLE = "id, case_id, team_id, role, is_confider, relationship, given_name, family_name, search_document, recorded_at"
KEYS = "scope, purpose, version, number, wrapped"


class Row(NamedTuple):
    """One case whose confider is to be written down."""

    n: int
    case: UUID
    person: UUID
    team: UUID
    at: datetime


def seal_everybody(url: str, cases: int) -> None:
    """Mint two data keys for each case and write its confider, name and search document sealed."""
    count = os.cpu_count() or 1
    edges = [cases * part // count for part in range(count + 1)]
    # Started afresh, not forked: a forked process would share our connections.
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(seal_some, url, low, high) for low, high in pairwise(edges)]:
            done.result()


def seal_some(url: str, low: int, high: int) -> None:
    """The cases numbered from ``low`` (not included) to ``high``."""
    psycopg2.extras.register_uuid()
    reading, writing = psycopg2.connect(url), psycopg2.connect(url)
    with reading, reading.cursor("cases") as rows, writing, writing.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        rows.itersize = BATCH
        rows.execute(
            "SELECT m.n, m.id, m.confider, t.id, m.opened_at FROM bench.made AS m"
            " JOIN bench.team AS t ON t.no = m.team WHERE m.n > %s AND m.n <= %s ORDER BY m.n",
            [low, high],
        )
        for batch in batches(map(Row._make, rows)):
            made = [one(row) for row in batch]
            copy(cursor, f"public.cases_person ({PEOPLE})", [person for person, _ in made])
            copy(cursor, f"vault.scope_key ({KEYS})", [key for _, keys in made for key in keys])


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows, some thousands at a time."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def one(row: Row) -> tuple[list[Any], list[list[Any]]]:
    """A case's confider as a row, and its two wrapped keys."""
    ring = KeyRing()
    keys = [ring.mint(row.case, purpose) for purpose in (CONTENT, SEARCH)]
    given, family = GIVEN[row.n % len(GIVEN)], FAMILY[row.n % len(FAMILY)]
    document = {"shown": f"{given} {family}", "names": f"{given} {family}".casefold(), "numbers": ["+447700900077"]}
    content, search = ring.key(row.case, CONTENT, 1), ring.key(row.case, SEARCH, 1)

    def sealed(text: str, key: Any, column: str) -> bytes:
        return seal(text, key=key, version=1, place=Place(MODEL, column, row.person, row.case))

    person = [row.person, row.case, row.team, "parent", "t", "", sealed(given, content, "given_name")]
    person += [sealed(family, content, "family_name")]
    person += [sealed(json.dumps(document, ensure_ascii=False), search, "search_document"), row.at.isoformat()]
    return person, [list(key) for key in keys]


def copy(cursor: Any, into: str, rows: Iterable[list[Any]]) -> None:
    """Rows by COPY, bytes in hexadecimal."""
    lines = ("\t".join("\\\\x" + v.hex() if isinstance(v, bytes) else str(v) for v in row) for row in rows)
    cursor.copy_expert(f"COPY {into} FROM STDIN", io.StringIO("\n".join(lines) + "\n"))
