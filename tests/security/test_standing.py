"""Who says that a membership is still right, and who writes down what a colleague was trained in: by raw SQL as each
person, and through the pages."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError

from teams.models import Membership, Recertification
from teams.models.standing import months_after, to_confirm_by
from teams.presenting.standing import date_rows, due_in_words, standing_of
from tests.conftest import asking_as
from tests.security.conftest import EVERYBODY, World
from tests.security.stage import Stage, staged

NOW = datetime.fromisoformat("2031-03-03T09:00:00+00:00")
RIGHT, DATE = "SELECT gate.recertify(%s::uuid[])", "SELECT gate.record_staff_date(%s, %s, %s, NULL)"
DENIED, NOT_YET = "42501", "22007"


@pytest.fixture
def on(world: World) -> Iterator[Stage]:
    with staged(world) as stage:
        stage.at(NOW)
        yield stage


def right(on: Stage, who: str, *whose: str) -> object:
    return on.do(who, RIGHT, [str(on.current(name)) for name in whose])


def test_the_manager_confirms_everybody_else_and_an_administrator_a_manager(on: Stage) -> None:
    for whose, allowed in (("caspian", {"delphine"}), ("ignatius", {"delphine"}), ("delphine", {"ignatius"})):
        assert {who for who in EVERYBODY if right(on, who, whose) != DENIED} == allowed, whose
    assert right(on, "delphine", "caspian", "ottoline") == 2
    assert right(on, "delphine", "caspian", "delphine") == DENIED  # all of them or none
    assert right(on, "delphine", "bartholomew") == DENIED
    seen = {who: on.do(who, "SELECT count(*) FROM teams_recertification") for who in EVERYBODY}
    assert {who: many for who, many in seen.items() if many} == {"delphine": 5, "ignatius": 5}
    for table in ("recertification", "staffdate"):
        assert on.do("delphine", f"UPDATE teams_{table} SET team_id = team_id RETURNING 1") == DENIED  # noqa: S608
    with pytest.raises(Exception, match="what was certified is kept"):
        on.behind("DELETE FROM teams_recertification")


def test_a_colleagues_dates_are_written_by_the_manager_and_read_by_the_two(on: Stage) -> None:
    caspian = on.current("caspian")
    wrote = {who: on.do(who, DATE, caspian, "dbs", date(2031, 1, 5)) for who in EVERYBODY}
    assert {who for who, how in wrote.items() if how != DENIED} == {"delphine"}
    assert on.do("delphine", DATE, on.current("delphine"), "dbs", date(2031, 1, 5)) == DENIED
    assert on.do("delphine", DATE, caspian, "dbs", date(2031, 3, 4)) == NOT_YET
    seen = {who: on.do(who, "SELECT count(*) FROM teams_staffdate") for who in EVERYBODY}
    assert {who for who, many in seen.items() if many} == {"delphine", "caspian"}
    with pytest.raises(IntegrityError, match="nobody_vouches_for_themselves"):
        on.behind(
            'INSERT INTO teams_staffdate (id, user_id, team_id, kind, "on", recorded_by_id, recorded_at)'
            " SELECT gen_random_uuid(), user_id, team_id, 'dbs', NULL, user_id, now()"
            " FROM teams_membership WHERE id = %s",
            caspian,
        )


def test_the_pages_tick_many_at_once_and_show_dates_to_whom_they_are_for(on: Stage) -> None:
    page = f"/teams/{on.world.ids['team']}/still-right/"
    delphine, caspian = on.world.client("delphine"), on.current("caspian")
    assert "Delphine Marrowby, service manager" in delphine.get(page).content.decode()  # for somebody else to confirm
    both = {"right": [str(caspian), str(on.current("ottoline"))]}
    assert delphine.post(page, both).status_code == 302
    assert delphine.post(page, {"right": [str(on.current("delphine"))]}).status_code == 200
    assert on.behind("SELECT count(*) FROM teams_recertification")[0][0] == 2
    dates = f"/teams/memberships/{caspian}/dates/"
    assert delphine.post(dates, {"dbs": "5 1 2026", "agreement": "6 1 2026"}).status_code == 302
    on.at(NOW + timedelta(minutes=1))
    assert delphine.post(dates, {"dbs": "", "agreement": "6 1 2026"}).status_code == 302  # taken back
    for who, reads in (("delphine", True), ("caspian", True), ("ottoline", False), ("ignatius", False)):
        shown = on.world.client(who).get(f"/teams/memberships/{caspian}/").content.decode()
        assert ("6 January 2026" in shown, "5 January 2026" in shown) == (reads, False), who
    assert on.behind("SELECT count(*) FROM teams_staffdate")[0][0] == 3


@pytest.mark.django_db
def test_a_quarter_after_it_was_last_confirmed_it_is_due(world: World) -> None:
    with asking_as(world.people["delphine"]):
        m = Membership.objects.select_related("team", "user").get(user=world.people["caspian"])
        m.confirmed_at = m.since = datetime.fromisoformat("2025-11-30T23:30:00+00:00")
        assert to_confirm_by(m, None) == date(2026, 2, 28)
        assert to_confirm_by(m, Recertification(at=datetime.fromisoformat("2026-06-30T23:30+00:00"))) == date(
            2026, 10, 1
        )
        standing = standing_of(world.people["delphine"], [m])
        assert (due_in_words(standing), standing[0].tag.text) == (
            "1 to confirm, 1 overdue",
            "Overdue since 28 February 2026",
        )
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    told = {row.key: row.value for row in date_rows({"dbs": date(2020, 5, 1), "legal": date(2026, 5, 1)})}
    assert told["DBS check"] == "1 May 2020. Out of date since 1 May 2023"
    assert (told["Legal training"], told["Confidentiality agreement"]) == ("1 May 2026. Due again by 1 May 2029", "")
