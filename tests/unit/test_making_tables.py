"""Making the tables looks for garbage seldom, and leaves Python as it was."""

import gc

import pytest

from pps_barnet.management.commands.migrate import SELDOM, collecting_seldom


@pytest.mark.parametrize("fails", [False, True])
def test_garbage_is_looked_for_seldom_while_tables_are_made(fails: bool) -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(ZeroDivisionError) if fails else collecting_seldom(), collecting_seldom():
        assert gc.get_threshold() == SELDOM
        assert gc.get_freeze_count() > frozen
        _ = 1 // (0 if fails else 1)
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, frozen)
