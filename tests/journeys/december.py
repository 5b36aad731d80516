"""The product on days of December 2026, line by line as the scenarios tell them: its process, its database and the test
read one time."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from foundation import clock
from foundation.rowsecurity.roles import create_database, drop_database
from pps_barnet.demonstration.concerns import keep_rota_and_directory
from teams.models import Team
from tests import databases
from tests.conftest import asking_as, person
from tests.journeys.serving import AT_A_TIME, CLOCK, serving
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it, then_nothing_sticks_out

WIDTHS = (1280, 375)


class December:
    """The product on the days of the scenario: its process, its database and this test read one time."""

    def __init__(self, database: str, file: Path) -> None:
        self.address, self.database, self.file = "", database, file

    def at(self, day: int, hour: int, minute: int) -> None:
        instant = datetime(2026, 12, day, hour, minute, tzinfo=clock.LONDON)
        self.file.write_text(instant.isoformat())
        with databases.superuser(self.database) as server, server.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
                f" AS $$SELECT '{instant.isoformat()}'::timestamptz$$"
            )
            server.commit()

    def sits_down(self, page: Page, name: str, path: str = "/") -> None:
        """Somebody signs in anew: half an hour later they are signed out."""
        page.context.clear_cookies()
        given_signed_in(page, name, self.address)
        page.goto(f"{self.address}{path}")


@pytest.fixture
def december(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker_id: str, django_db_blocker: Any) -> Iterator[Any]:
    name, file = f"{databases.PREFIX}_december_{worker_id}", tmp_path / "now"
    with django_db_blocker.unblock(), databases.superuser() as server:
        drop_database(server, name)
        create_database(server, name, databases.template())
        monkeypatch.setenv(CLOCK, str(file))
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(file.read_text()))
        found = December(name, file)
        found.at(23, 10, 5)
        with databases.pointed_at(name), serving(name, tmp_path / "web.log", AT_A_TIME) as served:
            found.address = served.address
            delphine = person("delphine")
            with asking_as(delphine):
                keep_rota_and_directory(delphine, Team.objects.get(pk__in=Team.objects.where(delphine, "see_cases")))
            yield found
        drop_database(server, name)


def then_it_is_for_everybody(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(page)
        then_anybody_can_use_it(page)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def press(page: Page, words: str) -> None:
    main(page).get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    main(page).get_by_role("link", name=words, exact=True).click()


def due(page: Page) -> Any:
    return page.get_by_role("region", name="Due", exact=True)
