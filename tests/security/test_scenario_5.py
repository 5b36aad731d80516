"""Scenario 5 on its own days, through the pages: an ordinary concern across Christmas, from a worry to its end. Both
clocks stand where the scenario says."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from cases.models import Disclosure
from foundation import absence, clock
from safeguarding import actions
from safeguarding.actions.telling import tell_of_what_is_late
from safeguarding.models import Concern, Discussion, Duty, Notice, Referral, Step
from safeguarding.vocabulary import DutyKind
from safeguarding.workflow import MOVES
from tests.conftest import asking_as, errors_in
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, keep_a_rota
from tests.security.conftest import World
from tests.security.stage import Stage, staged

WORRY = "A neighbour’s child is regularly hungry, unwashed and missing school."
BY_PORTAL = {"method": "portal", "protect_source": "on"}


class December:
    """The stage, and both its clocks."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stage, self.monkeypatch, self.case = stage, monkeypatch, stage.world.barnet

    def at(self, day: int, hour: int, minute: int) -> None:
        instant = datetime(2026, 12, day, hour, minute, tzinfo=clock.LONDON)
        self.stage.at(instant)
        self.monkeypatch.setattr(clock, "now", lambda: instant)

    def browser(self) -> Client:
        """Ottoline’s, signed in now: half an hour later she is signed out."""
        return self.stage.world.client("ottoline")

    def person(self, username: str) -> Any:
        return self.stage.world.people[username]


@pytest.fixture
def december(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[December]:
    monkeypatch.setattr(absence, "TICK_SECONDS", 0.001)
    with staged(world) as stage:
        found = December(stage, monkeypatch)
        found.at(23, 10, 5)
        yield found


def post(december: December, concern: Concern, what: str, said: dict[str, Any]) -> None:
    answer = december.browser().post(f"/cases/{concern.case_id}/concerns/{concern.pk}/{what}/", said)
    assert answer.status_code == 302, (what, errors_in(answer))


def asked_of(december: December, concern: Concern) -> str:
    """The page of a referral by telephone: nobody’s agreement is asked on it."""
    where = f"/cases/{concern.case_id}/concerns/{concern.pk}/refer/refer_verbal/"
    page = december.browser().get(where).content.decode()
    assert "consent" not in page.lower() and "agree" not in re.sub(r"agreement is not needed", "", page.lower())
    return page


def due(concern: Concern, kind: DutyKind) -> str:
    duty = Duty.objects.get(concern=concern, kind=kind)
    return f"{clock.london(duty.due_at):%a %d %b %H:%M}"


def discuss_and_approve(december: December, concern: Concern) -> None:
    """Each step at a minute of its own: of one moment they would have no order."""
    ottoline, delphine = december.person("ottoline"), december.person("delphine")
    december.at(23, 11, 8)
    with asking_as(ottoline):
        actions.step(by=ottoline, concern=concern, move=MOVES["seek"], way_chosen=True)
        concern.refresh_from_db()
    december.at(23, 11, 10)
    with asking_as(ottoline):
        discussed(concern, ottoline, december.person("honoria"), sought=True)
    december.at(23, 11, 12)
    with asking_as(delphine):
        same = Concern.objects.get(pk=concern.pk)
        actions.approve(by=delphine, concern=same, approved=True, reasons="It cannot wait until January")


def test_an_ordinary_concern_across_christmas(december: December) -> None:
    ottoline, delphine = december.person("ottoline"), december.person("delphine")
    with asking_as(delphine):
        keep_a_rota(delphine, clock.now(), days=10)
    december.at(23, 10, 30)
    with asking_as(ottoline):
        concern = worried_about(december.case, ottoline, worry=WORRY, about="The boy next door")
    discuss_and_approve(december, concern)
    december.at(23, 11, 40)
    told = {"spoke_to": "Duty worker", "day": "23 12 2026", "at": "11:40am", "items": ["worry", "about"]}
    parent = {"parent_told": "no", "why_not_told": "not_in_contact"}
    page = asked_of(december, concern)
    to = {"route": re.search(r'name="route" value="([0-9a-f-]{36})"[^>]*checked', page)[1]}  # type: ignore[index]
    post(december, concern, "refer/refer_verbal", told | parent | to)
    with asking_as(ottoline):
        held = Discussion.objects.get(concern=concern).held_at
        told_in = Referral.objects.filter(concern=concern).values("disclosure")
        assert [held < each.sent_at for each in Disclosure.objects.filter(pk__in=told_in)] == [True]
        assert due(concern, DutyKind.WRITTEN) == "Thu 24 Dec 17:00"
        assert due(concern, DutyKind.DECISION) == "Thu 24 Dec 17:00"
        assert due(concern, DutyKind.CHASE_AGAIN) == "Wed 30 Dec 17:00"  # 24, 29, 30
    december.at(24, 9, 30)
    paper = {"day": "24 12 2026", "at": "9:30am", "items": ["worry", "about"]} | BY_PORTAL
    post(december, concern, "refer/confirm_written", paper | parent | to | {"go": "save"})
    december.at(24, 15, 0)
    post(december, concern, "answer/acknowledge", {"their_reference": "INV-2412", "day": "24 12 2026", "at": "3pm"})
    december.at(24, 17, 1)
    tell_of_what_is_late()
    with asking_as(ottoline):
        late = Notice.objects.visible_to(ottoline).standing().filter(concern=concern)
        assert set(late.values_list("duty__kind", flat=True)) >= {DutyKind.DECISION}
    post(december, concern, "answer/chase", {"reason": "Rang the duty worker, who is writing it up"})
    december.at(29, 11, 0)
    decided = {"decision": "early_help", "who": "Team manager", "day": "29 12 2026", "at": "11am"}
    post(december, concern, "answer/decide", decided)
    tell_of_what_is_late()
    with asking_as(ottoline):
        assert (
            not Notice.objects.visible_to(ottoline).standing().filter(concern=concern, duty__kind="decision").exists()
        )
    december.at(29, 11, 5)
    with asking_as(delphine):
        same = Concern.objects.get(pk=concern.pk)
        actions.describe(by=delphine, concern=same, outcome="early_help")
        actions.step(by=delphine, concern=same, move=MOVES["close"])
        moves = list(Step.objects.filter(concern=concern).order_by("recorded_at").values_list("move", flat=True))
    assert moves == [
        *("raise", "seek", "discussed_refer", "approve", "refer_verbal", "confirm_written", "acknowledge", "chase"),
        *("decide", "close"),
    ]
