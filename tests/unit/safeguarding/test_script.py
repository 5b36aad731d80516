"""The script of a call: what nobody filled in is not what somebody was told."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from safeguarding.models import Concern
from safeguarding.presenting.discussing import ASK, SEEN, THINK, filled_in, script_about_child, script_of
from safeguarding.vocabulary import Subject
from teams.models import Team

OPENS = "I am calling from Parent Partnership Barnet."
NOW = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (f"{OPENS}\n{SEEN}\n\n{THINK}\n\n{ASK}", f"{OPENS}\n{ASK}"),
        (f"{OPENS}\r\n{SEEN}\r\nHe is hungry\r\n{THINK}\r\n\r\n{ASK}", f"{OPENS}\n{SEEN}\nHe is hungry\n{ASK}"),
        (
            f"{OPENS}\n{SEEN}\n\nHe is hungry\n{THINK} refer\n{ASK}",
            f"{OPENS}\n{SEEN}\n\nHe is hungry\n{THINK} refer\n{ASK}",
        ),
        (f"{SEEN}\n\n{THINK}\n", ""),
        ("Their own words,\n\nin two paragraphs", "Their own words,\n\nin two paragraphs"),
    ],
)
def test_only_what_was_filled_in_is_left(told: str, shown: str) -> None:
    assert filled_in(told) == shown


@pytest.mark.parametrize("script", [script_of, script_about_child])
def test_every_line_of_a_script_that_ends_with_a_colon_is_one_to_fill_in(script: Callable[[Concern], str]) -> None:
    concern = Concern(subject=Subject.CHILD, aware_at=NOW, team=Team(name="North", service="Fernhill Parents"))
    assert "I am calling from Fernhill Parents." in script(concern)
    assert ":" not in [line[-1:] for line in filled_in(script(concern)).splitlines()]
