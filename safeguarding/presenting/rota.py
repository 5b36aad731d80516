"""A gap in the rota as a task of the manager's: there while the gap is, and done by filling it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation import clock
from safeguarding.actions.telling import AHEAD, hours_to_cover
from safeguarding.deadlines import Span, gaps
from safeguarding.models import RotaSlot
from safeguarding.presenting.around import moment
from teams.visibility import team_ids
from teams.vocabulary import Verb


def rota_tasks(user: Any) -> list[dict[str, Any]]:
    """The gaps of the next fourteen days in the rotas of the teams that the person manages, one task for each rota.
    They are found as the page is drawn, so that a gap that was filled is no task any more."""
    teams = team_ids(user, Verb.APPROVE_REFERRALS)
    if not teams:
        return []
    now, hours = clock.now(), hours_to_cover(clock.now())
    turns = list(RotaSlot.objects.filter(team__in=teams, ends_at__gt=now, starts_at__lte=now + AHEAD))
    with_adults = set(RotaSlot.objects.filter(team__in=teams, for_adults=True).values_list("team", flat=True))
    rotas = [(team, adults) for team in teams for adults in (False, True) if not adults or team in with_adults]
    found = [(adults, gaps(hours, _standing(turns, team, adults))) for team, adults in rotas]
    return [_task(adults, left) for adults, left in found if left]


def _standing(turns: Iterable[RotaSlot], team: UUID, adults: bool) -> list[Span]:
    return [
        (turn.starts_at, turn.ends_at)
        for turn in turns
        if turn.team_id == team and turn.for_adults == adults and turn.withdrawn_at is None
    ]


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
