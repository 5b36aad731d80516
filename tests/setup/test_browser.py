"""script/test without a browser for the journeys."""

from pathlib import Path

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
