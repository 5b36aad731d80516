"""The boards of concerns, and the manager's register of what went."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from foundation import clock
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Tile
from safeguarding import keys
from safeguarding.actions.steps import calendar
from safeguarding.deadlines import DRAFT_LASTS
from safeguarding.models import Approval, Concern, Discussion, Duty, Notice, Packet, Referral, begun_unraised
from safeguarding.presenting.around import pages_around
from safeguarding.presenting.boards import (
    board_table,
    in_order,
    notice_words,
    register_table,
    register_tiles,
    sent_of,
    words_tiles,
)
from safeguarding.presenting.waiting import begun_words
from safeguarding.views.fetching import duties_of
from safeguarding.visibility import stood_in
from safeguarding.vocabulary import NoticeKind, State
from teams.models import User
from teams.visibility import team_ids
from teams.vocabulary import Verb as TeamVerb

MOST = 200  # concerns
BACK = timedelta(days=365)


@require_GET
@requires(TeamVerb.SEE_CASES)
def board(request: SignedInRequest) -> HttpResponse:
    """The concerns that somebody still has to see to: a worker's own, and for a manager the team's."""
    rows = list(on_the_board(request.user).order_by("recorded_at", "pk")[:MOST])
    User.objects.fill_in(rows, "raised_by")
    keys.open_for(Verb.CONCERNS_LISTED, rows, page="safeguarding:board")
    gaps = Notice.objects.visible_to(request.user).standing().filter(kind=NoticeKind.ROTA_GAP)
    manages = request.user.holds(TeamVerb.APPROVE_REFERRALS)
    context = {
        "page_title": "Concerns of the team" if manages else "My concerns",
        "around": pages_around(request.user, "safeguarding:board"),
        "board": board_table(in_order(rows, duties_of(rows))),
        "notices": notice_words(gaps),
        "begun": begun_words(begun_unraised(request.user)),
        "is_full": len(rows) == MOST,
    }
    return render(request, "safeguarding/board.html", context)


def on_the_board(user: Any) -> Any:
    """Live concerns that the person raised, or whose team they manage, or that they see because no manager may; a
    colleague's draft after four hours."""
    managed = Q(team__in=team_ids(user, TeamVerb.APPROVE_REFERRALS)) | Q(pk__in=stood_in(user))
    ripe = ~Q(state=State.DRAFT) | Q(recorded_at__lte=clock.now() - DRAFT_LASTS)
    live = Concern.objects.visible_to(user).filter(state__in=sorted(State.live()))
    return live.filter(Q(raised_by=user) | managed & ripe)


def late_on_the_board(user: Any) -> int:
    """On how many of them something is late, for the home page."""
    late = Duty.objects.filter(met_at=None, due_at__lt=clock.now(), concern__in=on_the_board(user).values("pk"))
    return int(late.values("concern").distinct().count())


@require_GET
@requires(TeamVerb.APPROVE_REFERRALS)
def register(request: SignedInRequest) -> HttpResponse:
    """What was referred in a year: discussed and approved before, after, or not at all. It stops nothing; it shows."""
    managed = team_ids(request.user, TeamVerb.APPROVE_REFERRALS)
    since = {"team__in": managed, "told_at__gte": clock.now() - BACK}
    referrals = list(
        Referral.objects.visible_to(request.user)
        .filter(**since)
        .select_related("step")
        .order_by("-told_at", "-pk")[: MOST * 2]
    )
    ids = {row.concern_id for row in referrals}
    concerns = {row.pk: row for row in Concern.objects.visible_to(request.user).filter(pk__in=ids)}
    keys.open_for(Verb.CONCERNS_LISTED, concerns.values(), page="safeguarding:register")
    others = [_of(model, request.user, ids) for model in (Discussion, Approval, Packet, Duty)]
    sent = sent_of(concerns, referrals, *others)
    context = {
        "page_title": "Register of referrals",
        "around": pages_around(request.user, "safeguarding:register"),
        "tiles": register_tiles(sent),
        "words": _words(request.user, managed, ids),
        "register": register_table(sent),
    }
    return render(request, "safeguarding/register.html", context)


def _words(user: Any, managed: Any, referred: set[Any]) -> list[Tile]:
    """The senior managers' own words on every discussion of a year, referred or not."""
    since = {"team__in": managed, "recorded_at__gte": clock.now() - BACK}
    held, packets = (model.objects.visible_to(user).filter(**since) for model in (Discussion, Packet))
    return words_tiles(held, packets, referred, calendar())


def _of(model: Any, user: Any, concerns: set[Any]) -> list[Any]:
    return list(model.objects.visible_to(user).filter(concern__in=concerns))
