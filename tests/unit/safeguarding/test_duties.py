"""No concern is left without a next step: over every way a concern can go, its state has what it waits for due, or is
one that says why nothing is (promise 7)."""

from collections import deque
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from safeguarding.deadlines import Calendar
from safeguarding.duties import NOTHING_DUE_IN, made_due
from safeguarding.limits import Moment
from safeguarding.vocabulary import DutyKind, ParentTold, State, Urgency
from safeguarding.workflow import MOVES, Move, end_of

K = DutyKind
NOW = datetime(2026, 12, 23, 10, tzinfo=UTC)
BEFORE = NOW - timedelta(days=60)
# Written by hand: what is due at least, in each state in which something is still to come.
WAITS_FOR = {
    State.DRAFT: {K.SUBMIT},
    State.RAISED: {K.DISCUSSION, K.REFERRAL},
    State.EMERGENCY: {K.REFERRAL, K.WRITTEN},
    State.SEEKING: {K.REFERRAL},
    State.MORE_INFO: {K.ANSWER, K.REFERRAL},
    State.DISCUSSED_REFER: {K.REFERRAL},
    State.DISAGREED: {K.REFERRAL, K.NEXT_MOVE},
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

Due = frozenset[DutyKind]
Place = tuple[State, State | None, Due, Due]  # where, before an emergency, what is due, what was due before it


def after(move: Move, place: tuple[State | None, State | None, Due, Due]) -> Place:
    """Where a concern stands after a move, and what is then due: a mistaken press takes back what it made due alone."""
    state, before, due, owed = place
    end = end_of(move, state, before)
    left = due - move.meets - (move.undoes - owed if move.back else move.undoes)
    made = {kind for kind, _ in made_due(move, replace(MOMENT, state=end), Calendar())}
    if move.key == "emergency":
        before, owed = state or State.DRAFT, due & MOVES["no_call"].undoes
    elif end != State.EMERGENCY:
        owed = frozenset()
    return end, before, frozenset(left | made), owed


def every_place() -> dict[Place, tuple[str, ...]]:
    """Each place that any number of moves can reach, and one way there."""
    begun = after(MOVES["begin"], (None, None, frozenset(), frozenset()))
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
    assert {state for state, _, _, _ in places} == set(State)
    assert set(WAITS_FOR) == State.live()
    wanting = {
        f"{state}: {WAITS_FOR[state] - due}": way
        for (state, _, due, _), way in places.items()
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
        assert K.REVIEW in MOVES[key].meets


# By hand, Thursday 24 December at 4pm: it is serious, then it is merely worrying (25 and 28 are bank holidays).
BY_HAND = [
    ("disagree", K.NEXT_MOVE, "2026-12-25T00:00", "2026-12-24T17:00"),  # T8: the same day
    ("second_opinion", K.SECOND_OPINION, "2026-12-25T16:00", "2026-12-29T17:00"),  # T11: a day, or a working day
    ("more_info", K.ANSWER, "2026-12-29T17:00", "2026-12-29T17:00"),  # T7: one working day at most
    ("emergency", K.REFERRAL, "2026-12-25T00:00", "2026-12-25T00:00"),
    ("emergency", K.WRITTEN, "2026-12-26T16:00", "2026-12-26T16:00"),  # 48 hours: the next working day is later
    ("emergency", K.RETROSPECTIVE, "2026-12-29T17:00", "2026-12-29T17:00"),
]
# By hand, the same day: a child in an adult's home, within the hour or by the end of the working day.
CHILD_IN_HOME = [
    (16, "2026-12-24T17:00", "2026-12-24T17:00"),
    (18, "2026-12-24T19:00", "2026-12-29T17:00"),
    (9, "2026-12-24T10:00", "2026-12-24T17:00"),
]
CHRISTMAS_EVE = datetime(2026, 12, 24, 16, tzinfo=UTC)


@pytest.mark.parametrize(("key", "kind", "serious", "worried"), BY_HAND)
def test_limits_by_hand(key: str, kind: DutyKind, serious: str, worried: str) -> None:
    for urgency, expected in ((Urgency.SIGNIFICANT, serious), (Urgency.WELFARE, worried)):
        moment = Moment(CHRISTMAS_EVE, urgency, BEFORE, CHRISTMAS_EVE)
        found = dict(made_due(MOVES[key], moment, Calendar()))[kind]
        assert f"{found.at.astimezone(UTC):%Y-%m-%dT%H:%M}" == expected


@pytest.mark.parametrize(("hour", "serious", "worried"), CHILD_IN_HOME)
@pytest.mark.parametrize("key", ["raise", "emergency"])
def test_when_a_child_in_the_home_is_discussed(key: str, hour: int, serious: str, worried: str) -> None:
    at = CHRISTMAS_EVE.replace(hour=hour)
    for urgency, expected in ((Urgency.SIGNIFICANT, serious), (Urgency.WELFARE, worried)):
        moment = Moment(at, urgency, BEFORE, at, child_owed=True)
        found = dict(made_due(MOVES[key], moment, Calendar()))[K.CHILD]
        assert f"{found.at.astimezone(UTC):%Y-%m-%dT%H:%M}" == expected
        assert K.CHILD not in dict(made_due(MOVES[key], replace(moment, child_owed=False), Calendar()))


@pytest.mark.parametrize("key", ["emergency", "emergency_verbal", "emergency_written", "unavailable_verbal"])
@pytest.mark.parametrize("discussed", [True, False])
def test_what_was_discussed_before_is_not_discussed_again_afterwards(key: str, discussed: bool) -> None:
    due = dict(made_due(MOVES[key], replace(MOMENT, discussed=discussed), Calendar()))
    assert (K.RETROSPECTIVE in due) != discussed


@pytest.mark.parametrize("key", ["refer_now", "refer_now_written", "second_opinion"])
def test_a_disagreement_is_answered_by_what_follows_it(key: str) -> None:
    assert K.NEXT_MOVE in MOVES[key].meets


def test_each_duty_is_set_by_a_row_and_met_by_one() -> None:
    """No kind of duty stands beside the table: what the table does not set, an action does, and says so here."""
    elsewhere = {
        K.CONFIRM,  # by writing the discussion down; met by the senior manager's own word
        K.CHILD_CONFIRM,  # the same of a child in an adult's home
        K.REPORT,  # by saying that an offence is suspected; met by saying to whom it was reported
    }
    made = {limit.kind for move in MOVES.values() for limit in move.due}
    answered = {kind for move in MOVES.values() if move.key not in ("close", "void") for kind in move.meets}
    assert made | elsewhere == set(K)
    assert answered | elsewhere | {K.PARENT} == set(K)  # saying that the parent knows is no move
