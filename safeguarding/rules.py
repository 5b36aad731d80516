"""Who may do what about a concern, and what is known of it, for the workflow to decide on."""

from dataclasses import replace
from datetime import date
from typing import Any

from cases.models import Case
from cases.rules import may_work_on
from foundation.verdict import YES, Verdict, no
from safeguarding import workflow
from safeguarding.models import Approval, Attempt, Concern, Discussion, Duty, Switch
from safeguarding.vocabulary import DutyKind, State, Urgency, Who
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


def known_of(concern: Concern, by: User, **said: Any) -> Facts:
    """What is stored of a concern, with what is being said about the move."""
    attempts = Attempt.objects.filter(concern=concern)
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
    )
    return replace(stored, **said)


def may_move(by: User, concern: Concern, move: Move, facts: Facts) -> Verdict:
    """Whether the person may make the move with what is known."""
    roles = roles_of(by, concern)
    if not roles:
        return no("You do not work on this case.")
    return workflow.may_move(move, State(concern.state), facts, roles)
