"""A caseworker's day without a browser: open a case, record a call, find it again."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases import actions, keys
from cases.actions import NewPerson
from cases.models import Case
from cases.vocabulary import PersonRole
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in

OPENING = {
    "kind": "adult",
    "level": "1",
    "lead_choice": "",
    "referral_source": "",
    "review_due": "",
    "person-given_name": "Petronella",
    "person-family_name": "Quillfeather",
    "person-telephone": "07700 900077",
    "person-safe_to_use": "yes",
}
CALL = {
    "direction": "in",
    "method": "tel",
    "day": "today",
    "at": "00:00",
    "contact_type": "new_enquiry",
    "summary": "Barnaby has no plan in writing.",
    "safeguarding_screen": "no_concern",
    "interpreter": "none",
}


def opened(client: Client) -> str:
    """Open a case by its form and return the address of its page."""
    answer = client.post(reverse("cases:open"), OPENING)
    assert answer.status_code == 302, errors_in(answer)
    return answer["Location"]


@pytest.mark.django_db
def test_a_call_is_recorded_and_stands_on_the_timeline(sign_in: SignIn) -> None:
    ottoline = sign_in("ottoline")
    page = opened(ottoline)
    answer = ottoline.post(page + "contacts/add/", CALL)
    assert answer.status_code == 302, errors_in(answer)
    shown = ottoline.get(page).content.decode()
    assert "Petronella Quillfeather" in shown
    assert "Barnaby has no plan in writing." in shown
    assert "Leave no message" in shown


@pytest.mark.django_db
def test_the_case_is_found_by_name_reference_and_telephone(sign_in: SignIn, case: Case) -> None:
    caspian = sign_in("caspian")
    for term in ("quillf", "pet quill", case.readable_reference.lower(), "07700900077", "+44 7700 900 077"):
        answer = caspian.post("/find/", {"term": term})
        assert answer.status_code == 302
        assert term not in answer["Location"]
        assert case.get_absolute_url() in caspian.get(answer["Location"]).content.decode(), term


@pytest.mark.django_db
def test_a_list_that_is_narrowed_says_how_many_fit(sign_in: SignIn, case: Case) -> None:
    caspian, told = sign_in("caspian"), b'role="status">1 case<'
    assert told in caspian.get("/cases/?status=open&level=1").content
    assert told not in caspian.get("/cases/").content  # the number stands beside the status there
    assert b"No case fits these filters" in caspian.get("/cases/?status=open&level=4").content


@pytest.mark.django_db
def test_a_child_that_is_found_is_told_apart_by_whose_case_it_is(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    with asking_as(cast["ottoline"]):
        keys.open_for(Verb.CASE_READ, [case])
        barnaby = NewPerson(PersonRole.CHILD, "Barnaby", "Quillfeather")
        actions.add_person(by=cast["ottoline"], case=case, person=barnaby)
    caspian = sign_in("caspian")
    page = caspian.get(caspian.post("/find/", {"term": "barnaby"})["Location"]).content.decode()
    assert "Child, in the case of Petronella Quillfeather" in page


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["bartholomew", "ignatius", "clementine", "honoria", "percival"])
def test_for_everybody_else_the_case_is_absent(sign_in: SignIn, case: Case, who: str) -> None:
    client = sign_in(who)
    refused = client.get(case.get_absolute_url())
    nowhere = client.get("/cases/00000000-0000-4000-8000-000000000000/")
    assert refused.status_code == nowhere.status_code == 404
    assert refused.content == nowhere.content
    assert refused.headers == nowhere.headers
    assert b"<form" not in refused.content


@pytest.mark.django_db
def test_the_manager_sees_who_has_looked(sign_in: SignIn, case: Case) -> None:
    sign_in("caspian").get(case.get_absolute_url())
    shown = sign_in("delphine").get(case.get_absolute_url() + "looks/").content.decode()
    assert "Caspian Rookwell" in shown
    assert sign_in("caspian").get(case.get_absolute_url() + "looks/").status_code == 404


@pytest.mark.django_db
def test_no_row_is_there_for_nobody(case: Case) -> None:
    with asking_as(None):
        assert Case.objects.count() == 0
