"""The floor: the best SQL we can write that returns the same rows, on the superuser's connection, without security."""

from collections.abc import Callable
from typing import Any

from psycopg2.extras import DictCursor

from bench.shape import SQL
from bench.who import Who


def floor(superuser: Any, who: Who, *names: str) -> Callable[[], Any]:
    """Runs these files one after the other and returns the rows of each."""
    statements = [(SQL / f"floor_{name}.sql").read_text(encoding="utf-8") for name in names]
    cursor = superuser.cursor()

    def run() -> list[list[tuple[Any, ...]]]:
        found = []
        for statement in statements:
            cursor.execute(statement, who.ids)
            found.append(cursor.fetchall())
        return found

    return run


def columns(superuser: Any, who: Who, name: str) -> dict[str, int]:
    """Where each column of a floor's rows stands; of two with one name, the first."""
    with superuser.cursor(cursor_factory=DictCursor) as cursor:
        cursor.execute((SQL / f"floor_{name}.sql").read_text(encoding="utf-8"), who.ids)
        places: dict[str, int] = {}
        for place, column in enumerate(cursor.description or ()):
            places.setdefault(column.name, place)
    return places
