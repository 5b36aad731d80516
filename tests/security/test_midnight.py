"""A permission begins and ends at midnight in London whatever the clocks do, and in the database at the same
microsecond as in Python (D20, P4)."""

from datetime import date, datetime, timedelta

import pytest

from consent.forms.permission import _end_of
from foundation import clock
from tests.security.conftest import World
from tests.security.stage import staged

MOMENT = timedelta(microseconds=1)
DAYS = [
    date(2026, 12, 31),
    date(2027, 3, 27),  # the clocks go forward in its night
    date(2027, 3, 28),  # a day of 23 hours
    date(2027, 10, 31),  # a day of 25
]
MINT = (
    "SELECT gate.mint_permission(%s, %s, %s, 'support_in_school', ARRAY['existence', 'sen_needs'], %s::uuid[], true,"
    " false, false)"
)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_is_minted_from_midnight_on(world: World, day: date) -> None:
    ends = _end_of(day)
    assert minted_around(world, ends, ends - timedelta(days=9), ends) == ["D16", "23514", "23514"]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_is_minted_before_the_midnight_with_which_it_begins(world: World, day: date) -> None:
    begins = clock.at(day)
    assert minted_around(world, begins, begins, begins + timedelta(days=9)) == ["23514", "D16", "D16"]


def minted_around(world: World, midnight: datetime, begins: datetime, ends: datetime) -> list[str]:
    """What the database answers a moment before, at and after a midnight, to somebody who tells on a permission."""
    consent = world.ids["consent"]
    with staged(world) as stage:
        stage.behind(
            "UPDATE consent_consent SET valid_from = %s, expires_at = %s, review_due = NULL WHERE id = %s",
            begins,
            ends,
            consent,
        )
        subjects = stage.behind("SELECT subjects::text FROM consent_consent WHERE id = %s", consent)[0][0]
        answers = []
        for instant in (midnight - MOMENT, midnight, midnight + MOMENT):
            stage.at(instant)
            fresh = stage.behind("SELECT gen_random_uuid()")[0][0]
            answers.append(stage.do("ottoline", MINT, fresh, consent, world.ids["recipient"], subjects))
    return answers
