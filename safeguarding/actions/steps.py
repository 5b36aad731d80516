"""One step of a concern: asked of the workflow, written down, and its duties set and met."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from audit.actions import action
from foundation import clock
from foundation.rowsecurity.calls import NOT_SO, refusing
from safeguarding import keys
from safeguarding.deadlines import Calendar, Deadline
from safeguarding.duties import made_due
from safeguarding.facts import SECOND
from safeguarding.limits import CHILD_DISCUSSED, DEFAULT_URGENCY, Moment
from safeguarding.models import Attempt, CalendarDay, Concern, Duty, Step
from safeguarding.rounds import child_is_owed, discussed_itself, of_this_round
from safeguarding.rules import known_of, may_move, second_for
from safeguarding.vocabulary import DayKind, DutyKind, ParentTold, Rota, State, Urgency
from safeguarding.workflow import MOVES, Move, end_of
from teams.models import User


@action
def step(
    *, by: User, concern: Concern, move: Move, reason: str = "", change: Mapping[str, Any] | None = None, **said: Any
) -> Concern:
    """Make a move that is nothing but a move: its facts are said, stored already, or stored with it (``change``).

    Raises:
        Refused: with what is missing, or that it does not follow where the concern stands now.
    """
    keys.open_to_change(concern)
    write_down(held(concern), change or {})
    write_step(by, concern, move, reason=reason, **said)
    if change and "child_in_home" in change:
        ask_about_child(concern)
    return Concern.objects.get(pk=concern.pk)


def held(concern: Concern) -> Concern:
    """A concern that is held until the action ends, as it stands by now, to which more is added whatever somebody else
    has added to it."""
    now = locked_concern(concern)
    concern.edition, concern.state, concern.before_emergency = now.edition, now.state, now.before_emergency
    return concern


def locked_concern(concern: Concern) -> Concern:
    """The concern as it stands, held until the action ends."""
    now: Concern = Concern.objects.select_for_update(no_key=True).get(pk=concern.pk)
    return now


def write_down(concern: Concern, change: Mapping[str, Any]) -> None:
    """Store more of a concern, for an action that holds it and its key; what the parent now knows is no longer due."""
    for name, value in change.items():
        setattr(concern, name, value)
    if change:
        concern.save(update_fields=sorted(change))
    if change.get("parent_told", ParentTold.LATER) != ParentTold.LATER:
        meet_kind(concern, DutyKind.PARENT)


def write_step(
    by: User,
    concern: Concern,
    move: Move,
    *,
    reason: str = "",
    told_at: datetime | None = None,
    answer_by: datetime | None = None,
    second: User | None = None,
    **said: Any,
) -> Step:
    """Write one step for an action that holds the concern's key, and set and meet its duties. The state that the
    caller's row shows is brought up to date; the database has moved it.

    Raises:
        Refused: with what is missing, or that it does not follow where the concern stands now.
    """
    facts = known_of(concern, by, reasons=bool(reason), second_named=second is not None, **said)
    may_move(by, concern, move, facts).enforce()
    start = State(concern.state)
    before = State(concern.before_emergency) if concern.before_emergency else None
    seeking = move.key == "attempt" and start == State.SEEKING
    first = seeking and of_this_round(concern, Attempt).exclude(rota=Rota.CHILD_IN_HOME).count() <= 1
    made = Step.of(
        concern.case,
        concern=concern,
        move=move.key,
        start=start,
        end=end_of(move, start, before),
        reason=reason,
        belief=facts.belief,
        risk_of_delay=facts.risk_of_delay,
        second_person=second_for(concern, by) if SECOND in move.needs else second,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    _take(made, move)
    concern.refresh_from_db(fields=["state", "before_emergency", "urgency"])
    set_duties(concern, move, moment_of(concern, told_at, answer_by, first_attempt=first))
    return made


def _take(step: Step, move: Move) -> None:
    """Write the step; of two people who move a concern at once, the second is told that somebody was first."""
    with refusing({NOT_SO: move.refusal}):
        step.save(force_insert=True)


def moment_of(concern: Concern, told_at: datetime | None, answer_by: datetime | None, *, first_attempt: bool) -> Moment:
    """What the deadlines of a move made now run from."""
    now = clock.now()
    return Moment(
        now=now,
        urgency=Urgency(concern.urgency) if concern.urgency else DEFAULT_URGENCY,
        aware_at=concern.aware_at,
        told_at=told_at or now,
        first_attempt=first_attempt,
        review_on=concern.review_on,
        answer_by=answer_by,
        parent_told=concern.parent_told,
        parent_told_by=concern.parent_told_by,
        state=State(concern.state),
        child_owed=child_is_owed(concern),
        discussed=discussed_itself(concern).exists(),
    )


def set_duties(concern: Concern, move: Move, moment: Moment) -> None:
    """Meet what a move meets, then make due what it makes due. What is due already is due sooner when the move says so:
    the date that was set stays beside the new one, both are met together, and nothing is ever put off."""
    still_open = Duty.objects.filter(concern=concern, met_at=None)
    gone = Q(kind__in=sorted(move.meets)) | Q(kind__in=sorted(move.undoes)) & _since_the_emergency(concern, move)
    for duty in still_open.filter(gone):
        meet(duty)
    soonest = {duty.kind: duty.due_at for duty in still_open.order_by("-due_at", "-pk")}
    for kind, deadline in made_due(move, moment, calendar()):
        if kind not in soonest or deadline.at < soonest[kind]:
            make_due(concern, kind, deadline, moment.now)


def _since_the_emergency(concern: Concern, move: Move) -> Q:
    """What a mistaken press made due, when the move takes it back; what was due before stays due."""
    if not move.back:
        return Q()
    presses = Step.objects.filter(concern=concern, move="emergency")
    return Q(recorded_at__gte=presses.order_by("-recorded_at", "-pk").values("recorded_at")[:1])


def make_due(concern: Concern, kind: DutyKind, deadline: Deadline, now: datetime) -> None:
    """Write down that something is due, with the sentence that explains when."""
    made = Duty.of(
        concern.case,
        concern=concern,
        kind=kind,
        due_at=deadline.at,
        because=deadline.because,
        skipped=list(deadline.skipped),
        recorded_at=now,
    )
    made.save(force_insert=True)


def bring_forward(concern: Concern) -> None:
    """It proved to be more urgent: what is still due of its raising is due sooner. The date that was set stays beside
    the new one, and both are met together; nothing is ever put off."""
    moment = moment_of(concern, None, None, first_attempt=False)
    still = {
        duty.kind: duty.due_at for duty in Duty.objects.filter(concern=concern, met_at=None).order_by("-due_at", "-pk")
    }
    for kind, deadline in made_due(MOVES["raise"], moment, calendar()):
        if kind in still and deadline.at < still[kind]:
            make_due(concern, kind, deadline, moment.now)


def ask_about_child(concern: Concern) -> None:
    """It proved that a child is in the adult's home, or that none is: what is due of it is due from now, or not at
    all."""
    if not child_is_owed(concern):
        meet_kind(concern, DutyKind.CHILD)
    elif not Duty.objects.filter(concern=concern, met_at=None, kind=DutyKind.CHILD).exists():
        moment = moment_of(concern, None, None, first_attempt=False)
        deadline = CHILD_DISCUSSED.by(calendar(), moment)
        if deadline is not None:
            make_due(concern, DutyKind.CHILD, deadline, moment.now)


def meet(duty: Duty) -> None:
    """Mark one duty as met."""
    duty.met_at = clock.now()
    duty.save(update_fields=["met_at"])


def meet_kind(concern: Concern, kind: DutyKind) -> None:
    """Mark every open duty of one kind as met."""
    for duty in Duty.objects.filter(concern=concern, met_at=None, kind=kind):
        meet(duty)


def calendar() -> Calendar:
    """The working days of England and Wales, with the days that two people have added or struck: the latest counts."""
    days = {row.day: row for row in CalendarDay.objects.standing()}.values()
    return Calendar(
        added={row.day: row.why for row in days if row.kind == DayKind.HOLIDAY},
        struck=frozenset(row.day for row in days if row.kind == DayKind.WORKING),
    )
