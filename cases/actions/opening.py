"""Opening a case."""

from collections.abc import Iterable
from datetime import date

from audit.actions import action
from cases import keys
from cases.actions.people import write_person
from cases.actions.written import NewContactPoint, NewPerson
from cases.models import Case
from cases.rules import may_open_case
from cases.vocabulary import CaseKind
from foundation import clock
from teams.models import Team, User


@action
def open_case(
    *,
    by: User,
    team: Team,
    kind: CaseKind,
    people: Iterable[tuple[NewPerson, Iterable[NewContactPoint]]] = (),
    level: int = 1,
    lead_worker: User | None = None,
    referral_source: str = "",
    issues: Iterable[str] = (),
    review_due: date | None = None,
    sen_stage_open: str = "",
) -> Case:
    """Open a case with its people under keys of its own.

    Raises:
        Refused: when the person does not work in the team.
    """
    may_open_case(by, team).enforce()
    now = clock.now()
    case = Case(
        team=team,
        kind=kind,
        intervention_level=level,
        highest_level=level,
        lead_worker=lead_worker,
        referral_source=referral_source,
        issues=list(issues),
        sen_stage_open=sen_stage_open,
        opened_at=now,
        opened_by=by,
        review_due=review_due,
        last_contact_at=now,
    )
    case.save(force_insert=True)
    keys.mint_for(case)
    for person, points in people:
        write_person(case, person, points)
    return case
