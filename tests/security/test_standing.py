"""Who says that a membership is still right, and who writes down what a colleague was trained in: by raw SQL as each
person, and through the pages."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError

from foundation import clock
from foundation.rowsecurity.context import acting_as
from teams.models import Membership, Recertification
from teams.models.standing import months_after, to_confirm_by
from teams.presenting.standing import date_rows, due_in_words, standing_of
from tests.conftest import asking_as
from tests.security.conftest import EVERYBODY, World
from tests.security.stage import Stage, staged

NOW = datetime.fromisoformat("2031-03-03T09:00:00+00:00")
RIGHT, DATE = "SELECT gate.recertify(%s::uuid[])", "SELECT gate.record_staff_date(%s, %s, %s, NULL)"
DEPUTY = "SELECT gate.name_deputy(%s, %s, 'On leave', NULL, %s)"
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


def test_the_teams_page_says_whose_agreement_is_missing_and_what_is_out_of_date(on: Stage) -> None:
    caspian, page = on.current("caspian"), f"/teams/{on.world.ids['team']}/"
    unsigned, late = "Confidentiality agreement: not signed", "Training in safeguarding, level 2: out of date"
    delphine = on.world.client("delphine")
    before = delphine.get(page).content.decode()
    assert late not in before
    on.do("delphine", DATE, caspian, "agreement", clock.today())
    on.do("delphine", DATE, caspian, "safeguarding_2", months_after(clock.today(), -25))
    on.do("delphine", DATE, caspian, "dbs", months_after(clock.today(), -25))  # which counts for longer
    after = delphine.get(page).content.decode()
    assert after.count(unsigned) == before.count(unsigned) - 1 > 0
    assert (after.count(late), "DBS check: " in after) == (1, False)
    for who in ("ignatius", "ottoline", "caspian"):
        assert unsigned not in on.world.client(who).get(page).content.decode(), who


def test_two_who_confirm_somebody_in_the_same_instant_are_both_on_record(on: Stage) -> None:
    """And every page names the same one of them as the last."""
    on.do("delphine", DEPUTY, on.world.ids["team"], on.world.people["ottoline"].pk, NOW + timedelta(hours=1))
    assert [right(on, who, "caspian") for who in ("delphine", "ottoline")] == [1, 1]
    rows = on.behind("SELECT id, by_id, at FROM teams_recertification ORDER BY id")
    assert ({at for _, _, at in rows}, len({by for _, by, _ in rows})) == ({NOW}, 2)
    with acting_as(on.world.people["delphine"].pk):
        membership = Membership.objects.get(pk=on.current("caspian"))
        last = Recertification.objects.visible_to(on.world.people["delphine"]).newest([membership])
    assert last[membership.pk].pk == rows[-1][0]


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
