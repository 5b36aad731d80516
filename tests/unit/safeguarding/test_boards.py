"""The order of a board, and what the register says of a referral: on plain values."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from foundation import clock
from safeguarding.facts import Facts
from safeguarding.models import Approval, Concern, Discussion, Duty, Packet, Referral, Step
from safeguarding.presenting.boards import Sent, approved_when, discussed_when, in_order, word_of
from safeguarding.presenting.concerns import due_words, soonest_first
from safeguarding.presenting.moves import in_turn, steps_of
from safeguarding.vocabulary import Who
from safeguarding.workflow import MOVES

NOON = datetime(2026, 12, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_what_is_late_stands_first_then_the_urgent_then_what_has_least_time() -> None:
    def one(urgency: str, *due: int) -> tuple[Concern, list[Duty]]:
        made = Concern(pk=uuid4(), urgency=urgency)
        return made, [Duty(concern_id=made.pk, kind="referral", due_at=NOON + n * HOUR) for n in due]

    worried_late = one("welfare", 9, -1)
    danger_late, danger, serious = one("imminent", -2), one("imminent", 5), one("significant", 1)
    worried_soon, worried, idle = one("welfare", 2), one("welfare", 3), one("welfare")
    mixed = [idle, worried, serious, worried_late, danger, worried_soon, danger_late]
    found = in_order([each for each, _ in mixed], [duty for _, duties in mixed for duty in duties])
    expected = [danger_late, worried_late, danger, serious, worried_soon, worried, idle]
    assert [each.pk for each, _ in found] == [each.pk for each, _ in expected]
    assert [duty.due_at if duty else None for _, duty in found][1] == NOON - HOUR
    assert found[-1][1] is None


def test_what_is_due_stands_as_it_happens_and_the_step_that_answers_it_first() -> None:
    due = [("decision", 5), ("written", 2), ("acknowledgement", 5), ("referral", 1)]
    duties = [Duty(kind=kind, due_at=NOON + hours * HOUR) for kind, hours in due]
    duties[-1].met_at = NOON
    pressing = [duty.kind for duty in soonest_first(duties)]
    assert pressing == ["written", "acknowledgement", "decision"]
    offered = [MOVES[key] for key in ("attempt", "close", "decide", "acknowledge", "confirm_written")]
    assert [move.key for move in in_turn(offered, pressing)][:1] == ["confirm_written"]
    assert [move.key for move in in_turn(offered, pressing)][-2:] == ["attempt", "close"]


@pytest.mark.parametrize(
    ("held", "met", "words"),
    [
        ([(-1, False)], None, "Before"),
        ([(1, False)], None, "Afterwards, in time"),  # held after it went, whatever it is called
        ([(1, True)], 2, "Afterwards, in time"),
        ([(9, True)], 9, "Afterwards, late"),
        ([], None, "Not yet"),
    ],
)
def test_when_it_was_discussed(held: list[tuple[int, bool]], met: int | None, words: str) -> None:
    rows = [Discussion(held_at=NOON + hours * HOUR, retrospective=after) for hours, after in held]
    owed = [Duty(kind="retrospective", due_at=NOON + 5 * HOUR, met_at=NOON + met * HOUR if met else None)]
    assert discussed_when(rows, owed, Referral(told_at=NOON)) == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([(True, True)], "Before"),
        ([(False, True), (True, False)], "After"),
        ([(False, True)], "Not approved, and sent"),
        ([(True, True), (False, True)], "Not approved, and sent"),
        ([(False, True), (True, True)], "Before"),
        ([(False, False)], "Not approved, and sent"),
        ([], "Sent without"),
    ],
)
def test_when_it_was_approved(said: list[tuple[bool, bool]], words: str) -> None:
    assert approved_when(Approval(approved=yes, before_referral=before) for yes, before in said) == words


@pytest.mark.parametrize(
    ("packets", "words"),
    [
        ([], "Not confirmed"),
        ([(None, None)], "Not confirmed"),
        ([(NOON, False)], "Confirmed"),
        ([(NOON, False), (NOON, True)], "Remembered differently"),
        ([(NOON, False), (None, None)], "Not confirmed"),
    ],
)
def test_their_own_word(packets: list[tuple[datetime | None, bool | None]], words: str) -> None:
    assert word_of(Packet(confirmed_at=at, differently=how) for at, how in packets) == words


@pytest.mark.parametrize(("kind", "hours", "words"), [
    ("confirm", -1, "Not confirmed in time"),
    ("confirm", 1, "Not confirmed"),
    ("written", -1, "Not confirmed"),
])  # fmt: skip
def test_a_word_that_is_late_is_counted_apart(kind: str, hours: int, words: str) -> None:
    owed = [Duty(kind=kind, due_at=clock.now() + hours * HOUR)]
    assert word_of([Packet(confirmed_at=None)], owed) == words


@pytest.mark.parametrize(
    ("move", "is_one"), [("emergency_verbal", True), ("emergency_written", True), ("refer_verbal", False)]
)
def test_an_emergency_is_what_went_as_one(move: str, is_one: bool) -> None:
    """Not what somebody wrote of a danger: whoever may harm themself has that asked as well."""
    sent = Sent(Concern(), Referral(step=Step(move=move)), "", "", "")
    assert sent.in_danger is is_one


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 12, 24, tzinfo=UTC), "the end of 23 December 2026"),
        (datetime(2026, 6, 23, 23, tzinfo=UTC), "the end of 23 June 2026"),
        (NOON, "23 December 2026 at midday"),
    ],
)
def test_midnight_belongs_to_the_day_that_ends(at: datetime, words: str) -> None:
    assert due_words(at) == words


@pytest.mark.parametrize(("approved", "first"), [(True, "Refer by telephone"), (False, "Refer now")])
def test_what_is_approved_is_referred_without_an_override(approved: bool, first: str) -> None:
    concern, duty = Concern(pk=uuid4(), case_id=uuid4(), state="discussed_refer"), Duty(kind="referral", due_at=NOON)
    steps, _ = steps_of(concern, Facts(approved=approved), frozenset({Who.WORKER}), [duty])
    assert steps[0].label == first


@pytest.mark.parametrize(("owed", "offered"), [(True, True), (False, False)])
def test_nobody_is_tried_when_no_discussion_is_owed(owed: bool, offered: bool) -> None:
    concern = Concern(pk=uuid4(), case_id=uuid4(), state="decided")
    steps, _ = steps_of(concern, Facts(retrospective_due=owed), frozenset({Who.WORKER}), [])
    assert ("I tried to reach somebody" in [step.label for step in steps]) is offered
