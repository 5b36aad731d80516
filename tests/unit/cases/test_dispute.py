"""Until when mediation and an appeal can be asked for, worked out by hand."""

from datetime import date

import pytest

from cases.deadlines import appeal_by, mediate_by

DECIDED = date(2026, 9, 15)


def test_mediation_is_asked_for_within_two_months_of_the_decision() -> None:
    assert mediate_by(DECIDED) == date(2026, 11, 15)
    assert mediate_by(date(2026, 12, 31)) == date(2027, 2, 28)
    assert mediate_by(None) is None


@pytest.mark.parametrize(
    ("certified", "last"),
    [
        (None, date(2026, 11, 15)),
        (date(2026, 9, 20), date(2026, 11, 15)),  # a month later is sooner
        (date(2026, 10, 15), date(2026, 11, 15)),
        (date(2026, 11, 10), date(2026, 12, 10)),
    ],
)
def test_an_appeal_is_made_by_the_later_of_two_days(certified: date | None, last: date) -> None:
    assert appeal_by(DECIDED, certified) == last


def test_without_the_decision_nobody_can_say_until_when_to_appeal() -> None:
    assert appeal_by(None, date(2026, 11, 10)) is None
