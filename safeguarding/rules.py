"""Who may do what about a concern, and what is known of it, for the workflow to decide on."""

from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from cases.models import Case
from cases.rules import may_work_on
from foundation.verdict import YES, Verdict, no
from safeguarding import workflow
from safeguarding.models import Approval, Attempt, Concern, Discussion, Duty, Step, Switch
from safeguarding.vocabulary import DutyKind, Reached, State, Urgency, Who
from safeguarding.workflow import Facts, Move
from teams.models import User
from teams.vocabulary import Verb


def roles_of(user: User, concern: Concern) -> frozenset[Who]:
    """What the person is to this concern. A senior manager is nothing to it: they hold a packet."""
    found = set()
    if user.has_perm(Verb.WORK_CASES, concern.team):
        found.add(Who.WORKER)
    if user.has_perm(Verb.APPROVE_REFERRALS, concern.team):
        found.add(Who.MANAGER)
    return frozenset(found)


def may_raise(user: User, case: Case) -> Verdict:
    """Whether the person may begin a concern: whoever works on the case, and nothing else is asked."""
    return may_work_on(user, case)


def may_describe(concern: Concern) -> Verdict:
    """Whether more can be written down of a concern: until it is over."""
    return YES if concern.state in State.live() else no("This concern is over. Open it again before you write in it.")


def laws_in_force(on: date) -> frozenset[str]:
    """The laws with a day of their own that is reached; none until somebody has signed one off (§2.4, §2.6)."""
    return frozenset(Switch.objects.filter(in_force_from__lte=on).values_list("code", flat=True))


def second_for(concern: Concern, by: User) -> User | None:
    """Who, besides the person, has said that the concern is an error, or that it is none, since it last moved (T26)."""
    ask = "ask_restore" if concern.state == State.VOID else "ask_void"
    steps = Step.objects.filter(concern=concern).select_related("recorded_by").order_by("-recorded_at")
    for step in steps:
        if step.start != step.end:
            return None
        if step.move == ask and step.recorded_by_id != by.pk:
            return cast("User", step.recorded_by)
    return None


def passed_over(concern: Concern) -> frozenset[UUID]:
    """The senior managers who are too close to it: who are never asked, and are not told so."""
    rows = Attempt.objects.filter(concern=concern, result=Reached.PASSED_OVER)
    return frozenset(rows.values_list("manager", flat=True))


def may_discuss_with(concern: Concern, manager: User) -> Verdict:
    """Whether it can be discussed with this senior manager."""
    if manager.pk in passed_over(concern):
        return no(f"{manager} was passed over as too close to it. Discuss it with the next person of the rota.")
    return YES


def known_of(concern: Concern, by: User, **said: Any) -> Facts:
    """What is stored of a concern, with what is being said about the move."""
    attempts = Attempt.objects.filter(concern=concern).exclude(result=Reached.PASSED_OVER)
    open_duties = set(Duty.objects.filter(concern=concern, met_at=None).values_list("kind", flat=True))
    stored = Facts(
        urgency=Urgency(concern.urgency) if concern.urgency else None,
        worry=concern.worry is not None,
        about=concern.about is not None,
        danger=concern.danger is not None,
        call=concern.called is not None,
        attempts=attempts.count(),
        tried=attempts.values("manager").distinct().count(),
        discussion=Discussion.objects.filter(concern=concern, retrospective=False).exists(),
        approved=Approval.objects.filter(concern=concern, approved=True).exists(),
        parent_answered=concern.parent_told != "",
        outcome=concern.outcome != "",
        retrospective_due=DutyKind.RETROSPECTIVE in open_duties,
        written_due=DutyKind.WRITTEN in open_duties,
        parent_due=DutyKind.PARENT in open_duties,
        raised_it=concern.raised_by_id == by.pk,
        second_agrees=second_for(concern, by) is not None,
    )
    return replace(stored, **said)


def may_begin(by: User, concern: Concern, move: Move, facts: Facts) -> Verdict:
    """Whether the page of a move is worth opening: it follows, the person makes it, and nothing stands against it that
    no form could say."""
    if concern.state not in move.starts:
        return no(move.refusal)
    if not roles_of(by, concern) & move.who:
        return no("Somebody else makes this move: " + ", ".join(sorted(who.label for who in move.who)).lower() + ".")
    against = workflow.standing_against(move, facts)
    return no(against) if against else YES


def may_move(by: User, concern: Concern, move: Move, facts: Facts) -> Verdict:
    """Whether the person may make the move with what is known."""
    roles = roles_of(by, concern)
    if not roles:
        return no("You do not work on this case.")
    return workflow.may_move(move, State(concern.state), facts, roles)
