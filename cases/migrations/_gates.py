"""The policies that every table inside a case has, for the migrations that add one."""

from django.db import migrations

from foundation.rowsecurity.operations import grant, policy, row_security

IN_REACH = (
    "CASE WHEN team_id = ANY ((SELECT gate.actor_teams())::uuid[]) THEN true"
    " ELSE {case} = ANY ((SELECT gate.let_in_cases())::uuid[]) END"
)
NOT_TAKEN = "{case} <> ALL ((SELECT gate.{taken}())::uuid[])"
NOT_NARROWED = (
    "CASE WHEN access_class = 'standard' THEN true"
    " ELSE team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[]) END"
)
MAY_WORK = "team_id = ANY ((SELECT gate.teams_where('work_cases'))::uuid[])"
MINE = "{column} = (SELECT gate.actor_id())"


def gates(table: str, case: str, *, author: str) -> list[migrations.RunSQL]:
    """The policies every table of a case has: seen when the case is, added by workers in their own name."""
    added = f"{MAY_WORK} AND {MINE.format(column=author)}" if author else MAY_WORK
    return [
        row_security(table),
        policy(table, "in_reach", "SELECT", using=IN_REACH.format(case=case)),
        policy(
            table,
            "not_taken_away",
            "ALL",
            using=NOT_TAKEN.format(case=case, taken="conflicts" if case == "id" else "excluded_cases"),
            restrictive=True,
        ),
        policy(table, "added_by_workers", "INSERT", check=added),
        policy(table, "changed_by_workers", "UPDATE", using=MAY_WORK, check=MAY_WORK),
        grant("SELECT, INSERT", table),
    ]
