"""A serving process looks at its key first: without one it says how to make one, and every check still answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases.models import Case
from foundation import checks
from foundation.sealing.keyring import provider
from foundation.sealing.provider import make_key_file


@pytest.fixture
def serving(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """A process that is about to serve, whose key file is not there."""
    settings.SERVING_WEB, settings.SEALING_KEY_FILE = True, tmp_path / "sealing.key"
    provider.cache_clear()
    yield settings
    provider.cache_clear()


@pytest.mark.django_db
def test_without_a_key_it_says_once_how_to_make_one(serving: Any) -> None:
    (found,) = checks.the_sealing_key_can_be_used()
    assert found.id == "foundation.E007"
    assert "manage.py make_keys" in (found.hint or "")
    assert checks.the_key_is_the_one_records_were_sealed_with() == []


@pytest.mark.django_db
def test_a_demonstrations_key_is_refused_in_production_alone(serving: Any) -> None:
    make_key_file(serving.SEALING_KEY_FILE, demonstration=True)
    assert checks.the_sealing_key_can_be_used() == []
    provider.cache_clear()
    serving.PRODUCTION = True
    assert [found.id for found in checks.the_sealing_key_can_be_used()] == ["foundation.E007"]


def test_another_key_than_the_records_were_sealed_with_is_refused(case: Case, serving: Any) -> None:
    """The case was sealed before the process looked at its key file, which is a new one."""
    make_key_file(serving.SEALING_KEY_FILE, demonstration=True)
    (found,) = checks.the_key_is_the_one_records_were_sealed_with()
    assert found.id == "foundation.E009"
