"""The school year: when somebody becomes a young person with rights of their own, and which year they are in.

A school year runs from 1 September to 31 August. Compulsory school age ends on the last Friday in June of the school
year in which somebody turns 16 (Education Act 1996, section 8, and the order under it); from that day the rights under
Part 3 of the Children and Families Act 2014 are the young person's own, until 25.
"""

from datetime import date, timedelta

SEPTEMBER = 9
FRIDAY = 4
LEAVING_AGE = 16
OLDEST = 25
LEAVING_YEAR = 11  # the National Curriculum year in which people turn 16


def young_person_from(born: date) -> date:
    """The last Friday in June of the school year in which somebody born that day turns 16."""
    end = date(school_year_of(born) + LEAVING_AGE, 6, 30)
    return end - timedelta(days=(end.weekday() - FRIDAY) % 7)


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of a day ends."""
    return day.year + (1 if day.month >= SEPTEMBER else 0)


def curriculum_year(leaves: date, today: date) -> int | None:
    """The National Curriculum year of somebody who leaves school on a day; 0 is Reception, None before and after."""
    year = LEAVING_YEAR - (leaves.year - school_year_of(today))
    return year if 0 <= year <= LEAVING_YEAR + 2 else None
