"""Copies of the checkout."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup import checkout as copies
from tests.setup.checkout import Checkout


def pytest_configure(config: pytest.Config) -> None:
    """Makes the mark known, so that these tests can be run by themselves."""
    config.addinivalue_line("markers", "long: takes long; runs only with script/test --long")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out what takes minutes: it installs everything anew, several times."""
    left_out = pytest.mark.skip(reason="only with script/test --long")
    for item in items:
        if item.get_closest_marker("long") and not os.environ.get("PPS_LONG"):
            item.add_marker(left_out)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A fresh copy, in a path with spaces and an apostrophe, below a folder that only its owner may enter."""
    copy = copies.make(tmp_path / "the team's own copy")
    yield copy
    copies.remove(copy)


@pytest.fixture(scope="module")
def lasting_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A copy for tests that only look."""
    copy = copies.make(tmp_path_factory.mktemp("lasting") / "a copy")
    yield copy
    copies.remove(copy)
