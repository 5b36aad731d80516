"""The benchmark takes sizes that it can measure, and says so of others before anything slow."""

import pytest

from bench.__main__ import parser


def test_a_size_that_fills_no_page_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args(["list", "--cases", "20000", "--cases", "10000"]).cases == [20_000, 10_000]
    with pytest.raises(SystemExit):
        parser().parse_args(["list", "--cases", "9999"])
    assert "too few for a first page in each team: 10000 or more" in capsys.readouterr().err
