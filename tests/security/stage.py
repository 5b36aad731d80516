# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""A stage for acts by raw SQL: one transaction, rolled back at the end, in which each act is the web's on somebody's
behalf, the test sets the database's clock, and pages and querysets read what the acts did.

The connection is the superuser's, acting as ``pps_app`` for all but setting the stage: only so can the clock move.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.db import Error, connection, transaction

from foundation.rowsecurity.context import WORKER, acting_as
from teams.models import Team
from teams.visibility import team_ids
from tests.security.conftest import World


@dataclass(frozen=True)
class Stage:
    """A world whose clock stands where the test sets it."""

    world: World

    def at(self, instant: datetime) -> None:
        """Set the database's clock."""
        self.behind(
            "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
            f" AS $$SELECT '{instant.isoformat()}'::timestamptz$$"
        )

    def behind(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What nobody in the product can do or see: a statement of the superuser's."""
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(statement, [str(v) if isinstance(v, UUID) else v for v in values] or None)
            found = cursor.fetchall() if cursor.description else []
            cursor.execute("SET LOCAL ROLE pps_app")
        return found

    def do(self, who: str, statement: str, *values: Any) -> Any:
        """One statement on somebody's behalf ("worker": the worker's): what it gave, or its error code."""
        actor = WORKER if who == "worker" else self.world.people[who].pk
        try:
            with acting_as(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [str(v) if isinstance(v, UUID) else v for v in values])
                return cursor.fetchone()[0]
        except Error as error:
            return error.__cause__.pgcode  # type: ignore[union-attr]

    def forgive(self) -> None:
        """Nobody is shut out for fifty refusals in ten minutes, as whoever walks for long would be."""
        self.behind("ALTER TABLE audit_accessevent DISABLE TRIGGER append_only_delete")
        self.behind("DELETE FROM audit_accessevent WHERE verb = 'refused'")
        self.behind("ALTER TABLE audit_accessevent ENABLE ALWAYS TRIGGER append_only_delete")

    def membership(self, which: UUID, columns: str = "state") -> Any:
        """Columns of one membership as they stand."""
        found = self.behind(f"SELECT {columns} FROM teams_membership WHERE id = %s", which)[0]
        return found[0] if len(found) == 1 else found

    def current(self, who: str) -> UUID:
        """Somebody's membership in their own right."""
        found = "SELECT id FROM teams_membership WHERE user_id = %s AND state = 'current' AND role <> 'acting_manager'"
        return self.behind(found, self.world.people[who].pk)[0][0]  # type: ignore[no-any-return]

    def cases(self, who: str) -> int:
        """How many of Barnet's cases somebody sees: the same in both gates, or the test fails here."""
        with acting_as(self.world.people[who].pk), connection.cursor() as cursor:
            python = len(team_ids(self.world.people[who], "see_cases"))
            cursor.execute("SELECT count(*) FROM cases_case")
            database = cursor.fetchone()[0]
        assert python == database
        return int(database)

    def holds(self, who: str, verb: str) -> bool:
        """Whether somebody holds a verb on Barnet: the same in both gates, or the test fails here."""
        team = self.world.ids["team"]
        with acting_as(self.world.people[who].pk):
            python = Team.objects.where(self.world.people[who], verb).filter(pk=team).exists()
        database = self.do(who, "SELECT %s::uuid = ANY (gate.teams_where(%s))", team, verb)
        assert python == database
        return python

    def sessions(self, who: str) -> int:
        """How many sessions somebody has."""
        found = self.behind("SELECT count(*) FROM vault.session WHERE person = %s", self.world.people[who].pk)
        return int(found[0][0])


@contextmanager
def staged(world: World) -> Iterator[Stage]:
    """Set the stage in the world's database, and leave no trace of what was played on it."""
    url, mine = urlsplit(os.environ["PPS_TEST_ADMIN_URL"]), connection.settings_dict
    before = {name: mine[name] for name in ("USER", "PASSWORD")}
    connection.close()
    mine.update(USER=unquote(url.username or ""), PASSWORD=unquote(url.password or ""))
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE pps_app")
            yield Stage(world)
            transaction.set_rollback(True)
    finally:
        connection.close()
        mine.update(before)
