"""A file that two people confide in: each contact says which of them it was, and no raw row makes a second confider."""

import pytest
from django.db import DatabaseError, transaction

from cases import actions
from cases.actions.joint import make_joint
from cases.models import Case, Contact, Person
from teams.models import User
from tests.conftest import CALLING, SignIn, asking_as, errors_in
from tests.integration.test_log_a_call import CALL

SAID = CALL | {"contact_type": "casework"}


@pytest.fixture
def joint(cast: dict[str, User], case: Case) -> list[Person]:
    """Petronella and Barnaby, who confide in one file by agreement; the first of them first."""
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        barnaby = actions.add_person(
            by=ottoline, case=case, person=actions.NewPerson("parent", "Barnaby", "Quillfeather")
        )
        make_joint(by=ottoline, case=case, person=barnaby, words="We want to do this together, each of them said")
        return list(Person.objects.filter(case=case).order_by("recorded_at", "pk"))


@pytest.mark.django_db
def test_a_contact_in_a_joint_file_is_of_whoever_it_was(
    sign_in: SignIn, cast: dict[str, User], case: Case, joint: list[Person]
) -> None:
    client, page = sign_in("ottoline"), f"/cases/{case.pk}/contacts/add/"
    drawn = client.get(page).content.decode()
    assert "Which of them was it?" in drawn and "not Petronella Quillfeather or Barnaby Quillfeather" in drawn
    assert errors_in(client.post(page, SAID)) == ["Select which of them it was"]
    assert errors_in(client.post(CALLING, SAID | {"who": str(case.pk)})) == ["Select which of them it was"]
    for person in reversed(joint):
        assert client.post(page, SAID | {"which": str(person.pk)}).status_code == 302
        with asking_as(cast["ottoline"]):
            latest = Contact.objects.filter(case=case).latest("recorded_at")
            assert (latest.confider_id, latest.person_id) == (person.pk, person.pk)


@pytest.mark.django_db
def test_whoever_confides_alone_is_not_asked(sign_in: SignIn, case: Case) -> None:
    assert "Which of them was it?" not in sign_in("ottoline").get(f"/cases/{case.pk}/contacts/add/").content.decode()


@pytest.mark.django_db
def test_nobody_is_written_down_as_a_second_confider(cast: dict[str, User], case: Case) -> None:
    ottoline, second = cast["ottoline"], actions.NewPerson("parent", "Barnaby", "Quillfeather", is_confider=True)
    with asking_as(ottoline), pytest.raises(DatabaseError, match="a joint file is agreed on"), transaction.atomic():
        actions.add_person(by=ottoline, case=case, person=second)
