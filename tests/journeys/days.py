"""The product on the days of a scenario: its process, its database and the test read one time, which the test sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from foundation import clock
from foundation.rowsecurity.roles import create_database, drop_database
from tests import databases
from tests.journeys.serving import AT_A_TIME, CLOCK, SLOWER, said_in, serving
from tests.journeys.steps import given_signed_in


class Days:
    """A database and a server of their own, at a time that this says."""

    def __init__(self, database: str, file: Path) -> None:
        self.address, self.database, self.file = "", database, file

    def at(self, *when: int) -> None:
        """It is this year, month, day, hour and minute in London now, and on from there as ``said_in`` tells."""
        instant = datetime(*when, tzinfo=clock.LONDON)  # type: ignore[misc,arg-type]
        since = datetime.now(UTC)
        replaced = self.file.with_suffix(".next")  # whole at once: the server may be reading
        replaced.write_text(f"{instant.isoformat()} {since.isoformat()}")
        replaced.replace(self.file)
        passed = f"(statement_timestamp() - '{since.isoformat()}'::timestamptz) / {SLOWER}"
        with databases.superuser(self.database) as server, server.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
                f" AS $$SELECT '{instant.isoformat()}'::timestamptz + {passed}$$"
            )
            server.commit()

    def sits_down(self, page: Page, name: str, path: str = "") -> None:
        """Somebody signs in anew: half an hour later they are signed out."""
        page.context.clear_cookies()
        given_signed_in(page, name, self.address)
        if path:
            page.goto(f"{self.address}{path}")


@contextmanager
def days_of(
    scenario: str, folder: Path, patch: pytest.MonkeyPatch, blocker: Any, *begins: int, kind: type[Days] = Days
) -> Iterator[Any]:
    """The days of one scenario, from ``begins`` on."""
    name, file = f"{databases.PREFIX}_{scenario}", folder / "now"
    with blocker.unblock(), databases.superuser() as server:
        drop_database(server, name)
        create_database(server, name, databases.template())
        patch.setenv(CLOCK, str(file))
        patch.setattr(clock, "now", lambda: said_in(file))
        found = kind(name, file)
        found.at(*begins)
        _have_worked_there_before(name)
        with databases.pointed_at(name), serving(name, folder / "web.log", AT_A_TIME) as served:
            found.address = served.address
            yield found
        drop_database(server, name)


def _have_worked_there_before(database: str) -> None:
    """The cast was in its teams before the scenario begins, whenever the database was made."""
    with databases.superuser(database) as server, server.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("teams_membership", "teams_teampermission"):
            cursor.execute(f"UPDATE {table} SET since = since - interval '3 years'")  # noqa: S608 -- names of ours
        server.commit()
