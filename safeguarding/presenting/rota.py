"""A gap in the rota as a task of the manager's: there while the gap is, and done by filling it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation import clock
from safeguarding.actions.telling import hours_to_cover
from safeguarding.deadlines import Span, gaps
from safeguarding.presenting.around import moment


def rota_tasks(turns: Mapping[tuple[UUID, bool], list[Span]]) -> list[dict[str, Any]]:
    """The gaps of the next fourteen days in rotas, one task for each: of a team, and whether it is for adults at risk.
    They are found as the page is drawn, so that a gap that was filled is no task any more."""
    hours = hours_to_cover(clock.now()) if turns else []
    found = [(adults, gaps(hours, standing)) for (_, adults), standing in turns.items()]
    return [_task(adults, left) for adults, left in found if left]


def _task(adults: bool, left: list[Span]) -> dict[str, Any]:
    begins: datetime = left[0][0]
    more = f", and at {len(left) - 1} more time{'' if len(left) == 2 else 's'}" if len(left) > 1 else ""
    which = "the rota for adults at risk" if adults else "the rota"
    query = f"?day={clock.london(begins).date()}{'&rota=adults' if adults else ''}"
    return {
        "title": f"Put somebody on {which}",
        "tag": "Rota",
        "words": f"Nobody is on it from {moment(begins)}{more}, in the next fourteen days",
        "url": reverse("safeguarding:add_turn") + query,
    }
