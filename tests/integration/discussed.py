"""A concern on its way, for tests to begin from: a rota, a discussion, a referral."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient
from cases.models import Case
from cases.vocabulary.sharing import Category, PartyKind, SendingMethod
from foundation import clock
from safeguarding import actions
from safeguarding.models import Concern, Duty, Referral, Route
from safeguarding.vocabulary import DayKind, Mode, SwitchCode, View
from safeguarding.workflow import MOVES
from teams.models import Team, User
from tests.integration.concerns import HUNGRY

REASONS = "Neglect is likely; the hub can see more than we can."


def keep_a_rota(by: User, start: datetime, *, days: int) -> Team:
    """Honoria on the rota, Lysander behind her, for some days from an instant; and a hub to refer to."""
    team: Team = Team.objects.get(pk__in=Team.objects.where(by, "approve_referrals"))
    for position, username in ((1, "honoria"), (2, "lysander")):
        actions.add_to_rota(
            by=by,
            team=team,
            username=username,
            starts_at=start,
            ends_at=start + timedelta(days=days),
            telephone="020 7946 0000",
            position=position,
        )
    if not Route.objects.exists():
        actions.add_route(
            by=by, team=team, kind="mash", name="Invented hub", authority="302", telephone="020 7946 0001"
        )
    return team


def referral(case: Case, by: User, **changes: Any) -> actions.NewReferral:
    hub = add_recipient(
        by=by,
        case=case,
        recipient=NewRecipient(PartyKind.SAFEGUARDING, organisation="Invented hub", role="Duty worker"),
    )
    now = clock.now()
    told = NewDisclosure(hub, (Item(Category.SAFEGUARDING, HUNGRY),), SendingMethod.TELEPHONE, now)
    said = actions.NewReferral(Route.objects.filter(kind="mash")[0], now, told, spoke_to="Duty worker")
    return replace(said, **changes)


def discussion(manager: User, **changes: Any) -> actions.NewDiscussion:
    said = actions.NewDiscussion(
        manager, clock.now(), Mode.PHONE, View.REFER, View.REFER, True, REASONS, "A child may be neglected.", True
    )
    return replace(said, **changes)


def discussed(concern: Concern, by: User, manager: User, *, sought: bool = False) -> None:
    if not sought:
        actions.step(by=by, concern=concern, move=MOVES["seek"], way_chosen=True)
        concern.refresh_from_db()
    actions.discuss(by=by, concern=concern, said=discussion(manager), end="discussed_refer")


def referred_in_writing(concern: Concern, by: User) -> Referral:
    """An emergency that was referred in writing to the hub."""
    calls = {"called": "999", "danger": "Left alone at night"}
    actions.declare_emergency(by=by, case=concern.case, concern=concern, **calls)
    actions.describe(by=by, concern=concern, parent_told="no", why_not_told="not_in_contact")
    form = json.dumps({"sections": [["What we know", [["The danger", "Left alone at night"]]]]})
    said = referral(concern.case, by, form=form, form_version="1")
    return actions.refer(by=by, concern=concern, move=MOVES["emergency_written"], said=said)


def open_duties(concern: Concern) -> set[str]:
    return set(Duty.objects.filter(concern=concern, met_at=None).values_list("kind", flat=True))


def check_now() -> None:
    """Have the checks that wait for the commit made now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def ask_for_both(by: User, team: Team) -> tuple[UUID, UUID]:
    """A day that counts as a holiday and the day of a law, which a manager has asked for and nobody has answered."""
    day = actions.ask_for_day(by=by, team=team, day=date(2026, 12, 29), kind=DayKind.HOLIDAY, why="Proclaimed")
    law = actions.ask_for_law(
        by=by, team=team, code=SwitchCode.SHARE, in_force_from=date(2026, 9, 30), why="Signed off by legal advice"
    )
    return day.pk, law.pk
