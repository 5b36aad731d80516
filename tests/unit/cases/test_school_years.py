"""When somebody becomes a young person, and which school year they are in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.school_years import FRIDAY, curriculum_year, school_year_of, young_person_from

BIRTHS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("born", "begins"),
    [
        (date(2010, 8, 31), date(2026, 6, 26)),
        (date(2010, 9, 1), date(2027, 6, 25)),
        (date(2011, 8, 31), date(2027, 6, 25)),
        (date(2008, 2, 29), date(2024, 6, 28)),
        (date(2012, 2, 29), date(2028, 6, 30)),  # the last day of the month is the Friday
        (date(2084, 2, 29), date(2100, 6, 25)),  # 2100 has no such day
        (date(2009, 12, 31), date(2026, 6, 26)),
        (date(2010, 1, 1), date(2026, 6, 26)),
    ],
)
def test_own_rights_begin_on_the_last_friday_in_june(born: date, begins: date) -> None:
    assert young_person_from(born) == begins


@given(BIRTHS)
def test_it_is_a_friday_in_june_and_no_later_one_is(born: date) -> None:
    begins = young_person_from(born)
    assert (begins.weekday(), begins.month) == (FRIDAY, 6)
    assert (begins + timedelta(days=7)).month == 7


@given(BIRTHS)
def test_it_is_in_the_school_year_of_the_sixteenth_birthday(born: date) -> None:
    feast = born.replace(day=28) if (born.month, born.day) == (2, 29) else born
    assert school_year_of(young_person_from(born)) == school_year_of(feast.replace(year=born.year + 16))


@given(BIRTHS)
def test_everybody_of_one_school_year_has_the_same_day(born: date) -> None:
    first, last = date(school_year_of(born) - 1, 9, 1), date(school_year_of(born), 8, 31)
    assert young_person_from(first) == young_person_from(born) == young_person_from(last)
    assert young_person_from(last + timedelta(days=1)) > young_person_from(born)


@pytest.mark.parametrize(
    ("born", "today", "year"),
    [
        (date(2018, 10, 2), date(2026, 11, 23), 3),
        (date(2022, 8, 31), date(2026, 9, 1), 0),
        (date(2022, 9, 1), date(2026, 9, 1), None),
        (date(2010, 8, 31), date(2026, 8, 31), 11),
        (date(2010, 8, 31), date(2026, 9, 1), 12),
        (date(2008, 9, 1), date(2027, 8, 31), 13),
        (date(2008, 8, 31), date(2027, 8, 31), None),
    ],
)
def test_the_school_year_follows_from_the_day_that_rights_begin(born: date, today: date, year: int | None) -> None:
    assert curriculum_year(young_person_from(born), today) == year
