"""Referring as a page does it: whom it goes to, what was said of the parent, and what was told, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.actions import action
from cases import keys as case_keys
from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient
from cases.models import Recipient
from cases.presenting import text_of
from cases.vocabulary.sharing import PartyKind, RecipientCheck, SendingMethod, Told
from safeguarding import keys
from safeguarding.actions.directory import NewPlace, name_place
from safeguarding.actions.discussing import put_to
from safeguarding.actions.referring import NewReferral, refer
from safeguarding.actions.steps import held, write_down
from safeguarding.models import Concern, Referral, Route
from safeguarding.rounds import discussed_itself
from safeguarding.vocabulary import ParentTold, RouteKind, State
from safeguarding.workflow import Move
from teams.models import User

FORM_VERSION = "1"
IN_DANGER = frozenset({RouteKind.MASH, RouteKind.OUT_OF_HOURS, RouteKind.OTHER_AUTHORITY})
REFERRED_ALL_THE_SAME = (
    "Since you spoke, the worker has made the referral, because they believe that somebody is at risk. "
    "You need do nothing."
)
SUBJECT_TOLD = {ParentTold.BEFORE: Told.YES, ParentTold.AFTER: Told.YES, ParentTold.NO: Told.NO_RISK}


@dataclass(frozen=True)
class Sent:
    """What a worker says of a referral. ``form`` is the written one as it goes, and empty by telephone; ``route`` is a
    place of the directory, or one that is written down in it now."""

    route: Route | NewPlace
    told_at: datetime
    items: tuple[Item, ...]
    method: SendingMethod
    of_parent: dict[str, Any]
    spoke_to: str = ""
    their_reference: str = ""
    form: str = ""
    protect_source: bool = False
    reason: str = ""
    belief: bool = False
    risk_of_delay: bool = False

    @property
    def verified(self) -> RecipientCheck:
        """How it is known that it was them: a place of the directory is rung, or written to, where it is held."""
        spoken = self.method == SendingMethod.TELEPHONE
        return RecipientCheck.RANG_BACK if spoken else RecipientCheck.ADDRESS_HELD


@action
def send(*, by: User, concern: Concern, move: Move, said: Sent) -> Referral:
    """Refer to a place of the directory: the parent's position, the recipient, the disclosure, the step and the
    referral, all or nothing (T9 to T15). Agreement is never asked.

    Raises:
        Refused: with what is missing, or that it does not follow where the concern stands.
    """
    keys.open_to_change(concern)
    case_keys.open_to_change(concern.case)
    write_down(held(concern), said.of_parent)
    route = said.route
    if isinstance(route, NewPlace):
        route = name_place(by=by, team=concern.team, said=route)
    whom = _recipient(by, concern, route)
    told = NewDisclosure(
        whom,
        said.items,
        said.method,
        said.told_at,
        subject_told=SUBJECT_TOLD.get(ParentTold(concern.parent_told), "") if concern.parent_told else "",
        recipient_verified=said.verified,
        in_emergency=whom.kind == PartyKind.EMERGENCY,
    )
    same = ("told_at", "spoke_to", "their_reference", "form", "protect_source", "reason", "belief")
    referral = NewReferral(
        route=route,
        told=told,
        risk_of_delay=said.risk_of_delay,
        form_version=FORM_VERSION if said.form else "",
        **{name: getattr(said, name) for name in same},
    )
    made = refer(by=by, concern=concern, move=move, said=referral)
    if move.key.startswith("refer_now"):
        _tell_whom_it_was_discussed_with(concern)
    return made


def _tell_whom_it_was_discussed_with(concern: Concern) -> None:
    """The senior manager learns that it went all the same (T10); the service manager has it on their board."""
    last = discussed_itself(concern).filter(retrospective=False).order_by("-held_at", "-pk").first()
    if last is not None:
        put_to(last, last.manager, REFERRED_ALL_THE_SAME)


def party_of(route: Route, state: str) -> PartyKind:
    """What part a place has, as the disclosure table tells them apart; in danger, whoever acts at once is one."""
    if route.kind == RouteKind.POLICE:
        return PartyKind.POLICE
    return PartyKind.EMERGENCY if state == State.EMERGENCY and route.kind in IN_DANGER else PartyKind.SAFEGUARDING


def _recipient(by: User, concern: Concern, route: Route) -> Recipient:
    kind, role = party_of(route, concern.state), RouteKind(route.kind).label
    return known_recipient(by, concern, NewRecipient(kind, organisation=route.name, role=role))


def known_recipient(by: User, concern: Concern, whom: NewRecipient) -> Recipient:
    """The office as the case knows it already, or written down now; needs the case's key."""
    for known in Recipient.objects.filter(case=concern.case, kind=whom.kind).order_by("recorded_at", "pk"):
        if text_of(known.organisation) == whom.organisation:
            found: Recipient = known
            return found
    return add_recipient(by=by, case=concern.case, recipient=whom)
