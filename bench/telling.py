"""What is said while it runs goes to the error stream, so that ``--json`` prints JSON alone."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def said(doing: str) -> Iterator[None]:
    """Say what is being done and how long it took."""
    began = time.perf_counter()
    sys.stderr.write(f"  {doing} …\n")
    yield
    sys.stderr.write(f"  {doing}: {time.perf_counter() - began:.1f} s\n")
