"""Figures of cases while several people move cases at once, and when something has gone wrong with them."""

import pytest

from cases.listing import counts_by_status
from pps_barnet.housekeeping import keep_house
from tests import databases
from tests.conftest import asking_as, open_a_case
from tests.security.conftest import World
from tests.security.raw import own_context, say, superuser_cursor
from tests.security.test_caseload import FOLD, plainly_counted


def test_two_who_move_cases_of_one_team_wait_for_nothing(own_world: World) -> None:
    """Nor do they wait for whoever folds, nor that one for them; and what they moved is counted."""
    people = [own_world.people["ottoline"], own_world.people["caspian"]]
    cases = [open_a_case(person) for person in people]
    made = [databases.connect("APP") for _ in people]
    for open_transaction, person, case in zip(made, people, cases, strict=True):
        cursor = open_transaction.cursor()
        say(cursor, own_context(cursor, person.pk))
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        cursor.execute(
            "INSERT INTO cases_statuschange (id, case_id, team_id, status_from, status_to, reason, outcomes,"
            " recorded_at, recorded_by_id) VALUES (gen_random_uuid(), %s, %s, 'open', 'inactive', '', '{}', now(), %s)",
            [str(case.pk), str(case.team_id), str(person.pk)],
        )
        with superuser_cursor() as other:
            other.execute("SET lock_timeout = '300ms'")
            other.execute(FOLD, [str(case.team_id)])
    for open_transaction in made:
        open_transaction.commit()
        open_transaction.close()
    with asking_as(people[0]):
        assert counts_by_status(people[0])["inactive"] == 2
        assert counts_by_status(people[0]) == plainly_counted(people[0])


def test_figures_that_are_wrong_are_mended_within_the_hour(own_world: World, caplog: pytest.LogCaptureFixture) -> None:
    with superuser_cursor() as cursor:
        cursor.execute("DELETE FROM vault.caseload WHERE team = %s", [str(own_world.barnet.team_id)])
    ottoline = own_world.people["ottoline"]
    with asking_as(ottoline):
        assert (counts_by_status(ottoline)["open"], plainly_counted(ottoline)["open"]) == (0, 1)
    assert [keep_house()["figures mended"] for _ in range(2)] == [1, 0]
    assert "1 of the figures kept of cases was wrong" in caplog.text
    with asking_as(ottoline):
        assert counts_by_status(ottoline) == plainly_counted(ottoline)
