"""The product on days of December 2026, line by line as the scenarios tell them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from pps_barnet.demonstration.concerns import keep_rota_and_directory
from teams.models import Team
from tests.conftest import asking_as, person
from tests.journeys.days import Days, days_of
from tests.journeys.steps import main, then_anybody_can_use_it, then_nothing_sticks_out

WIDTHS = (1280, 375)


class December(Days):
    """Days of one month, on which somebody is on duty."""

    def at(self, *when: int) -> None:
        """It is this day, hour and minute of December 2026."""
        super().at(2026, 12, *when)

    def sits_down(self, page: Page, name: str, path: str = "/") -> None:
        super().sits_down(page, name, path)


@pytest.fixture
def december(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker_id: str, django_db_blocker: Any) -> Iterator[Any]:
    with days_of(f"december_{worker_id}", tmp_path, monkeypatch, django_db_blocker, 23, 10, 5, kind=December) as found:
        delphine = person("delphine")
        with asking_as(delphine):
            keep_rota_and_directory(delphine, Team.objects.get(pk__in=Team.objects.where(delphine, "see_cases")))
        yield found


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
