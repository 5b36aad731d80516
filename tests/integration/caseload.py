"""A team with as many cases as a test needs, made by the product's own actions in the test's own database."""

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from audit.ledger import frame
from cases import actions, keys
from cases.models import Case
from cases.vocabulary import CaseKind, PersonRole
from cases.workflow import MOVES
from foundation import clock
from pps_barnet.demonstration.families import Told
from teams.models import Team, User
from tests.conftest import asking_as


def open_cases(by: User, number: int, *, lead: User | None = None, contacts: int = 0) -> list[Case]:
    """Cases that ``by`` opens for invented people, oldest first: a minute apart, but every fifth at the same instant
    as the one before it, so that only their ids tell them apart."""
    start = clock.now() - timedelta(days=2)
    moments = [start + timedelta(minutes=n - (n % 5 == 4)) for n in range(number)]
    with asking_as(by):
        team = Team.objects.get(pk__in=Team.objects.where(by, "work_cases"))
        return [_open(by, team, n, moment, lead, contacts) for n, moment in enumerate(moments)]


def _open(by: User, team: Team, n: int, moment: datetime, lead: User | None, contacts: int) -> Case:
    who = actions.NewPerson(PersonRole.PARENT, f"Parent{n}", "Caseload", is_confider=True)
    with mock.patch("foundation.clock.now", return_value=moment):
        case = actions.open_case(by=by, team=team, kind=CaseKind.ADULT, people=[(who, [])], lead_worker=lead)
    for _ in range(contacts):
        actions.record_contact(by=by, case=case, contact=Told(1, "A call").contact())
    return case


def narrow(case: Case, by: User, **to: Any) -> None:
    """Change codes of a case as an action would, on the record; its status, level and lead by their own actions."""
    with asking_as(by):
        if "status" in to:
            step = next(move for move in MOVES.values() if move.end == to["status"])
            actions.move(by=by, case=case, to=step, closing=actions.Closing("completed", ["needs_met"]))
        if "intervention_level" in to:
            actions.set_level(by=by, case=case, level=to["intervention_level"])
        if "lead_worker" in to:
            actions.allocate(by=by, case=case, lead=to["lead_worker"], second=None)
    to = {name: value for name, value in to.items() if name not in ("status", "intervention_level", "lead_worker")}
    with asking_as(by), frame(acting=True):
        keys.open_to_change(case)
        for name, value in to.items():
            setattr(case, name, value)
        case.save(update_fields=list(to))
