"""The one page for what is not there and for what is not yours (promise 2).

Its bytes are made once and are the same for everybody: no form, no token, no name. The padding hides the small
difference that row security makes between a refused row and none.
"""

import math
import time
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

TICK_SECONDS = 0.025
ABSENT = 404
REFUSING = frozenset({403, 404, 405, 410})


def absent_page() -> HttpResponse:
    """The page for an absent or refused object: 404, same bytes, same headers."""
    return HttpResponse(_absent_bytes(), status=ABSENT)


def absent_handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 403 and 404: one answer to both."""
    return absent_page()


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token no longer fits, as after signing in again in another tab. It was refused before
    any object was looked for, so it tells nothing; and it says how to keep what was typed."""
    response = HttpResponse(render_to_string("403_csrf.html"), status=403)
    response.is_about_the_form = True  # type: ignore[attr-defined]  # read by teams.middleware
    return response


@cache
def _absent_bytes() -> bytes:
    return render_to_string("404.html").encode()


def wait_for_tick(started: float) -> None:
    """Sleep until the next 25 ms tick after ``started`` (seconds of ``time.perf_counter``)."""
    time.sleep(until_tick(time.perf_counter() - started))


def until_tick(elapsed: float) -> float:
    """How long it is until the next tick; nothing at a tick itself, where rounding would leave less than nothing."""
    return max(0.0, math.ceil(elapsed / TICK_SECONDS) * TICK_SECONDS - elapsed)
