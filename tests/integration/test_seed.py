"""The demonstration is there whole, or not at all: a start that was killed must not leave half a service behind."""

from dataclasses import replace

import pytest

from pps_barnet.demonstration import seed
from pps_barnet.demonstration.families import FAMILIES
from tests.security.raw import superuser_cursor


def test_a_demonstration_that_was_not_finished_leaves_no_family(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there would be taken for the whole by the next start, which makes it only when there is no case."""
    monkeypatch.setattr(seed, "FAMILIES", (FAMILIES[0], replace(FAMILIES[1], worker="nobody of ours")))
    with pytest.raises(KeyError, match="nobody of ours"):
        seed.seed()
    with superuser_cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone()[0] == 0
