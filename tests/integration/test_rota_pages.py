"""The rota and the directory through their pages: kept by the manager, read by workers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from foundation import clock
from foundation.working_days import is_working_day
from safeguarding.models import RotaSlot, Route
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in

pytestmark = pytest.mark.django_db


def a_whole_week() -> date:
    """The Monday of a week to come that has no bank holiday in it."""
    monday = clock.today() + timedelta(days=14 - clock.today().weekday())
    while not all(is_working_day(monday + timedelta(days=n)) for n in range(5)):
        monday += timedelta(days=7)
    return monday


def typed(days: int) -> str:
    """A day of that week, or so many days from its Monday, as somebody types it."""
    return f"{MONDAY + timedelta(days=days):%-d %B %Y}"


MONDAY = a_whole_week()
TURN = {
    "username": "honoria",
    "telephone": "020 7946 0000",
    "for_adults": "children",
    "position": "1",
    "first_day": typed(0),
    "begins": "9am",
    "last_day": typed(6),
    "ends": "5pm",
    "pattern": "hours",
}


@pytest.fixture
def delphine(sign_in: SignIn) -> Client:
    return sign_in("delphine")


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_week_of_working_hours_is_five_turns_and_one_can_be_taken_back(
    delphine: Client, sign_in: SignIn, cast: dict[str, User]
) -> None:
    answer = delphine.post("/rota/add/", TURN)
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(cast["delphine"]):
        turns = list(RotaSlot.objects.order_by("starts_at"))
    hours = [(clock.london(turn.starts_at), clock.london(turn.ends_at)) for turn in turns]
    assert [(start.date(), f"{start:%H}", f"{end:%H}") for start, end in hours] == [
        (MONDAY + timedelta(days=n), "09", "17") for n in range(5)
    ]
    page = said(sign_in("ottoline").get("/rota/"))
    assert "Honoria Vance-Tully" in page and "Take back" not in page
    assert delphine.post(f"/rota/{turns[0].pk}/withdraw/").status_code == 302
    with asking_as(cast["delphine"]):
        assert RotaSlot.objects.standing().count() == 4


def test_all_hours_of_some_days_are_one_turn(delphine: Client, cast: dict[str, User]) -> None:
    assert delphine.post("/rota/add/", TURN | {"pattern": "whole", "for_adults": "adults"}).status_code == 302
    with asking_as(cast["delphine"]):
        turn = RotaSlot.objects.get()
        assert turn.for_adults and (turn.ends_at - turn.starts_at).days == 6


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"username": "nobody"}, "Nobody has this user name"),
        ({"last_day": typed(-1)}, "the first day or a later one"),
        ({"last_day": typed(115)}, "within two months"),
        ({"ends": "8am"}, "later than the time they begin"),
    ],
)
def test_what_is_wrong_with_a_turn_is_said(delphine: Client, change: dict[str, str], error: str) -> None:
    answer = delphine.post("/rota/add/", TURN | change)
    assert answer.status_code == 200
    assert error in said(answer)


def test_a_place_is_added_checked_and_taken_out(delphine: Client, cast: dict[str, User]) -> None:
    place = {"kind": "lado", "name": "Invented officer", "authority": "302", "telephone": "020 7946 0002"}
    assert delphine.post("/directory/add/", place).status_code == 302
    with asking_as(cast["delphine"]):
        route = Route.objects.get()
    checked = {"on": "27 July 2026", "name": "Invented officer", "telephone": "020 7946 0003"}
    assert delphine.post(f"/directory/{route.pk}/check/", checked).status_code == 302
    page = said(delphine.get("/directory/"))
    assert "020 7946 0003" in page and "Check this number" in page  # 27 July is more than ninety days ago
    assert delphine.post(f"/directory/{route.pk}/withdraw/").status_code == 302
    assert "Invented officer" not in said(delphine.get("/directory/"))


def test_the_days_that_do_not_count_say_who_reviewed_them(delphine: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 28))
    page = said(delphine.get("/working-days/"))
    assert "Friday 25 December 2026" in page and "Published by GOV.UK" in page
