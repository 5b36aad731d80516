"""Every answer of the database in another order, wherever its statement left the order open: what only holds in the
order in which PostgreSQL happens to find its rows is found out. Off unless PPS_SHUFFLE says ``reversed``, or a number
to shuffle by. Rows change places where the outermost query sorts nothing; where it sorts, those it calls equal do."""

import os
import random
import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any

import psycopg2
from psycopg2 import extensions

HOW = os.environ.get("PPS_SHUFFLE", "")
LAST = "row_number() OVER () DESC" if HOW == "reversed" else f"md5('{HOW}' || row_number() OVER ())"
QUOTED = re.compile(r"""(?is)E'([^'\\]|\\.|'')*'|'([^']|'')*'|"[^"]*"|\$(\w*[a-z_])?\$.*?\$\3\$|--[^\n]*|/\*.*?\*/""")
ASKS = re.compile(r"(?i)\s*(\(|(SELECT|WITH|TABLE|VALUES|UPDATE|DELETE)\b)")  # Django trusts the order of an INSERT
KEPT = re.compile(r"(?is)\s*(?:PREPARE|EXECUTE) (\w+)(?:\(.*?\))?(?: AS (?=.))?")
ORDER, AFTER = re.compile(r"(?i)\bORDER\s+BY\b"), re.compile(r"(?i)\b(LIMIT|OFFSET|FETCH)\b|;?\s*$")
ALONE = re.compile(r"(?i)\b(DISTINCT(?!\s+ON)|UNION|INTERSECT|EXCEPT|FOR\s+(NO|UPDATE|SHARE|KEY))\b")
kept: dict[str, bool] = {}  # by the name of a kept plan, whether it leaves the order open


def outermost(sql: str) -> str:
    """A statement with blanks where it quotes, remarks or stands in brackets; as long as it was."""
    depth, letters = 0, []
    for letter in QUOTED.sub(lambda found: " " * len(found[0]), sql):
        depth -= letter == ")"
        letters.append(" " if depth else letter)
        depth += letter == "("
    return "".join(letters)


@cache
def asked(sql: str) -> tuple[str, bool]:
    """The statement to send for this one, and whether its rows come in no order."""
    if found := KEPT.match(sql):
        send, is_open = asked(sql[found.end() :]) if found.end() < len(sql) else ("", kept.get(found[1], False))
        kept[found[1]] = is_open
        return found[0] + send, is_open
    shown = outermost(sql)
    *_, order = [None, *ORDER.finditer(shown)]
    place = AFTER.search(shown, order.end() if order else 0)
    if not place or not ASKS.match(shown) or ALONE.search(shown) or not (order or place[1]):
        return sql, bool(ASKS.match(shown)) and not order
    return f"{sql[: place.start()]}{',' if order else ' ORDER BY'} {LAST} {sql[place.start() :]}", False


class Cursor(extensions.cursor):
    _rows: deque[Any] | None = None  # all of them, while any order will do

    def execute(self, query: Any, values: Any = None) -> None:
        send, is_open = asked(query if isinstance(query, str) else self.mogrify(query).decode())
        self._rows = None
        super().execute(send, values)
        if is_open and (self.name or self.description):
            found = super().fetchall()
            found.reverse() if HOW == "reversed" else random.Random(HOW).shuffle(found)
            self._rows = deque(found)

    def fetchone(self) -> Any:
        return next(iter(self.fetchmany(1)), None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        if self._rows is None:
            return super().fetchmany(size or self.arraysize)
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        return super().fetchall() if self._rows is None else [*self]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchone, None)


plainly = psycopg2.connect
if HOW:
    psycopg2.connect = lambda *where, **more: plainly(*where, **more | {"cursor_factory": Cursor})
