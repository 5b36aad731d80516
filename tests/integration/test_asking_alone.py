"""A child asks for help alone: advised at once, and a parent comes into it only with their agreement (D35)."""

import pytest
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.models import Case, Note
from cases.vocabulary import CaseKind, PersonRole
from foundation import clock
from teams.models import Team, User
from tests.conftest import SignIn, asking_as, errors_in

pytestmark = pytest.mark.django_db
SAID = {"words": "I want to stay at Foxglove", "parent": "no", "at_risk": "no"}


@pytest.fixture
def own(cast: dict[str, User]) -> Case:
    """A case in which a child confides."""
    with asking_as(cast["ottoline"]):
        team = Team.objects.get(pk__in=Team.objects.where(cast["ottoline"], "work_cases"))
        child = actions.NewPerson(PersonRole.CHILD, "Barnaby", "Quillfeather", is_confider=True)
        return actions.open_case(by=cast["ottoline"], team=team, kind=CaseKind.YOUNG_PERSON, people=[(child, [])])


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in("ottoline")


def test_a_child_is_advised_and_says_who_else_knows(client: Client, own: Case, cast: dict[str, User]) -> None:
    path, listed = (reverse(f"consent:{name}", args=[own.pk]) for name in ("alone", "permissions"))
    assert "They ask for help alone" in client.get(listed).content.decode()
    assert len(errors_in(client.post(path, {"words": ""}))) == 3
    answer = client.post(path, SAID)
    assert answer.status_code == 302 and answer["Location"] == listed, errors_in(answer)
    shown = client.get(listed).content.decode()
    assert "alone. They do not want a parent to know. In their words: I want to stay at Foxglove" in shown
    assert "Row D35 of the policy’s table of who may be told what: Advise them" in shown
    with asking_as(cast["ottoline"]):
        assert Note.objects.get(case=own, kind="alone").recorded_by_id == cast["ottoline"].pk


@pytest.mark.parametrize(
    ("said", "where"), [({"parent": "yes"}, "consent:ask"), ({"at_risk": "yes"}, "safeguarding:raise")]
)
def test_what_comes_next(client: Client, own: Case, said: dict[str, str], where: str) -> None:
    answer = client.post(reverse("consent:alone", args=[own.pk]), SAID | said)
    assert answer["Location"] == reverse(where, args=[own.pk])


def test_it_is_no_page_of_a_parents_case(client: Client, case: Case) -> None:
    assert client.get(reverse("consent:alone", args=[case.pk])).status_code == 404


@pytest.mark.parametrize(("years", "answer"), [(12, 200), (20, 404)])
def test_whoever_has_a_case_of_their_own_asks_alone_until_they_are_a_young_person(
    client: Client, cast: dict[str, User], years: int, answer: int
) -> None:
    """The form that opens such a case calls everybody a young person: the day of birth says who is one."""
    born = clock.today().replace(year=clock.today().year - years, day=1)
    who = {"kind": "young_person", "level": "1", "lead_choice": "", "referral_source": "", "review_due": ""}
    who |= {"person-given_name": "Calliope", "person-safe_to_use": "", "person-relationship": ""}
    parts = {"day": born.day, "month": born.month, "year": born.year}
    who |= {f"person-date_of_birth_{part}": str(number) for part, number in parts.items()}
    opened = client.post(reverse("cases:open"), who)
    assert opened.status_code == 302, errors_in(opened)
    case = opened["Location"].split("/")[2]
    assert client.get(reverse("consent:alone", args=[case])).status_code == answer
    offered = "They ask for help alone" in client.get(reverse("consent:permissions", args=[case])).content.decode()
    assert offered == (answer == 200)
