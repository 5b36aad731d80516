# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""What somebody of the team could say of a concern by SQL of their own, and what the database makes of it: a duty
ticked without its answer, a date of their own."""

from datetime import timedelta
from typing import Any

import pytest

from foundation import clock
from safeguarding import actions
from safeguarding.models import Concern, Duty
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.security.stage import staged
from tests.security.test_held_to_its_rows import APPROVE, NOT_SO, PUT, STEP, Forger

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


ANSWERED = """INSERT INTO safeguarding_reply (id, case_id, team_id, concern_id, kind, at, decision, dissatisfied,
    recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, %s, %s, '', false, now(), gate.actor_id()
    FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"""
TRIED = """INSERT INTO safeguarding_attempt (id, case_id, team_id, concern_id, manager_id, at, mode, result,
    recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, %s, %s, 'phone', 'no_answer', now(),
    gate.actor_id() FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"""


def test_no_state_is_jumped_by_a_step_alone(forger: Forger) -> None:
    """An authority's answer, a disagreement, an attempt or a discussion that nobody wrote down moves nothing."""
    pk, lysander = forger.pk, forger.people["lysander"].pk
    stands = "UPDATE safeguarding_concern SET state = %s WHERE id = %s"
    for state, move, end in (
        ("referred", "acknowledge", "acknowledged"),
        ("referred", "decide", "decided"),
        ("referred", "escalate", "escalated"),
        ("escalated", "next_stage", "escalated"),
        ("escalated", "resolve", "decided"),
        ("seeking_discussion", "attempt", "seeking_discussion"),
        ("discussed_refer", "retrospective", "discussed_refer"),
    ):
        forger.stage.behind(stands, state, pk)
        assert forger.do("ottoline", STEP, move, end, pk) == NOT_SO, move
    forger.stage.behind(stands, "referred", pk)
    assert forger.do("ottoline", ANSWERED, "decided", clock.now(), pk) is True
    assert forger.do("ottoline", STEP, "acknowledge", "acknowledged", pk) == NOT_SO  # the other kind of answer
    assert forger.do("ottoline", STEP, "decide", "decided", pk) is True
    forger.stage.behind(stands, "referred", pk)
    assert forger.do("ottoline", STEP, "decide", "decided", pk) == NOT_SO  # one answer is one decision
    forger.stage.behind(stands, "seeking_discussion", pk)
    assert forger.do("ottoline", STEP, "discussed_refer", "discussed_refer", pk) == NOT_SO  # nor one discussion two
    assert forger.do("ottoline", TRIED, lysander, clock.now(), pk) is True
    assert forger.do("ottoline", STEP, "attempt", "seeking_discussion", pk) is True


def test_the_manager_is_asked_and_says_it_in_a_row(forger: Forger) -> None:
    assert forger.do("delphine", STEP, "approve", "discussed_refer", forger.pk) == NOT_SO
    assert forger.do("delphine", APPROVE, True, forger.pk) is True
    assert forger.do("delphine", STEP, "approve", "discussed_refer", forger.pk) is True


def test_nothing_is_written_of_a_time_to_come(forger: Forger) -> None:
    """What was first known tomorrow would be due a day later; an attempt that is to be made is none."""
    ahead, pk = clock.now() + timedelta(hours=3), forger.pk
    assert forger.do("ottoline", TRIED, forger.people["lysander"].pk, ahead, pk) == NOT_SO
    assert forger.do("ottoline", ANSWERED, "decided", ahead, pk) == NOT_SO
    begun = """INSERT INTO safeguarding_concern (id, case_id, team_id, reference, subject, urgency, state,
        before_emergency, raised_by_id, aware_at, source, home_authority, parent_told, why_not_told, outcome,
        recorded_at)
        SELECT gen_random_uuid(), c.case_id, c.team_id, left(c.id::text, 8), 'child', '', 'draft', '', gate.actor_id(),
        %s, '', '', '', '', '', now() FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"""
    assert forger.do("ottoline", begun, ahead, pk) == NOT_SO
    assert forger.do("ottoline", begun, clock.now() - timedelta(days=9), pk) is True


def test_when_a_packet_was_put_is_the_databases_to_say(forger: Forger) -> None:
    """Backdated, information governance would not be waited for on that day (§4.6)."""
    put = PUT.replace("%s, now(), now(), %s", "%s, now() - interval '3 days', now(), %s")
    about = forger.last("discussion", forger.pk)
    assert put != PUT
    assert forger.do("ottoline", put, about, forger.people["honoria"].pk, False, None, None, forger.pk) is True
    early = "SELECT count(*) FROM safeguarding_packet WHERE given_at < now() - interval '1 day'"
    assert forger.one(early) == 0


def test_about_whom_a_concern_is_stays(forger: Forger) -> None:
    """Or an allegation would be open to the team, and an adult be referred as a child is, without being asked."""
    turned = "UPDATE safeguarding_concern SET subject = 'adult', edition = edition + 1 WHERE id = %s RETURNING true"
    for who in ("ottoline", "delphine"):
        assert forger.do(who, turned, forger.pk) == "42501"


def test_no_discussion_is_owed_that_nothing_went_ahead_of(forger: Forger) -> None:
    """Within it somebody may be named."""
    for kind in ("retrospective", "child_discussion"):
        assert forger.do("ottoline", DUE, kind, None, forger.pk) == NOT_SO


def test_a_mark_is_taken_back_once_and_now(forger: Forger) -> None:
    marked = """INSERT INTO safeguarding_injury (id, case_id, team_id, concern_id, place, words, recorded_at,
        recorded_by_id) SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, '\\x01', '\\x01', now(), gate.actor_id()
        FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"""
    assert forger.do("ottoline", marked, forger.pk) is True
    for when in ("now() - interval '3 days'", "NULL"):
        taken = f"UPDATE safeguarding_injury SET taken_back_at = {when} WHERE concern_id = %s"
        now = f"{taken} RETURNING taken_back_at > now() - interval '1 hour'"
        assert forger.do("ottoline", now, forger.pk) is True
