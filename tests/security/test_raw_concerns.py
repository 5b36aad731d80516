# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""What somebody of the team could say of a concern by SQL of their own, and what the database makes of it: a duty
ticked without its answer, a date of their own."""

from typing import Any

import pytest

from safeguarding import actions
from safeguarding.models import Concern, Duty
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.security.stage import staged
from tests.security.test_held_to_its_rows import NOT_SO, STEP, Forger

TICK = "UPDATE safeguarding_duty SET met_at = {when} WHERE concern_id = %s AND kind = '{kind}' RETURNING true"
DUE = """INSERT INTO safeguarding_duty (id, case_id, team_id, concern_id, kind, due_at, because, met_at, recorded_at)
    SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, %s, now(), 'It is owed', %s, now()
    FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"""
TOLD = "UPDATE safeguarding_concern SET parent_told = %s, edition = edition + 1 WHERE id = %s RETURNING true"


@pytest.fixture
def forger(world: Any) -> Any:
    with staged(world) as stage:
        yield Forger(stage)


def told_later(forger: Forger) -> Any:
    """The first concern, referred and decided, of which the parent is told later: what is due of it, and no more."""
    pk, ottoline = forger.pk, forger.people["ottoline"]
    later = (
        "UPDATE safeguarding_concern SET parent_told = 'later', parent_told_by = now(), why_not_told = '' WHERE id = %s"
    )
    forger.stage.behind(later, pk)
    forger.refer("refer_now_written", belief=True, reason="Hungry", form="{}", form_version="1")
    forger.stage.behind("UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %s AND kind <> 'parent'", pk)
    forger.stage.behind("UPDATE safeguarding_concern SET state = 'decided', outcome = 'early_help' WHERE id = %s", pk)
    with asking_as(ottoline):
        assert Duty.objects.filter(concern=pk, met_at=None, kind="parent").count() == 1
    return pk


def test_that_the_parent_was_told_is_said_and_not_ticked(forger: Forger) -> None:
    pk = told_later(forger)
    assert forger.do("ottoline", TICK.format(when="now()", kind="parent"), pk) == NOT_SO
    forger.stage.behind("UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %s", pk)
    for untold in ("later", ""):  # and a tick from before does not close it
        forger.do("ottoline", TOLD, untold, pk)
        assert forger.do("delphine", STEP, "close", "closed", pk) == NOT_SO, untold
    assert forger.do("ottoline", TOLD, "no", pk) == NOT_SO  # and why not
    assert forger.do("ottoline", TOLD, "yes_after", pk) is True
    assert forger.do("delphine", STEP, "close", "closed", pk) is True


def test_saying_it_meets_the_duty_and_closing_asks_for_it(forger: Forger) -> None:
    pk, ottoline, delphine = told_later(forger), forger.people["ottoline"], forger.people["delphine"]
    with asking_as(delphine):
        assert forger.facts(pk).parent_due
    with asking_as(ottoline):
        actions.describe(by=ottoline, concern=Concern.objects.get(pk=pk), parent_told="yes_after")
        assert not Duty.objects.filter(concern=pk, met_at=None).exists()
        assert not forger.facts(pk).parent_due
    for untold in ("later", ""):
        forger.do("ottoline", TOLD, untold, pk)
        with asking_as(delphine):
            assert forger.facts(pk).parent_due, untold
    forger.do("ottoline", TOLD, "yes_after", pk)
    with asking_as(delphine):
        actions.step(by=delphine, concern=Concern.objects.get(pk=pk), move=MOVES["close"])


def test_what_was_met_stays_met_at_its_moment(forger: Forger) -> None:
    """Nothing is met before it was, or never, nor is anything due and met at once."""
    pk, kind = forger.other, "referral"
    assert forger.do("ottoline", TICK.format(when="now() - interval '3 days'", kind=kind), pk) is True
    when = f"SELECT met_at > now() - interval '1 hour' FROM safeguarding_duty WHERE concern_id = %s AND kind = '{kind}'"
    assert forger.one(when, pk) is True
    for later in ("NULL", "now() - interval '3 days'"):
        forger.do("ottoline", TICK.format(when=later, kind=kind), pk)
        assert forger.one(when, pk) is True
    assert forger.do("ottoline", DUE, "approval", "2026-01-01", pk) is True
    assert forger.one("SELECT met_at IS NULL FROM safeguarding_duty WHERE concern_id = %s AND kind = 'approval'", pk)
