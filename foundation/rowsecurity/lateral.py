"""The first rows of many teams, merged: one index walk per team instead of a sort of everything.

Row security as the *access path* collapses for people in many teams, because ``OR`` and ``<> ALL`` hide the index. So
the application asks each team for its own first rows and merges them, and the policy repeats the check (design §4).
"""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Expression, QuerySet, UUIDField


class EachTeam(Expression):
    """The team of the surrounding lateral join, inside the query that is run for each team."""

    output_field = UUIDField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The column that ``first_ids`` joins laterally."""
        return "each_team.id", ()


def first_ids(rows: "QuerySet[Any]", *, teams: "QuerySet[Any]", singly: "QuerySet[Any]", limit: int) -> list[UUID]:
    """Primary keys of the first ``limit`` of ``rows`` in their own order, over ``teams`` and ``singly`` merged.

    Args:
        rows: filtered and ordered by plain columns ending with the primary key; must have a ``team_id``.
        teams: a values-queryset of one column, the team ids.
        singly: further rows let in one by one; the same filters and order, any team.
        limit: how many rows at most.
    """
    order = [(str(name).lstrip("-"), str(name).startswith("-")) for name in rows.query.order_by]
    columns = [name for name, _ in order]
    per_team, per_team_values = _sql(rows.filter(team_id=EachTeam()).values_list(*columns)[:limit])
    alone, alone_values = _sql(singly.values_list(*columns)[:limit])
    team_sql, team_values = _sql(teams)
    by = ", ".join(f"{_quote(name)} {'DESC' if down else 'ASC'}" for name, down in order)
    statement = (
        f"SELECT id FROM (SELECT found.* FROM ({team_sql}) AS each_team (id)"
        f" CROSS JOIN LATERAL ({per_team}) AS found UNION ({alone})) AS merged ORDER BY {by} LIMIT {int(limit)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*team_values, *per_team_values, *alone_values])
        return [row[0] for row in cursor.fetchall()]


def _sql(rows: "QuerySet[Any]") -> tuple[str, tuple[Any, ...]]:
    statement, values = rows.query.sql_with_params()
    return statement, tuple(values)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
