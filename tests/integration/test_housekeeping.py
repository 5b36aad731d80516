"""Housekeeping as the worker does it: outside any request, each part in a transaction of its own, harmless twice."""

from datetime import timedelta

from foundation import clock
from pps_barnet.housekeeping import keep_house
from tests.security.conftest import build_world
from tests.security.raw import rows, superuser_cursor


def test_a_membership_whose_time_is_over_is_closed_once(own_database: str) -> None:
    caspian = build_world().people["caspian"]
    with superuser_cursor() as cursor:
        over = "UPDATE teams_membership SET until = %s WHERE user_id = %s"
        cursor.execute("SET session_replication_role = replica")  # as time would: nobody brings an end to before now
        cursor.execute(over, [clock.now() + timedelta(microseconds=1), str(caspian.pk)])
    assert [keep_house()["memberships closed"] for _ in range(2)] == [1, 0]
    with superuser_cursor() as cursor:
        state = "SELECT state, ended_at = until, ended_by_id FROM teams_membership WHERE user_id = %s"
        assert rows(cursor, state, [str(caspian.pk)]) == [("ended", True, None)]
