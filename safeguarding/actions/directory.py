"""The rota of senior managers and the directory of places a referral goes to, kept by the manager."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit.actions import action, record
from audit.vocabulary import Verb
from foundation import clock
from foundation.rowsecurity.calls import call_one
from foundation.verdict import YES, Refused, Verdict, no
from safeguarding.deadlines import Span
from safeguarding.models import RotaSlot, Route
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb


@dataclass(frozen=True)
class NewPlace:
    """A place that a worker refers to and that the directory does not have yet."""

    kind: str
    name: str
    telephone: str = ""


def may_keep(user: User, team: Team) -> Verdict:
    """Whether the person keeps the rota and the directory of the team."""
    return YES if user.has_perm(TeamVerb.APPROVE_REFERRALS, team) else no("The manager keeps the rota and the numbers.")


def may_name_place(user: User, team: Team) -> Verdict:
    """Whether the person may write a place down that nobody has checked: whoever works on cases."""
    return YES if user.has_perm(TeamVerb.WORK_CASES, team) else no("Caseworkers write down where they refer to.")


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
    said = {"telephone": telephone, "position": position, "for_adults": for_adults, "department": department}
    return _add_turns(by, team, username, [(starts_at, ends_at)], said)[0]


@action
def add_turns(*, by: User, team: Team, username: str, spans: list[Span], **said: Any) -> list[RotaSlot]:
    """Put a senior manager on the rota for several times alike, such as the hours of every working day of a week.

    Raises:
        Refused: when the person asking does not manage the team, or nobody has this user name.
    """
    return _add_turns(by, team, username, spans, said)


def _add_turns(by: User, team: Team, username: str, spans: list[Span], said: dict[str, Any]) -> list[RotaSlot]:
    may_keep(by, team).enforce()
    manager = call_one("gate.person_for_rota", username)
    if manager is None:
        raise Refused("Nobody has this user name. Check it with the person.")
    turns = [RotaSlot(team=team, manager_id=manager, starts_at=start, ends_at=end, **said) for start, end in spans]
    for turn in turns:
        turn.save(force_insert=True)
    return turns


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
def name_place(*, by: User, team: Team, said: NewPlace) -> Route:
    """Write down a place that the directory does not have, for a referral that cannot wait: it stands there as never
    verified until the manager checks it.

    Raises:
        Refused: when the person asking does not work on the team's cases.
    """
    may_name_place(by, team).enforce()
    made = Route(team=team, **vars(said))
    made.save(force_insert=True)
    return made


@action
def verify_route(*, by: User, route: Route, on: date, **corrected: str) -> None:
    """Say that somebody has checked the number on a day, and correct what was wrong.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_keep(by, route.team).enforce()
    for name, value in {**corrected, "verified_on": on}.items():
        setattr(route, name, value)
    route.save(update_fields=["verified_on", *sorted(corrected)])
    record(Verb.TEAM_READ, teams=[route.team_id], page="route verified")


@action
def withdraw_route(*, by: User, route: Route) -> None:
    """Take a place out of the directory; referrals that went there keep it.

    Raises:
        Refused: when the person asking does not manage the team.
    """
    may_keep(by, route.team).enforce()
    route.withdrawn_at = clock.now()
    route.save(update_fields=["withdrawn_at"])
