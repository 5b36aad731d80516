"""Somebody disputes a permission: nothing goes on it until a manager finds that it stands, or it is taken back."""

from audit.actions import action
from cases import keys
from cases.actions import add_task
from cases.actions.worries import manager_of
from cases.models import Case
from cases.rules import may_work_on
from consent.actions.permission import answering, decisions_of, write_decision
from consent.models import Consent
from consent.rules import may_be_disputed, may_uphold
from consent.vocabulary import DecisionKind
from foundation import clock
from teams.models import User

LOOK_AT = "Somebody disputes a permission. Find out whether it stands, under Permission"


@action
def dispute(*, by: User, case: Case, consent: Consent, words: str) -> Consent:
    """Write down who disputes a permission and why (§3.6). It takes effect as it commits; the manager has a task for
    today.

    Raises:
        Refused: when the person asking may not work on the case, or the permission is not in force.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    may_be_disputed(consent, decisions_of(case)).enforce()
    said = answering(consent, DecisionKind.CHALLENGED, words, note=f"Disputed: {words}")
    add_task(by=by, case=case, title=LOOK_AT, due=clock.today(), assigned_to=manager_of(case) or by)
    return write_decision(by, case, said, answers=consent)


@action
def uphold(*, by: User, case: Case, consent: Consent, words: str) -> Consent:
    """Write down why a disputed permission stands. From then on it permits what it did.

    Raises:
        Refused: when the person asking does not manage the team, or nobody disputes it.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    may_uphold(by, consent, decisions_of(case)).enforce()
    said = answering(consent, DecisionKind.UPHELD, words, note=f"It stands: {words}")
    return write_decision(by, case, said, answers=consent)
