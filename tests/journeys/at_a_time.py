"""The product as gunicorn serves it to a journey on days of its own: this process reads the time from the journey's
file, and its database has the same. There is no setting that does so; only a test can start this."""

import os
from pathlib import Path

from foundation import clock
from tests.journeys.serving import CLOCK, said_in

clock.now = lambda: said_in(Path(os.environ[CLOCK]))

from pps_barnet.wsgi import application  # noqa: E402 -- the clock stands before anything reads it

__all__ = ["application"]
