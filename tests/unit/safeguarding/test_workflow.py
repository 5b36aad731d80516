"""The workflow of a concern, generated from its table: no state is a trap, no emergency is stopped, nothing is referred
undiscussed but by a named exception (promise 7)."""

from dataclasses import fields, replace
from itertools import product
from random import Random
from typing import Any

import pytest

from safeguarding.facts import BELIEF, Facts
from safeguarding.vocabulary import State, Urgency, View, Who
from safeguarding.workflow import BEGINS_ANEW, MOVES, REFERRING, Move, end_of, may_move, moves_from
from tests.conftest import LONG

WALKS = 100_000 if LONG else 2_000
EVERYTHING = replace(
    Facts(), **{each.name: True for each in fields(Facts) if each.type is bool}, urgency=Urgency.SIGNIFICANT
)
READY = replace(
    EVERYTHING,
    attempts=2,
    tried=2,
    raised_it=False,
    is_concerned=False,
    retrospective_due=False,
    written_due=False,
    parent_due=False,
    child_due=False,
    report_due=False,
)
ANYBODY = frozenset(Who)
STATES: list[State | None] = [None, *State]


def ready_for(move: Move) -> Facts:
    """All that a move may ask for."""
    differ = {"disagree": (View.REFER, False), "discussed_not_refer": (View.DO_NOT_REFER, True)}
    view, agreed = differ.get(move.key, (View.REFER, True))
    return replace(READY, view=view, agreed=agreed)


@pytest.mark.parametrize(
    ("move", "state"), product(MOVES.values(), STATES), ids=lambda part: getattr(part, "key", str(part))
)
def test_every_state_and_every_move(move: Move, state: State | None) -> None:
    """A move goes from where the table says, for whom it says, and from nowhere else."""
    for who in Who:
        allowed = bool(may_move(move, state, ready_for(move), frozenset({who})))
        assert allowed == (state in move.starts and who in move.who)


@pytest.mark.parametrize("move", MOVES.values(), ids=lambda move: move.key)
def test_each_thing_that_is_asked_for_is_needed(move: Move) -> None:
    start = min(move.starts, key=str)
    for need in move.needs:
        without = next(
            (candidate for candidate in _with_one_fact_less(ready_for(move)) if not need.holds(candidate)),
            None,
        )
        assert without is not None, need.otherwise
        answer = may_move(move, start, without, ANYBODY)
        assert not answer
        assert need.otherwise in answer.reason


def _with_one_fact_less(facts: Facts) -> list[Facts]:
    changes: list[dict[str, Any]] = [
        {each.name: not getattr(facts, each.name)} for each in fields(Facts) if each.type is bool
    ]
    changes += [
        {"urgency": None},
        {"view": None},
        {"agreed": None},
        {"attempts": 0, "tried": 0, "risk_of_delay": False},
    ]
    return [replace(facts, **change) for change in [*changes, {"delay_reason": False, "urgency": Urgency.SIGNIFICANT}]]


@pytest.mark.parametrize("state", State)
def test_no_state_is_a_trap(state: State) -> None:
    assert [move for move in moves_from(state, ANYBODY) if end_of(move, state, None) != state]


@pytest.mark.parametrize("state", [None, *sorted(State.live() - {State.EMERGENCY})])
def test_an_emergency_starts_from_everywhere_and_asks_for_two_things(state: State | None) -> None:
    two = Facts(call=True, danger=True)
    for who in (Who.WORKER, Who.MANAGER):
        assert may_move(MOVES["emergency"], state, two, frozenset({who}))
    assert len(MOVES["emergency"].needs) == 2


@pytest.mark.parametrize("state", [State.DISCUSSED_REFER, State.DISCUSSED_NOT_REFER, State.DISAGREED])
def test_a_worker_who_believes_that_a_child_is_at_risk_is_never_stopped(state: State) -> None:
    """Not approved, not agreed, and the manager against it: the worker refers all the same (T10)."""
    facts = Facts(belief=True, destination=True, parent_answered=True, items=True, approved=False, agreed=False)
    assert may_move(MOVES["refer_now"], state, facts, frozenset({Who.WORKER}))
    assert BELIEF in MOVES["refer_now"].needs


def test_no_senior_manager_moves_a_concern() -> None:
    assert [move.key for move in MOVES.values() if Who.SENIOR in move.who] == []


def test_nobody_approves_what_they_raised_or_what_is_about_them() -> None:
    for key, change in product(("approve", "not_approve", "approve_afterwards"), ("raised_it", "is_concerned")):
        state = min(MOVES[key].starts, key=str)
        assert not may_move(MOVES[key], state, replace(READY, **{change: True}), frozenset({Who.MANAGER}))


@pytest.mark.parametrize(
    ("urgency", "attempts", "tried", "risk", "allowed"),
    [
        (Urgency.WELFARE, 0, 0, True, False),
        (Urgency.WELFARE, 1, 1, True, True),
        (Urgency.WELFARE, 2, 1, False, False),
        (Urgency.WELFARE, 2, 2, False, True),
        (Urgency.SIGNIFICANT, 0, 0, True, True),
        (Urgency.SIGNIFICANT, 0, 0, False, False),
        (Urgency.IMMINENT, 0, 0, True, True),
    ],
)
def test_when_nobody_can_be_reached(urgency: Urgency, attempts: int, tried: int, risk: bool, allowed: bool) -> None:
    facts = replace(READY, urgency=urgency, attempts=attempts, tried=tried, risk_of_delay=risk)
    move = MOVES["unavailable_verbal"]
    assert bool(may_move(move, State.SEEKING, facts, frozenset({Who.WORKER}))) == allowed


@pytest.mark.parametrize("due", ["retrospective_due", "written_due", "parent_due", "report_due", "child_due"])
def test_what_is_due_holds_up_closing_and_nothing_else(due: str) -> None:
    facts = replace(READY, **{due: True}, view=View.REFER, agreed=True)
    for move in MOVES.values():
        start = min(move.starts, key=str)
        if move.key in ("disagree", "discussed_not_refer"):
            continue
        assert bool(may_move(move, start, facts, ANYBODY)) == (move.key != "close"), move.key


def test_walks_at_random_never_refer_undiscussed_and_never_strand() -> None:
    """From nothing, whatever anybody does next: a referral has a discussion or a named exception behind it."""
    random = Random(16)
    referrals = 0
    for _ in range(WALKS):
        state, before, path = None, None, []
        for _ in range(random.randint(1, 25)):
            options = moves_from(state, ANYBODY)
            assert options, (state, path)
            move = random.choice(options)
            if not may_move(move, state, ready_for(move), ANYBODY):
                continue
            if move.key == "emergency":
                before = state
            state = end_of(move, state, before)
            path.append(move.key)
            if state in State.referred():
                referrals += 1
                opened = max((n for n, key in enumerate(path) if key in BEGINS_ANEW), default=-1)
                this_time = set(path[opened + 1 :])
                behind = {"discussed_refer", "discussed_not_refer", "disagree"} & this_time
                exception = {"unavailable_verbal", "unavailable_written", "emergency"} & this_time
                assert REFERRING & this_time, path
                assert behind or exception, path
            if state in State.live() - {State.EMERGENCY}:
                assert may_move(MOVES["emergency"], state, Facts(call=True, danger=True), frozenset({Who.WORKER}))
    assert referrals > WALKS // 10
