"""Concerns of the demonstration, on their way by the real actions: a rota, a directory of invented numbers, one concern
that waits for its approval and for a senior manager's word, one that was referred in an emergency, one just raised."""

from datetime import date, timedelta
from typing import Any

from cases.actions.sharing import Item
from cases.models import Case
from cases.vocabulary.sharing import Category, SendingMethod
from foundation import clock
from safeguarding import actions
from safeguarding.models import Concern, RotaSlot, Route
from safeguarding.vocabulary import INFORMATION_GOVERNANCE, Mode, RouteKind, Urgency, View
from safeguarding.workflow import MOVES
from teams.models import Team, User

ON_CALL = timedelta(days=60)
LONG_AGO = timedelta(days=120)  # since somebody checked the number of the council next door
# Numbers that belong to nobody: Ofcom keeps them for stories.
PLACES = (
    (RouteKind.MASH, "Safeguarding hub (invented)", "302", "020 7946 0101", "Weekdays 9am to 5pm"),
    (RouteKind.OUT_OF_HOURS, "Emergency duty team (invented)", "302", "020 7946 0102", "Nights, weekends and holidays"),
    (RouteKind.ADULTS, "Adult social care (invented)", "302", "020 7946 0103", "Monday to Friday 9am to 5pm"),
    (RouteKind.POLICE, "Police, not urgent (invented)", "", "020 7946 0104", "Always"),
    (RouteKind.LADO, "Designated officer (invented)", "302", "020 7946 0105", "Monday to Friday 9am to 5pm"),
    (RouteKind.OTHER_AUTHORITY, "Safeguarding hub next door (invented)", "308", "020 7946 0106", "Not known"),
)
TURNS: tuple[dict[str, Any], ...] = (
    {"username": "honoria", "position": 1},
    {"username": "lysander", "position": 2},
    {"username": "lysander", "position": 1, "for_adults": True},
    {"username": "honoria", "position": 2, "for_adults": True},
    {"username": "percival", "position": 3, "for_adults": True, "department": INFORMATION_GOVERNANCE},
)
HUNGRY = "Her neighbour’s child is often hungry and unwashed, and has missed school three weeks running."
ALONE = "He said that the two younger ones were alone in the flat overnight, and that the cooker was on."
QUIET = "She spoke of a cousin of sixteen who is not let out of the house, and would not say more on the telephone."


def keep_rota_and_directory(manager: User, team: Team) -> None:
    """Honoria first and Lysander behind her, day and night, the other way round for adults, with information governance
    that is shown what is discussed of them; and the places that referrals go to."""
    begins, ends = clock.now() - timedelta(days=1), clock.now() + ON_CALL
    for number, turn in enumerate(TURNS, start=1):
        telephone = f"020 7946 011{number}"
        actions.add_to_rota(by=manager, team=team, telephone=telephone, starts_at=begins, ends_at=ends, **turn)
    for kind, name, authority, telephone, hours in PLACES:
        said = {"kind": kind, "name": name, "authority": authority, "telephone": telephone, "hours": hours}
        made = actions.add_route(by=manager, team=team, **said)
        if kind == RouteKind.OTHER_AUTHORITY:
            actions.verify_route(by=manager, route=made, on=_long_ago())


def _long_ago() -> date:
    return clock.today() - LONG_AGO


def discuss_one(worker: User, case: Case) -> None:
    """A concern that both would refer: it waits for the service manager, and for the senior manager's own word."""
    concern = _raised(worker, case, HUNGRY, "A child next door to a caller", Urgency.SIGNIFICANT)
    facts = {"source": "client_disclosure", "facts": HUNGRY, "categories": ["neg"], "home_authority": "302"}
    actions.describe(by=worker, concern=concern, **facts)
    actions.step(by=worker, concern=concern, move=MOVES["seek"], way_chosen=True)
    concern.refresh_from_db()
    said = actions.NewDiscussion(
        manager=RotaSlot.objects.on_duty(clock.now())[0].manager,
        held_at=clock.now(),
        mode=Mode.PHONE,
        view=View.REFER,
        worker_view=View.REFER,
        agreed=True,
        reasons="Neglect is likely, and the hub can see what the school knows.",
        packet="A child may be neglected: often hungry, unwashed, missing school. Nobody was named.",
        no_conflict=True,
        advice="Ring the hub today.",
    )
    actions.discuss(by=worker, concern=concern, said=said, end="discussed_refer")


def refer_one_in_danger(worker: User, case: Case) -> None:
    """An emergency that was referred by telephone: the written referral and the discussion are still due."""
    said = {"called": "999, and the emergency duty team", "danger": ALONE}
    concern = actions.declare_emergency(by=worker, case=case, concern=None, **said)
    sent = actions.Sent(
        route=Route.objects.get(team=case.team_id, kind=RouteKind.OUT_OF_HOURS),
        told_at=clock.now(),
        items=(Item(Category.SAFEGUARDING, ALONE),),
        method=SendingMethod.TELEPHONE,
        of_parent={"parent_told": "no", "why_not_told": "parent_is_alleged_source", "parent_told_by": None},
        spoke_to="The duty social worker",
    )
    actions.send(by=worker, concern=concern, move=MOVES["emergency_verbal"], said=sent)


def raise_one(worker: User, case: Case) -> None:
    """A concern that was just raised."""
    _raised(worker, case, QUIET, "A cousin of the caller, about sixteen", Urgency.WELFARE)


def _raised(worker: User, case: Case, worry: str, about: str, urgency: Urgency) -> Concern:
    said: Any = actions.NewConcern(aware_at=clock.now(), urgency=urgency, worry=worry, about=about)
    return actions.raise_concern(by=worker, case=case, said=said)
