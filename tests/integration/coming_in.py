"""Building requests and arrivals for tests, by the real actions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from cases.disclosure import Act
from cases.models import Case
from cases.vocabulary.sharing import Category, Purpose, SendingMethod
from consent.actions import NewArrival, NewRequest, ask_holder, record_arrival
from consent.models import Arrival, Consent, InformationRequest
from consent.rules import Telling
from consent.vocabulary import CameHow, Held, Thing, Way
from foundation import clock
from teams.models import User
from tests.integration.permission import NEEDS, agreed

RECORD = frozenset({Category.SEN_NEEDS, Category.FAMILY_CIRCUMSTANCES})


def may_ask(case: Case, by: User, **changes: Any) -> Consent:
    """A permission to ask the school about needs and about the family."""
    return agreed(case, by, **{"way": Way.IN, "categories": RECORD} | changes)


def request(consent: Consent, **changes: Any) -> NewRequest:
    """A request for what the permission covers, about needs alone."""
    about = Telling(
        consent.recipient,
        Purpose(consent.purpose),
        NEEDS,
        frozenset(consent.subjects),
        limits_kept=True,
        act=Act.ASK,
    )
    telling = replace(about, **changes)
    due = clock.today() + timedelta(days=14)
    return NewRequest(telling, "The reading assessments of this year", SendingMethod.SECURE_EMAIL, clock.now(), due)


def asked(case: Case, by: User, consent: Consent, **changes: Any) -> InformationRequest:
    """A request that was made."""
    return ask_holder(by=by, case=case, asked=request(consent, **changes), resting_on=consent)


def came(**changes: Any) -> NewArrival:
    """A report by e-mail today, from nobody that the case knows."""
    said = NewArrival("An office of the council", "The whole file", CameHow.EMAIL, Thing.REPORT, clock.today())
    return replace(said, **changes)


def arrived(case: Case, by: User, **changes: Any) -> Held:
    """Where something that arrived is held."""
    return record_arrival(by=by, team=case.team, case=case, came=came(**changes))


def held_in(case: Case, by: User) -> list[Arrival]:
    """What somebody sees of what came to a case, oldest first."""
    return list(Arrival.objects.visible_to(by).filter(case=case).order_by("recorded_at"))
