"""An allegation from nothing stands on an enquiry of its own, and the accused finds neither (§4.6, promise 2)."""

import pytest

from cases.models import Case
from safeguarding.models import Concern
from tests.conftest import asking_as
from tests.integration.concerns import worried_about
from tests.security.conftest import World
from tests.security.raw import asking, rows


def raised_from_nothing(world: World, who: str, accused: str, **said: str) -> Concern:
    """Raised on no case, by the form."""
    form = {"subject": "staff_allegation", "accused": str(world.people[accused].pk), "about": "A colleague"}
    sent = form | {"worry": "What a parent told me of him", "urgency": "significant"} | said
    address = world.client(who).post("/concerns/raise/", sent)["Location"]
    with asking_as(world.people[who]):
        return Concern.objects.select_related("case").get(pk=address.split("/")[4])


@pytest.mark.parametrize("said", [{}, {"then": "later"}])
@pytest.mark.parametrize("accused", ["caspian", "delphine"])
def test_its_enquiry_is_absent_for_the_accused(own_world: World, accused: str, said: dict[str, str]) -> None:
    ottoline, them = own_world.people["ottoline"], own_world.people[accused]
    with asking_as(them):
        before = Case.objects.visible_to(them).count()
    made = raised_from_nothing(own_world, "ottoline", accused, **said)
    with asking_as(them):
        assert Case.objects.visible_to(them).count() == before
    with asking(them.pk) as cursor:
        assert rows(cursor, "SELECT id FROM cases_case WHERE id = %s", [made.case_id]) == []
    client = own_world.client(accused)
    assert client.get(made.case.get_absolute_url()).status_code == 404
    assert made.case.readable_reference not in client.get("/cases/").content.decode()
    with asking_as(ottoline):
        assert Case.objects.visible_to(ottoline).filter(pk=made.case_id).exists()


def test_a_case_that_was_there_before_stays_theirs(own_world: World) -> None:
    """A case that vanishes would warn them: what was opened for something else is not taken away."""
    ottoline, caspian = own_world.people["ottoline"], own_world.people["caspian"]
    made = raised_from_nothing(own_world, "ottoline", "delphine")
    raising = f"/cases/{made.case_id}/concerns/raise/"
    form = {"subject": "staff_allegation", "accused": str(caspian.pk), "about": "Another", "worry": "W"}
    own_world.client("ottoline").post(raising, form | {"urgency": "significant"})
    for case in (made.case_id, own_world.barnet.pk):
        with asking_as(ottoline):
            assert Concern.objects.filter(case=case).exists()
        with asking_as(caspian):
            assert Case.objects.visible_to(caspian).filter(pk=case).exists()


@pytest.mark.parametrize("accused", ["caspian", "delphine"])
def test_a_colleague_who_is_known_only_later_is_kept_from_it(own_world: World, accused: str) -> None:
    """Raised about a child; whom it is about turns out later. The manager keeps it from a worker, a worker from the
    manager; everybody else still has it, and the form says of nobody that they are kept from it."""
    them, keeper = own_world.people[accused], {"caspian": "delphine", "delphine": "ottoline"}[accused]
    with asking_as(own_world.people["ottoline"]):
        concern = worried_about(own_world.barnet, own_world.people["ottoline"])
    page = f"/cases/{concern.case_id}/concerns/{concern.pk}/"
    assert own_world.client(accused).get(page).status_code == 200
    client = own_world.client(keeper)
    form = client.get(f"{page}colleague/").content.decode()
    assert f'value="{them.pk}"' in form and f'value="{own_world.people[keeper].pk}"' not in form
    assert "Keep this from a colleague" in client.get(page).content.decode()
    assert client.post(f"{page}colleague/", {"accused": str(them.pk)})["Location"] == page
    assert own_world.client(accused).get(page).status_code == 404
    assert own_world.client(accused).get(f"{page}colleague/").status_code == 404
    with asking(them.pk) as cursor:
        assert rows(cursor, "SELECT id FROM safeguarding_concern WHERE id = %s", [concern.pk]) == []
    assert client.get(page).status_code == own_world.client("ottoline").get(page).status_code == 200
    assert f'value="{them.pk}" selected' not in client.get(f"{page}colleague/").content.decode()


def test_nobody_keeps_a_concern_from_themself(own_world: World) -> None:
    """By the form it is no choice; and in the database it is refused."""
    ottoline = own_world.people["ottoline"]
    with asking_as(ottoline):
        concern = worried_about(own_world.barnet, ottoline)
    page = f"/cases/{concern.case_id}/concerns/{concern.pk}/"
    answer = own_world.client("ottoline").post(f"{page}colleague/", {"accused": str(ottoline.pk)})
    assert answer.status_code == 200 and own_world.client("ottoline").get(page).status_code == 200
