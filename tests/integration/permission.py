"""Building permissions and disclosures for tests, by the real actions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient, already_shared
from cases.models import Breach, Case, Person, Recipient
from cases.vocabulary.sharing import BreachCause, Category, PartyKind, Purpose, SendingMethod
from consent.actions import NewDecision, decide_consent
from consent.actions.demands import NewDemand, NewFinding, find_on_demand, record_demand
from consent.actions.sheets import NewSheet, confirm_sheet, put_to_governance
from consent.models import Consent, Demand, DemandFinding, DemandSheet
from consent.rules import Telling
from consent.vocabulary import DecisionKind, DemandFound, DemandKind, IdentityCheck, Method, Way
from foundation import clock
from safeguarding.actions import add_to_rota
from safeguarding.vocabulary import INFORMATION_GOVERNANCE
from teams.models import Team, User
from tests.conftest import asking_as, person

NEEDS = frozenset({Category.SEN_NEEDS})
SCHOOL = NewRecipient(PartyKind.PROFESSIONAL, organisation="Foxglove Invented Primary", role="SENCo")


def confider(case: Case) -> Person:
    """Whose confidence the case holds."""
    found: Person = Person.objects.get(case=case, is_confider=True)
    return found


def school(case: Case, by: User) -> Recipient:
    """The SENCo of the invented primary, as a recipient of this case."""
    return add_recipient(by=by, case=case, recipient=SCHOOL)


def yes(case: Case, recipient: Recipient, **changes: Any) -> NewDecision:
    """Their yes, in writing, to the SENCo being told about needs, for thirty days."""
    who, now = confider(case), clock.now()
    said = NewDecision(
        grantor=who,
        recipient=recipient,
        purpose=Purpose.SUPPORT_IN_SCHOOL,
        way=Way.OUT,
        decision=DecisionKind.GRANTED,
        note="They agreed that the SENCo is told about the reading assessment.",
        valid_from=now,
        categories=NEEDS,
        subjects=frozenset({who.pk}),
        method=Method.EMAIL,
        words="You can tell the SENCo about the reading assessment.",
        identity_check=IdentityCheck.VERIFIED_EMAIL,
        one_off=False,
        expires_at=now + timedelta(days=30),
    )
    return replace(said, **changes)


def agreed(case: Case, by: User, **changes: Any) -> Consent:
    """A permission for a new recipient."""
    return decide_consent(by=by, case=case, said=yes(case, school(case, by), **changes))


def telling(consent: Consent, **changes: Any) -> Telling:
    """What the permission allows to be told, with the worker's word that the limits are kept."""
    said = Telling(consent.recipient, Purpose(consent.purpose), NEEDS, frozenset(consent.subjects), limits_kept=True)
    return replace(said, **changes)


def told(recipient: Recipient, *kinds: Category, **changes: Any) -> NewDisclosure:
    """A telephone call just now that told these kinds."""
    items = tuple(Item(kind, f"What was said about {kind.label.lower()}") for kind in kinds or (Category.SEN_NEEDS,))
    said = NewDisclosure(recipient, items, SendingMethod.TELEPHONE, clock.now(), benefit="So that school can help")
    return replace(said, **changes)


def demanded(case: Case, by: User, **changes: Any) -> Demand:
    """An order of the invented county court for what is known of needs, for a week from now."""
    court = NewRecipient(PartyKind.COURT, organisation="Wexcombe Invented County Court", role="Listing officer")
    today = clock.today()
    came = NewDemand(
        recipient=add_recipient(by=by, case=case, recipient=court),
        kind=DemandKind.ORDER,
        orders="To produce what is held about the child's reading.",
        dated=today,
        due=today + timedelta(days=7),
        categories=NEEDS,
    )
    return record_demand(by=by, case=case, came=replace(came, **changes))


def found_valid(case: Case, by: User, demand: Demand, **changes: Any) -> DemandFinding:
    """That it is to be followed, as the manager found, and was told by telephone."""
    said = NewFinding(
        DemandFound.FOLLOW,
        "It names the child and the case, and is sealed.",
        NEEDS,
        checked_by="Percival Dunmoor, information governance",
        checked_on=clock.today(),
        advice="It is valid. Give the reading assessment alone.",
    )
    return find_on_demand(by=by, case=case, demand=demand, said=replace(said, **changes))


def governance_there(by: User, team: Team, username: str = "percival", **changes: Any) -> None:
    """Somebody of information governance on the team's rota, from an hour ago for a month."""
    now = clock.now()
    turn: dict[str, Any] = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=30)}
    turn |= {"telephone": "020 7946 0009", "for_adults": True, "department": INFORMATION_GOVERNANCE}
    add_to_rota(by=by, team=team, username=username, **turn | changes)


def put_to(case: Case, by: User, demand: Demand, **changes: Any) -> DemandSheet:
    """What the manager found, put to Percival of information governance."""
    said = NewSheet(person("percival"), "Wexcombe Invented County Court", "What is held about the reading of a child.")
    return put_to_governance(by=by, case=case, demand=demand, said=replace(said, **changes))


def confirmed(case: Case, by: User, demand: Demand, *, answer: str = "") -> DemandSheet:
    """Put to Percival, who is on the rota, and his own word on it: that it is valid, or why not."""
    governance_there(by, case.team)
    made = put_to(case, by, demand)
    percival = person("percival")
    with asking_as(percival):
        confirm_sheet(by=percival, sheet=DemandSheet.objects.get(pk=made.pk), valid=not answer, answer=answer)
    return made


def slipped_out(case: Case, by: User) -> Breach:
    """Something that was said to the school without permission, and the breach that it opened."""
    with asking_as(by):
        gone = told(school(case, by), Category.HEALTH)
        made: Breach = already_shared(
            by=by, case=case, told=gone, cause=BreachCause.VERBAL, what_happened="I thought that they knew."
        )
        return made
