"""The product as gunicorn serves it to a journey on days of its own: this process reads the time from the journey's
file, and its database has the same. There is no setting that does so; only a test can start this."""

import os
from datetime import datetime
from pathlib import Path

from foundation import clock
from tests.journeys.serving import CLOCK

clock.now = lambda: datetime.fromisoformat(Path(os.environ[CLOCK]).read_text())

from pps_barnet.wsgi import application  # noqa: E402 -- the clock stands before anything reads it

__all__ = ["application"]
