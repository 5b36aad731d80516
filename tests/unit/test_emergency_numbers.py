"""Whom to call: the service's own numbers, 999 first, and none that nobody answers in production."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from foundation.checks import production_has_numbers_that_answer
from pps_barnet.emergency import INVENTED, NINES, Number, emergency_numbers

OWN = '[{"name": "The hub", "number": "020 8359 0000", "hours": "Always"}, {"name": "x", "number": "999", "hours": ""}]'


def test_without_a_file_all_but_999_are_invented() -> None:
    assert emergency_numbers() == INVENTED
    assert [number.number for number in INVENTED if not number.invented] == ["999"]
    assert all(number.number.startswith("020 7946 0") for number in INVENTED if number.invented)


def test_a_file_replaces_them_and_999_stays_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "numbers.json").write_text(OWN)
    monkeypatch.setenv("PPS_EMERGENCY_NUMBERS", str(tmp_path / "numbers.json"))
    assert emergency_numbers() == (NINES, Number("The hub", "020 8359 0000", "Always"))


@pytest.mark.parametrize("text", ["", "{", '[{"nobody": "1"}]', "3"])
def test_a_file_that_is_none_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "numbers.json").write_text(text)
    monkeypatch.setenv("PPS_EMERGENCY_NUMBERS", str(tmp_path / "numbers.json"))
    with pytest.raises(ImproperlyConfigured, match="no list"):
        emergency_numbers()


@pytest.mark.parametrize(
    ("production", "numbers", "faults"),
    [(True, INVENTED, 1), (False, INVENTED, 0), (True, (NINES, Number("Hub", "1", "Always")), 0)],
)
def test_production_does_not_start_with_invented_numbers(
    settings: Any, production: bool, numbers: tuple[Number, ...], faults: int
) -> None:
    settings.PRODUCTION, settings.EMERGENCY_NUMBERS = production, numbers
    assert len(production_has_numbers_that_answer()) == faults
