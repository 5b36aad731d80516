"""Copies of the checkout."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup import checkout as copies
from tests.setup.checkout import Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A fresh copy, in a path with spaces, an apostrophe and an accent, below a folder of its owner's alone."""
    copy = copies.make(tmp_path / "the team's café copy")
    yield copy
    copies.remove(copy)


@pytest.fixture(scope="module")
def lasting_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A copy for tests that only look."""
    copy = copies.make(tmp_path_factory.mktemp("lasting") / "a copy")
    yield copy
    copies.remove(copy)
