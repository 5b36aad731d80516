"""The home page counts all there is, also what it has no room to list."""

from datetime import timedelta

import pytest

from cases import actions
from cases.models import Case
from foundation import clock
from pps_barnet.pages.home import TASKS
from teams.models import User
from tests.conftest import SignIn, asking_as


@pytest.mark.django_db
def test_more_overdue_tasks_than_fit_are_all_counted(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        for _ in range(TASKS + 2):
            yesterday = clock.today() - timedelta(days=1)
            actions.add_task(by=ottoline, case=case, title="Call back", due=yesterday, assigned_to=ottoline)
    shown = sign_in("ottoline").get("/")
    tiles = {tile.label: tile.number for tile in shown.context["tiles"]}
    assert (tiles["My tasks overdue"], tiles["My tasks due today"]) == (TASKS + 2, 1)
    assert len(shown.context["tasks"]) == TASKS
