"""The rota of senior managers and the directory of places a referral goes to, kept by the manager."""

from datetime import date, datetime

from audit.actions import action, record
from audit.vocabulary import Verb
from foundation import clock
from foundation.rowsecurity.calls import call_one
from foundation.verdict import YES, Refused, Verdict, no
from safeguarding.models import RotaSlot, Route
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb


def may_keep(user: User, team: Team) -> Verdict:
    """Whether the person keeps the rota and the directory of the team."""
    return YES if user.has_perm(TeamVerb.APPROVE_REFERRALS, team) else no("The manager keeps the rota and the numbers.")


@action
def add_to_rota(
    *,
    by: User,
    team: Team,
    username: str,
    starts_at: datetime,
    ends_at: datetime,
    telephone: str,
    position: int = 1,
    for_adults: bool = False,
    department: str = "",
) -> RotaSlot:
    """Put a senior manager on the rota for a time, by their user name.

    Raises:
        Refused: when the person asking does not manage the team, or nobody has this user name.
    """
    may_keep(by, team).enforce()
    manager = call_one("gate.person_for_rota", username)
    if manager is None:
        raise Refused("Nobody has this user name. Check it with the person.")
    made = RotaSlot(
        team=team,
        manager_id=manager,
        starts_at=starts_at,
        ends_at=ends_at,
        telephone=telephone,
        position=position,
        for_adults=for_adults,
        department=department,
    )
    made.save(force_insert=True)
    return made


@action
def withdraw_from_rota(*, by: User, slot: RotaSlot) -> None:
    """Take somebody's turn off the rota.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_keep(by, slot.team).enforce()
    slot.withdrawn_at = clock.now()
    slot.save(update_fields=["withdrawn_at"])


@action
def add_route(*, by: User, team: Team, **said: str) -> Route:
    """Write down a place that referrals go to.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_keep(by, team).enforce()
    made = Route(team=team, verified_on=clock.today(), **said)
    made.save(force_insert=True)
    return made


@action
def verify_route(*, by: User, route: Route, on: date) -> None:
    """Say that somebody has checked the number on a day.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_keep(by, route.team).enforce()
    route.verified_on = on
    route.save(update_fields=["verified_on"])
    record(Verb.TEAM_READ, teams=[route.team_id], page="route verified")
