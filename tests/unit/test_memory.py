"""How much memory PostgreSQL is given, by how much there is."""

import pytest

from pps_barnet.setup.postgres import buffers, memory


@pytest.mark.parametrize(("machine", "given"), [(512, 128), (1024, 128), (4096, 512), (24_105, 2048), (65_536, 2048)])
def test_an_eighth_but_neither_too_little_nor_too_much(machine: int, given: int) -> None:
    assert buffers(machine) == given


def test_this_machine_has_some() -> None:
    assert memory() > 256
