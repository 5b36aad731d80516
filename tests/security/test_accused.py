"""An allegation from nothing stands on an enquiry of its own, and the accused finds neither (§4.6, promise 2)."""

import pytest
from django.db import transaction

from cases import keys
from cases.models import Case, Disclosure
from cases.references import readable
from safeguarding.models import Concern
from tests.conftest import asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import referred_in_writing
from tests.security.conftest import World
from tests.security.raw import asking, rows, superuser_cursor


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


@pytest.mark.parametrize("state", ["closed", "void"])
@pytest.mark.parametrize("accused", ["caspian", "delphine"])
def test_it_stays_kept_once_it_is_over_and_so_does_what_was_told(own_world: World, state: str, accused: str) -> None:
    """Registers, lists, notices, the record of looks and its own rows: past is not open (§4.6)."""
    them, ottoline = own_world.people[accused], own_world.people["ottoline"]
    case = own_world.barnet
    with asking_as(ottoline):
        concern = worried_about(case, ottoline, subject="staff_allegation", accused=them)
        told = referred_in_writing(concern, ottoline).disclosure
    page = f"/cases/{case.pk}/concerns/{concern.pk}/"
    other = own_world.client("delphine" if accused == "caspian" else "caspian")
    assert own_world.client("ottoline").get(page).status_code == other.get(page).status_code == 200
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE safeguarding_concern SET state = %s WHERE id = %s", [state, str(concern.pk)])
    client = own_world.client(accused)
    shown = ["/disclosures/", "/concerns/", f"/cases/{case.pk}/concerns/", case.get_absolute_url(), page]
    shown += [f"/cases/{case.pk}/looks/", "/concerns/register/"] if accused == "delphine" else []
    text = " ".join(client.get(each).content.decode() for each in shown)
    assert readable(concern.reference) not in text and str(concern.pk) not in text.replace(page, "")
    assert client.get(page).status_code == 404
    with asking_as(them):
        assert not Concern.objects.visible_to(them).filter(pk=concern.pk).exists()
        assert not Disclosure.objects.visible_to(them).filter(pk=told).exists()
    with asking(them.pk) as cursor:
        for table in ("step", "duty", "referral", "notice"):
            asked = f"SELECT count(*) FROM safeguarding_{table} WHERE concern_id = %s"  # noqa: S608 -- our own names
            assert rows(cursor, asked, [concern.pk]) == [(0,)], table
        assert rows(cursor, "SELECT id FROM cases_disclosure WHERE id = %s", [told]) == []
    with asking_as(ottoline):
        assert Concern.objects.visible_to(ottoline).filter(pk=concern.pk).exists()


def test_who_has_looked_says_nothing_of_its_pages(own_world: World) -> None:
    """A page of it is a look at its case, and so is the form that raised it: an accused manager reads of neither."""
    case, delphine, client = own_world.barnet, own_world.people["delphine"], own_world.client("ottoline")

    def looks() -> list[str]:
        with asking_as(delphine), transaction.atomic():
            found = keys.open_with_looks(case, shown=(), before=None, most=100, page="cases:looks")
            return [f"{each.page} {each.verb}" for each in found if each.actor == own_world.people["ottoline"].pk]

    before, raising = looks(), f"/cases/{case.pk}/concerns/raise/"
    form = {"subject": "staff_allegation", "accused": str(delphine.pk), "about": "D", "urgency": "welfare"}
    client.get(raising)
    page = client.post(raising, form | {"worry": "W"})["Location"]
    for part in ("", "said/", "colleague/"):
        assert client.get(f"{page}{part}").status_code == 200
    assert looks() == before
    client.get(f"/cases/{case.pk}/concerns/")
    client.get(case.get_absolute_url())
    assert len(looks()) == len(before) + 1  # the list of concerns showed it; the case's own page is a look like any
