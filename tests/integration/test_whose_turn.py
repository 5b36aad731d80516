"""Whose turn it is: somebody is named to whoever is on duty alone."""

from datetime import timedelta

import pytest

from cases.models import Case
from foundation import clock
from safeguarding import actions
from safeguarding.models import RotaSlot
from teams.models import User
from tests.conftest import SignIn, asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import keep_a_rota
from tests.integration.test_concern_moves import At
from tests.integration.test_concern_pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast: dict[str, User]) -> dict[str, User]:
    """The cast, with Honoria on duty and Lysander behind her."""
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now() - timedelta(hours=1), days=1)
    return cast


def test_somebody_is_named_to_whoever_is_on_duty_alone(case: Case, people: dict[str, User], sign_in: SignIn) -> None:
    delphine, ottoline, now = people["delphine"], people["ottoline"], clock.now()
    with asking_as(ottoline):
        at = At(sign_in("ottoline"), worried_about(case, ottoline))
    at.make("seek", told="A child is often hungry.")
    later = {"starts_at": now + timedelta(hours=2), "ends_at": now + timedelta(hours=4), "telephone": "020 7946 0002"}
    with asking_as(delphine):
        turns = {slot.manager.username: slot for slot in RotaSlot.objects.select_related("manager")}
        actions.withdraw_from_rota(by=delphine, slot=turns["lysander"])
        actions.add_to_rota(by=delphine, team=case.team, username="lysander", **later)
    page = words_of(at.client.get(f"{at.url}name/"))
    assert "Honoria Vance-Tully" in page and "Lysander Oake" not in page
    assert "Lysander Oake" in words_of(at.get("discussed_refer"))  # who may ring back
    with asking_as(delphine):
        actions.withdraw_from_rota(by=delphine, slot=turns["honoria"])
    page = words_of(at.client.get(f"{at.url}name/"))
    assert "nobody’s turn on the rota now" in page and "What do you tell them?" not in page
