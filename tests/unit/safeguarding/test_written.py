"""What the written referral says of agreement, and what of an adult can be told: on plain values."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from foundation import clock
from safeguarding.models import Concern, Route
from safeguarding.presenting.referring import Written, pieces_of, route_words, snapshot_of
from teams.models import Team

NOON = datetime(2026, 12, 23, 12, tzinfo=UTC)


def sections(subject: str, agrees: bool | None) -> dict[str, dict[str, str]]:
    concern = Concern(subject=subject, team=Team(name="T"), urgency="welfare", parent_told="no", reference="A" * 9)
    text = snapshot_of(Written(concern, "Hub", [], "Somebody", NOON, [], protect_source=False, agrees=agrees))
    return {heading: dict(rows) for heading, rows in json.loads(text)["sections"]}


@pytest.mark.parametrize(
    ("subject", "agrees", "words"),
    [
        ("child", None, "Agreement was not asked for"),
        ("self_harm", True, "Agreement was not asked for"),
        ("adult", True, "The adult agrees"),
        ("adult", False, "The adult does not agree"),
        ("adult", None, "The adult has not been asked yet"),
    ],
)
def test_agreement_is_said_as_it_was(subject: str, agrees: bool | None, words: str) -> None:
    """An adult is asked first (D9): the paper does not say that they were not."""
    assert sections(subject, agrees)["What we ask"]["Agreement"].startswith(words)


def test_of_an_adult_it_says_whether_they_know_themself() -> None:
    assert sections("adult", agrees=True)["The adult"] == {"Does the adult know?": "No"}
    assert sections("child", agrees=None)["The parent"] == {"Does the parent know?": "No"}


def test_the_three_part_test_can_be_told_part_by_part() -> None:
    answers: dict[str, Any] = {"needs_care": True, "at_risk": True, "cannot_protect": True, "has_capacity": False}
    told = {piece.label: piece.text for piece in pieces_of(Concern(subject="adult", **answers), "")}
    assert told["Do they need care and support?"] == told["Are they unable to protect themself?"] == "Yes"
    assert told["Can they decide this for themself?"] == "No"


@pytest.mark.parametrize(
    ("checked", "words"),
    [(date(2026, 12, 1), ""), (date(2026, 7, 1), "Last checked 1 July 2026"), (None, "Last checked never")],
)
def test_a_number_that_nobody_checked_for_long_says_so(
    monkeypatch: pytest.MonkeyPatch, checked: date | None, words: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    said = route_words(Route(kind="mash", telephone="020 7946 0101", verified_on=checked))
    assert words in said and ("Last checked" in said) == bool(words)
