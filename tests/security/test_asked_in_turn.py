"""Taking a permission back races asking with it: whichever commits first is what the other sees."""

from cases.models import Case
from consent.models import Consent, InformationRequest
from teams.models import User
from tests.conftest import LONG, person
from tests.integration.coming_in import asked, may_ask
from tests.security.racing import Race, both_orders, lost

RACES = 500 if LONG else 18


def test_nobody_is_asked_after_the_permission_was_taken_back(own_database: str) -> None:
    """Both orders, really at once. Falls when ``gate.in_turn`` waits for nobody."""

    def ask(case: Case, by: User, consent: Consent) -> None:
        asked(case, by, consent)

    race = Race(person("ottoline"), may_ask, ask, lambda consent: InformationRequest.objects.filter(rests_on=consent))
    outcomes = race.run(RACES)
    assert lost(outcomes) == [] and both_orders(outcomes)
