"""Days of the calendar and dates of laws: one person asks, another agrees. No date that is set moves by it."""

from datetime import date

from django.db import DatabaseError

from audit.actions import action
from foundation import clock
from foundation.verdict import YES, Refused, Verdict, no
from safeguarding.models import CalendarDay, LawDate
from safeguarding.vocabulary import DayKind, SwitchCode
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb

ANSWERED_ALREADY = "Somebody has answered this already. Ask for it anew if it is to be otherwise."
Question = CalendarDay | LawDate


def may_ask(user: User, team: Team) -> Verdict:
    """Whether the person may ask for a day or for a law's date."""
    managers = "The manager asks for this, and another person of the team agrees."
    return YES if user.has_perm(TeamVerb.APPROVE_REFERRALS, team) else no(managers)


def may_answer(user: User, asked: Question) -> Verdict:
    """Whether the person may agree, or not: somebody else of the team than whoever asked."""
    if not user.has_perm(TeamVerb.WORK_CASES, asked.team):
        return no("Somebody of the team answers this.")
    if asked.asked_by_id == user.pk:
        return no("You asked for this, so another person of the team answers it.")
    return YES if asked.agreed is None else no(ANSWERED_ALREADY)


@action
def ask_for_day(*, by: User, team: Team, day: date, kind: DayKind, why: str) -> CalendarDay:
    """Ask that a day be added to the holidays, struck from them, or be as it was published.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_ask(by, team).enforce()
    made = CalendarDay(team=team, day=day, kind=kind, why=why, asked_by=by, recorded_at=clock.now())
    made.save(force_insert=True)
    return made


@action
def ask_for_law(*, by: User, team: Team, code: SwitchCode, in_force_from: date | None, why: str) -> LawDate:
    """Ask that a law take effect on a day, or that it be off.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_ask(by, team).enforce()
    said = {"code": code, "in_force_from": in_force_from, "why": why}
    made = LawDate(team=team, asked_by=by, recorded_at=clock.now(), **said)
    made.save(force_insert=True)
    return made


@action
def answer(*, by: User, asked: Question, agreed: bool) -> None:
    """Agree to what somebody else asked for, or not. What was agreed counts from now on, for what becomes due.

    Raises:
        Refused: when the person asked for it, does not work in the team, or somebody has answered.
    """
    may_answer(by, asked).enforce()
    asked.agreed, asked.answered_by, asked.answered_at = agreed, by, clock.now()
    try:
        asked.save(update_fields=["agreed", "answered_by", "answered_at"])
    except DatabaseError as meanwhile:
        if meanwhile.__cause__:  # what the database refuses by itself; else there was nothing to change any more
            raise
        raise Refused(ANSWERED_ALREADY) from meanwhile
