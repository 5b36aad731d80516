"""How a family reaches the service: its own addresses, and none that nobody has in production."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from foundation.checks import production_can_be_reached
from pps_barnet.reached import INVENTED, Service, how_to_reach_us

OURS = Service("A service", "1 High Street", "020 8359 0000", "us@service.example")
WRONG = [
    "",
    "{",
    "[]",
    '{"name": "x"}',
    json.dumps(asdict(OURS) | {"post": ""}),
    json.dumps(asdict(OURS) | {"fax": "1"}),
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PPS_SERVICE", str(tmp_path / "service.json"))
    return tmp_path / "service.json"


def test_without_a_file_it_is_invented() -> None:
    assert how_to_reach_us() == INVENTED
    assert INVENTED.invented and INVENTED.telephone.startswith("020 7946 0") and INVENTED.email.endswith(".example")


def test_a_file_says_it(file: Path) -> None:
    file.write_text(json.dumps(asdict(OURS)))
    assert how_to_reach_us() == OURS


@pytest.mark.parametrize("text", WRONG)
def test_a_file_that_says_too_little_stops_the_start(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="does not say how to reach the service"):
        how_to_reach_us()


@pytest.mark.parametrize(
    ("production", "service", "faults"),
    [(True, INVENTED, 1), (False, INVENTED, 0), (True, replace(INVENTED, invented=False), 0)],
)
def test_production_does_not_start_with_it_invented(
    settings: Any, production: bool, service: Service, faults: int
) -> None:
    settings.PRODUCTION, settings.SERVICE = production, service
    assert len(production_can_be_reached()) == faults
