"""No concern is left without a next step: over every way a concern can go, its state has what it waits for due, or is
one that says why nothing is (promise 7)."""

from collections import deque
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from safeguarding.deadlines import Calendar
from safeguarding.duties import NOTHING_DUE_IN, Moment, made_due, met_by
from safeguarding.vocabulary import DutyKind, ParentTold, State, Urgency
from safeguarding.workflow import MOVES, Move, end_of

K = DutyKind
NOW = datetime(2026, 12, 23, 10, tzinfo=UTC)
BEFORE = NOW - timedelta(days=60)
# Written by hand: what is due at least, in each state in which something is still to come.
WAITS_FOR = {
    State.DRAFT: {K.SUBMIT},
    State.RAISED: {K.DISCUSSION, K.REFERRAL},
    State.EMERGENCY: {K.REFERRAL},
    State.SEEKING: {K.REFERRAL},
    State.MORE_INFO: {K.ANSWER, K.REFERRAL},
    State.DISCUSSED_REFER: {K.REFERRAL},
    State.DISAGREED: {K.REFERRAL},
    State.DISCUSSED_NOT_REFER: {K.REVIEW},
    State.REFERRED_VERBAL: {K.WRITTEN, K.ACKNOWLEDGEMENT, K.DECISION},
    State.REFERRED: {K.ACKNOWLEDGEMENT, K.DECISION},
    State.ACKNOWLEDGED: {K.DECISION},
    State.ESCALATED: {K.REVIEW},
    State.MONITORING: {K.REVIEW},
    State.DECIDED: set(),
}
MOMENT = Moment(
    NOW, Urgency.WELFARE, BEFORE, NOW, False, date(2026, 12, 30), NOW + timedelta(hours=4), ParentTold.BEFORE, None
)

Place = tuple[State, State | None, frozenset[DutyKind]]


def after(move: Move, place: tuple[State | None, State | None, frozenset[DutyKind]]) -> Place:
    """Where a concern stands after a move, and what is then due."""
    state, before, due = place
    end = end_of(move, state, before)
    left = due - met_by(move)
    made = {kind for kind, _ in made_due(move, replace(MOMENT, state=end), Calendar())}
    return end, (state or State.DRAFT) if move.key == "emergency" else before, frozenset(left | made)


def every_place() -> dict[Place, tuple[str, ...]]:
    """Each place that any number of moves can reach, and one way there."""
    begun = after(MOVES["begin"], (None, None, frozenset()))
    seen: dict[Place, tuple[str, ...]] = {begun: ("begin",)}
    waiting = deque([begun])
    while waiting:
        place = waiting.popleft()
        for move in MOVES.values():
            if place[0] in move.starts:
                found = after(move, place)
                if found not in seen:
                    seen[found] = (*seen[place], move.key)
                    waiting.append(found)
    return seen


def test_every_state_that_a_concern_can_reach_has_what_it_waits_for_due() -> None:
    places = every_place()
    assert {state for state, _, _ in places} == set(State)
    assert set(WAITS_FOR) == State.live()
    wanting = {
        f"{state}: {WAITS_FOR[state] - due}": way
        for (state, _, due), way in places.items()
        if state in State.live() and not WAITS_FOR[state] <= due
    }
    assert wanting == {}
    assert {state for state, due in WAITS_FOR.items() if not due} == set(NOTHING_DUE_IN)


@pytest.mark.parametrize("key", ["reopen", "raise_again", "restore"])
def test_what_is_raised_again_is_discussed_and_referred_from_that_moment(key: str) -> None:
    """Wednesday 23 December, ten in the morning: not from when it was first known of, two months ago."""
    due = made_due(MOVES[key], replace(MOMENT, state=State.RAISED), Calendar())
    assert [(kind, at.at.isoformat()) for kind, at in due] == [
        (K.DISCUSSION, "2026-12-23T17:00:00+00:00"),
        (K.REFERRAL, "2026-12-24T17:00:00+00:00"),
    ]


def test_a_later_stage_is_due_when_it_says_and_the_earlier_is_no_longer() -> None:
    for key in ("escalate", "next_stage"):
        due = made_due(MOVES[key], replace(MOMENT, state=State.ESCALATED), Calendar())
        assert [(kind, at.at) for kind, at in due] == [(K.REVIEW, MOMENT.answer_by)]
        assert K.REVIEW in met_by(MOVES[key])
