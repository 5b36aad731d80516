"""script/test without a browser for the journeys."""

import os
from pathlib import Path

import pytest

from tests.setup.checkout import Checkout


def test_without_chromium_it_says_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    code, said = checkout.run(*checkout.setup("test"), PATH=str(tmp_path))
    assert code == 1
    assert "the browser tests need Chromium" in said
    assert "apt install chromium" in said
    assert "PPS_CHROMIUM" in said


def test_a_browser_that_is_not_there_is_named(checkout: Checkout, tmp_path: Path) -> None:
    code, said = checkout.run(*checkout.setup("test"), PPS_CHROMIUM=str(tmp_path / "chromium"))
    assert code == 1
    assert f"PPS_CHROMIUM is {tmp_path / 'chromium'}, and that is not a program" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may have packages installed")
@pytest.mark.parametrize(
    ("apt_get", "expected"),
    [
        (
            'echo "E: Failed to fetch, Temporary failure resolving"; exit 100',
            "for Debian packages could not be reached",
        ),
        ('echo "E: Unable to locate package chromium"; exit 100', "Unable to locate package chromium"),
        ("exit 0", "the browser tests need Chromium"),
    ],
)
def test_as_root_the_package_is_asked_for(checkout: Checkout, tmp_path: Path, apt_get: str, expected: str) -> None:
    program = tmp_path / "apt-get"
    program.write_text(f"#!/bin/sh\n{apt_get}\n", encoding="utf-8")
    program.chmod(0o755)
    code, said = checkout.run(*checkout.setup("test"), PATH=str(tmp_path))
    assert code == 1
    assert expected in said
