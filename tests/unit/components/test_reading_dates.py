"""What people type for dates and times, and what is made of it."""

from datetime import date, time

import pytest

from foundation.components.reading import needs_half_of_day, read_month, read_near_date, read_time, read_year

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("27 3 2026", date(2026, 3, 27)),
        ("27/3/26", date(2026, 3, 27)),
        ("27.03.2026", date(2026, 3, 27)),
        ("27-3-26", date(2026, 3, 27)),
        ("2026-03-27", date(2026, 3, 27)),
        ("27 March 2026", date(2026, 3, 27)),
        ("27th mar 2026", date(2026, 3, 27)),
        ("Friday 27 March 2026", date(2026, 3, 27)),
        ("Sun 22 November", date(2026, 11, 22)),
        ("  27   sept  2026 ", date(2026, 9, 27)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 21)),
        ("tomorrow", date(2026, 11, 23)),
        ("29 2 2028", date(2028, 2, 29)),
    ],
)
def test_a_near_date_takes_many_forms(typed: str, expected: date) -> None:
    assert read_near_date(typed, TODAY) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "27", "31 2 2026", "29/2/26", "27 3 126", "27 13 2026", "27 ma 2026", "next week", "٢٧/٣/٢٦", "27 3 2026 x"],
)
def test_what_is_not_a_date_is_not_guessed(typed: str) -> None:
    assert read_near_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("leaning", "expected"),
    [("", date(2027, 1, 3)), ("past", date(2026, 1, 3)), ("future", date(2027, 1, 3))],
)
def test_a_missing_year_leans_as_the_question_does(leaning: str, expected: date) -> None:
    assert read_near_date("3 January", TODAY, leaning) == expected


def test_a_missing_year_may_be_this_very_day_either_way() -> None:
    assert read_near_date("22 November", TODAY, "past") == read_near_date("22 November", TODAY, "future") == TODAY


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("3", 3), ("03", 3), ("March", 3), ("SEPT", 9), ("jun.", 6), ("ju", None), ("13", None), ("0", None)],
)
def test_months(typed: str, expected: int | None) -> None:
    assert read_month(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"), [("2014", 2014), ("14", None), ("0014", None), ("20145", None), ("２０１４", None)]
)
def test_a_birth_year_has_four_plain_digits(typed: str, expected: int | None) -> None:
    assert read_year(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2:05pm", time(14, 5)),
        ("2.05 pm", time(14, 5)),
        ("2:05 P.M.", time(14, 5)),
        ("14:05", time(14, 5)),
        ("1405", time(14, 5)),
        ("2pm", time(14)),
        ("12am", time(0)),
        ("12:30pm", time(12, 30)),
        ("00:00", time(0)),
        ("noon", time(12)),
        ("Midnight", time(0)),
    ],
)
def test_a_time_by_either_clock(typed: str, expected: time) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "14", "25:00", "14:60", "14:05pm", "0:30am", "half past two", "2:5pm"])
def test_what_is_not_a_time_is_not_guessed(typed: str) -> None:
    assert read_time(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected"), [("2:05", True), ("9.30", True), ("02:05", False), ("14:05", False), ("2:05pm", False)]
)
def test_only_an_unclear_half_of_the_day_is_asked_about(typed: str, expected: bool) -> None:
    assert needs_half_of_day(typed) is expected
