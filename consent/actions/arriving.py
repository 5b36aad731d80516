"""Writing down what arrives: into the case when it was given or agreed to, otherwise into quarantine (R-C7-2, D44)."""

from dataclasses import dataclass, field
from datetime import date

from audit.actions import action, record
from audit.vocabulary import Verb
from cases.models import Case, Recipient
from cases.rules import may_open_case, may_work_on
from cases.vocabulary.sharing import Category
from consent import keys
from consent.actions.permission import decisions_of
from consent.models import Arrival, Consent, InformationRequest, QuarantineDecision
from consent.rules import Coming, may_decide_quarantine, may_keep, way_in
from consent.vocabulary import CameHow, Fate, Held, LegalTag, Thing
from foundation import clock
from foundation.rowsecurity.calls import NOT_SO, refusing
from teams.models import Team, User

JUST_CHANGED = "What this rests on has just changed. Look at the permissions again before you go on."


@dataclass(frozen=True)
class NewArrival:
    """What arrived, as whoever opened it can say. ``holder`` is who sent it, when the case knows them."""

    sender: str
    summary: str
    came_how: CameHow
    thing: Thing
    arrived_on: date
    about: str = ""
    holder: Recipient | None = None
    from_service_user: bool = False
    request: InformationRequest | None = None
    tags: frozenset[LegalTag] = field(default_factory=frozenset)
    categories: frozenset[Category] = field(default_factory=frozenset)


@action
def record_arrival(*, by: User, team: Team, case: Case | None, came: NewArrival) -> Held:
    """Write down what arrived, and say where it is held. What goes into quarantine cannot be read again by whoever
    wrote it down, unless they manage the team.

    Raises:
        Refused: when the person asking does not work on the case, or in the team.
    """
    (may_work_on(by, case, identifying=True) if case else may_open_case(by, team)).enforce()
    coming = Coming(came.holder, came.from_service_user, came.request, came.categories)
    into = way_in(coming, decisions_of(case)) if case else None
    arrival = Arrival(
        team=team,
        case=case,
        holder=came.holder,
        from_service_user=came.from_service_user,
        request=came.request,
        rests_on=into.rests_on if into else None,
        came_how=came.came_how,
        thing=came.thing,
        tags=sorted(came.tags),
        categories=sorted(came.categories),
        arrived_on=came.arrived_on,
        held=Held.CASE if into else Held.QUARANTINE,
        quarantined_at=None if into else clock.now(),
        recorded_at=clock.now(),
        recorded_by=by,
    )
    _seal_and_save(arrival, sender=came.sender, about=came.about, summary=came.summary)
    if into and case:
        record(Verb.CHANGED, shown=[case.pk, arrival.pk], teams=[team.pk])
    return Held(arrival.held)


@action
def decide_quarantine(
    *,
    by: User,
    arrival: Arrival,
    fate: Fate,
    reason: str,
    keeping: Consent | None = None,
    categories: frozenset[Category] = frozenset(),
) -> QuarantineDecision:
    """Decide what becomes of something in quarantine: sent back or destroyed, both with its key; kept, when a
    permission covers it now; or kept by the managers for somebody's safety. Each with its reason.

    Raises:
        Refused: when the person asking does not manage the team, or nobody agreed to what is to be kept.
    """
    may_decide_quarantine(by, arrival).enforce()
    if fate == Fate.KEPT:
        among = decisions_of(arrival.case) if arrival.case else None
        may_keep(arrival, keeping, categories, among).enforce()
    decision = QuarantineDecision(
        team_id=arrival.team_id,
        case_id=arrival.case_id,
        arrival=arrival,
        fate=fate,
        rests_on=keeping if fate == Fate.KEPT else None,
        categories=sorted(categories) if fate == Fate.KEPT else [],
        recorded_at=clock.now(),
        recorded_by=by,
    )
    _seal_and_save(decision, reason=reason)
    return decision


def _seal_and_save(row: Arrival | QuarantineDecision, **texts: str) -> None:
    """Write a row under a new key of its own, and put the key out of hand."""
    key = keys.mint_for(row)
    for name, text in texts.items():
        setattr(row, name, text)
    with refusing({NOT_SO: JUST_CHANGED}):
        row.save(force_insert=True)
    keys.keep_incoming_key(row, key)
