"""The first rows of many teams, merged: one index walk per team instead of a sort of everything.

Row security as the *access path* collapses for people in many teams, because ``OR`` and ``<> ALL`` hide the index. So
the application asks each team for its own first rows and merges them, and the policy repeats the check (design §4).
"""

from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Model, QuerySet, UUIDField

from foundation.rowsecurity.prepared import Words, rows_of

Piece = tuple[str, tuple[Any, ...]]


class EachTeam(Expression):
    """The team of the surrounding lateral join, inside the query that is run for each team."""

    output_field = UUIDField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The column that ``FirstRows`` joins laterally."""
        return "each_team.id", ()


class FirstRows:
    """Asks for the first ``limit`` of ``rows`` in their own order, over ``teams`` and ``singly``, in one statement."""

    def __init__(
        self,
        rows: "QuerySet[Any]",
        *,
        teams: Any,
        singly: "QuerySet[Any]",
        limit: int,
        kept: bool = True,
        **counted: tuple[type[Model], str],
    ) -> None:
        """Compile the statement; what in it is ``Given`` is read at each run.

        Args:
            rows: filtered and ordered by plain columns ending with the primary key; must have a ``team_id``.
            teams: the teams whose rows are wanted.
            singly: rows of other teams, let in one by one; the same filters and order.
            limit: how many rows at most.
            kept: whether the connection keeps a plan of it: see ``Words``.
            counted: further attributes of each row: how many rows of a model point to it by a column.
        """
        order = [(str(name).lstrip("-"), str(name).startswith("-")) for name in rows.query.order_by]
        pieces = _pieces(rows, teams, singly, [name for name, _ in order], limit)
        by = ", ".join(f"{_quote(name)} {'DESC' if down else 'ASC'}" for name, down in order)
        found = " UNION ALL ".join(sql for sql, _ in pieces)
        shown = ", ".join(f"page.{_quote(field.column)}" for field in rows.model._meta.concrete_fields)
        page = f"SELECT {shown}{_counts(counted)} FROM first JOIN {_table(rows.model)} AS page USING (id) ORDER BY {by}"
        self.model, values = rows.model, [value for _, mine in pieces for value in mine]
        first = f"SELECT id FROM ({found}) AS merged ORDER BY {by} LIMIT {limit:d}"
        self.words = Words(f"WITH first AS ({first}) {page}", values, kept=kept) if pieces else None
        self.counted = tuple(counted)
        self.names = [field.attname for field in rows.model._meta.concrete_fields]
        self.compiler = rows.model._default_manager.all().query.get_compiler(rows.db)
        self.compiler.as_sql()  # it knows its columns from then on

    def __call__(self, *asked: Any) -> list[Any]:
        """The rows for one run."""
        found = rows_of(self.words.filled_in(*asked), self.compiler) if self.words else []
        return [self._made(row) for row in found]

    def _made(self, row: tuple[Any, ...]) -> Any:
        made = self.model.from_db(connection.alias, self.names, row[: len(self.names)])
        for name, number in zip(self.counted, row[len(self.names) :], strict=True):
            setattr(made, name, number)
        return made


def _pieces(rows: "QuerySet[Any]", teams: Any, singly: "QuerySet[Any]", columns: list[str], limit: int) -> list[Piece]:
    """The statements to merge; one that Django knows to be empty is left out."""
    pieces: list[Piece] = []
    with suppress(EmptyResultSet):
        sql, values = rows.filter(team_id=EachTeam()).values_list(*columns)[:limit].query.sql_with_params()
        each = f"unnest(%s::uuid[]) AS each_team (id) CROSS JOIN LATERAL ({sql}) AS found"
        pieces.append((f"(SELECT found.* FROM {each})", (teams, *values)))
    with suppress(EmptyResultSet):
        sql, values = singly.values_list(*columns)[:limit].query.sql_with_params()
        pieces.append((f"({sql})", tuple(values)))
    return pieces


def _counts(counted: dict[str, tuple[type[Model], str]]) -> str:
    return "".join(
        f", (SELECT count(*) FROM {_table(of)} AS c WHERE c.{_quote(column)} = page.id) AS {_quote(name)}"
        for name, (of, column) in counted.items()
    )


def _table(model: type[Model]) -> str:
    return _quote(model._meta.db_table)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
