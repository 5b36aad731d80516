"""Recording a call without a browser's scripts: whose it is, one save, and nothing lost on the way."""

import html
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, Contact, ContactPoint, Person, Task
from cases.vocabulary import CaseKind, Screen, WithWhom
from foundation import clock
from teams.models import User
from tests.conftest import CALLING, SignIn, asking_as, errors_in, open_a_case

SAID = "Zebedee’s transport stops at half term."
CALL = {
    "direction": "in",
    "method": "tel",
    "day": "today",
    "at": "00:00",
    "reached": "in_touch",
    "summary": SAID,
    "safeguarding_screen": "no_concern",
}
NEW = {"who": "new", "caller-given_name": "Hermia", "caller-role": "parent"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def ottoline(sign_in: SignIn) -> Client:
    """Ottoline's browser."""
    return sign_in("ottoline")


def recorded(client: Client, worker: User, **typed: str) -> Contact:
    """The contact that one call made; the page of its case is where the worker is sent."""
    answer = client.post(CALLING, CALL | typed)
    assert answer.status_code == 302, errors_in(answer)
    case = answer["Location"].split("/")[2]
    with asking_as(worker):
        made: Contact = (
            Contact.objects.select_related("case__lead_worker", "person").filter(case=case).latest("recorded_at")
        )
    return made


def refused(client: Client, **typed: Any) -> str:
    answer = client.post(CALLING, CALL | typed)
    assert answer.status_code == 200
    page: str = html.unescape(answer.content.decode())
    assert "There is a problem" in page and SAID in page
    return page


def test_each_call_has_an_address_of_its_own(ottoline: Client) -> None:
    first, second = (ottoline.get("/record-a-call/")["Location"] for _ in range(2))
    assert first != second
    assert ottoline.get(first).status_code == 200
    assert ottoline.get("/record-a-call/?call=Petronella").status_code == 302


def test_a_call_of_somebody_we_know_stands_in_their_case(ottoline: Client, case: Case, cast: dict[str, User]) -> None:
    made = recorded(ottoline, cast["ottoline"], who=str(case.pk))
    assert (made.case_id, made.person.is_confider, made.with_whom) == (case.pk, True, WithWhom.SERVICE_USER)
    assert (made.contact_type, made.first_response) == ("casework", False)


def test_a_new_caller_is_a_case_and_its_first_contact(ottoline: Client, cast: dict[str, User]) -> None:
    reach = {"caller-telephone": "07700 900124", "caller-safe_to_use": "no"}
    made = recorded(ottoline, cast["ottoline"], **NEW, **reach)
    assert (made.case.kind, made.case.lead_worker, made.contact_type) == (
        CaseKind.ADULT,
        cast["ottoline"],
        "new_enquiry",
    )
    assert (made.first_response, made.person.is_confider, made.person_id) == (True, True, made.confider_id)
    shown = ottoline.get(made.case.get_absolute_url()).content.decode()
    assert "Hermia" in shown and "07700 900 124" in shown and "Do not use" in shown and "Leave no message" in shown


def test_a_young_person_has_a_case_in_their_own_right(ottoline: Client, cast: dict[str, User]) -> None:
    made = recorded(ottoline, cast["ottoline"], **NEW | {"caller-role": "young_person"})
    assert (made.case.kind, made.person.role) == (CaseKind.YOUNG_PERSON, "young_person")


@pytest.mark.parametrize(
    ("who", "kind", "with_whom"),
    [
        ("anonymous", CaseKind.ANONYMOUS, WithWhom.SERVICE_USER),
        ("professional", CaseKind.PROFESSIONAL, WithWhom.PROFESSIONAL),
    ],
)
def test_an_enquiry_that_names_nobody_holds_nobody(
    ottoline: Client, cast: dict[str, User], who: str, kind: str, with_whom: str
) -> None:
    typed = {"caller-given_name": "Hermia", "caller-telephone": "07700 900124", "organisation": "Larkspur Juniors"}
    typed |= {"profession": "school", "reach-channel": "mobile", "reach-value": "07700 900124"}
    made = recorded(ottoline, cast["ottoline"], who=who, **typed)
    assert (made.case.kind, made.with_whom, made.person, made.consent_check) == (kind, with_whom, None, "")
    assert made.case.referral_source == ("school" if who == "professional" else "")
    with asking_as(cast["ottoline"]):
        assert not Person.objects.filter(case=made.case).exists()
        assert not ContactPoint.objects.filter(case=made.case).exists()
    shown = ottoline.get(made.case.get_absolute_url()).content.decode()
    assert "Hermia" not in shown
    assert ("Larkspur Juniors" in shown) == (who == "professional")


def test_a_failure_leaves_neither_a_case_nor_a_contact(
    ottoline: Client, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cases_of(cast["ottoline"])
    refused(ottoline, **NEW | {"caller-given_name": ""})
    refused(ottoline, **NEW, safeguarding_screen="")
    monkeypatch.setattr(Contact, "save", lambda *args, **kwargs: 1 / 0)  # the power fails after the case is opened
    assert ottoline.post(CALLING, CALL | NEW).status_code == 500
    assert cases_of(cast["ottoline"]) == before


def cases_of(user: User) -> int:
    with asking_as(user):
        return Case.objects.count() + Person.objects.count()


def test_who_it_is_must_be_answered(ottoline: Client) -> None:
    assert "Select who it is" in refused(ottoline)
    assert "Select who it is from the list" in refused(ottoline, who="the neighbour")


def test_looking_for_somebody_checks_nothing_and_keeps_everything(ottoline: Client, case: Case) -> None:
    typed = (
        CALL | NEW | {"summary": "", "day": "31 2 2026", "topics": ["transport", "placement"], "reach-value": "0771"}
    )
    page = ottoline.post(CALLING, typed | {"find": "quillf", "look": "yes"}).content.decode()
    assert "There is a problem" not in page and "1 found" in page
    assert f'value="{case.pk}"' in page and case.readable_reference in page
    for kept in ('value="31 2 2026"', 'value="Hermia"', 'value="quillf"', "0771"):
        assert kept in page, kept
    assert page.count("checked") >= 4


def test_errors_keep_everything_and_leave_the_choice(ottoline: Client, case: Case) -> None:
    page = refused(ottoline, who=str(case.pk), day="31 2 2026", follow_up="Ring <again>", topics=["transport"])
    assert 'value="31 2 2026"' in page and "Ring <again>" in page
    assert f'value="{case.pk}" checked' in page


def test_a_way_to_reach_them_that_came_up_is_kept_and_findable(
    ottoline: Client, case: Case, cast: dict[str, User]
) -> None:
    came_up = {"reach-channel": "mobile", "reach-value": "07700 900555", "reach-safe_to_use": "yes"}
    recorded(ottoline, cast["ottoline"], who=str(case.pk), **came_up)
    found = ottoline.post("/record-a-call/find/", {"find": "07700900555"}).json()["callers"]
    assert [each["case"] for each in found] == [str(case.pk)]
    wrong = refused(ottoline, who=str(case.pk), **came_up | {"reach-value": "ring her sister"})
    assert "Enter a telephone number, such as" in wrong


def test_a_professional_about_somebody_we_know_is_asked_what_they_were_told(ottoline: Client, case: Case) -> None:
    page = refused(ottoline, who=str(case.pk), somebody_else="on")
    assert "Select who that is" in page and "Select what made it right to speak to them" in page


@pytest.mark.parametrize(("screen", "worried"), [("concern", True), ("unsure", True), ("no_concern", False)])
def test_a_worry_in_a_call_makes_the_managers_task(
    ottoline: Client, cast: dict[str, User], screen: str, *, worried: bool
) -> None:
    made = recorded(ottoline, cast["ottoline"], **NEW, safeguarding_screen=screen)
    shown = ottoline.get(made.case.get_absolute_url()).content.decode()
    assert ("The manager has a task for today" in shown) is worried
    with asking_as(cast["ottoline"]):
        tasks = [
            (task.assigned_to, task.due) for task in Task.objects.filter(contact=made).select_related("assigned_to")
        ]
    assert tasks == ([(cast["delphine"], clock.today())] if worried else [])
    assert made.safeguarding_screen == Screen(screen)


def test_what_was_added_stands_on_the_timeline(ottoline: Client, cast: dict[str, User]) -> None:
    added = {"second_person": "Her sister", "paper_notes": "shredded", "confidentiality_version": "v1"}
    added |= {"topics": "transport", "advice_codes": "law", "follow_up": "Send the policy", "follow_up_when": "in_2"}
    made = recorded(ottoline, cast["ottoline"], **NEW, **added)
    shown = html.unescape(ottoline.get(made.case.get_absolute_url()).content.decode())
    for words in ("Her sister", "Shredded", "Version 1", "Transport", "Explained the law", "Send the policy"):
        assert words in shown, words


def test_confidentiality_stands_open_until_it_was_explained(ottoline: Client, cast: dict[str, User]) -> None:
    case = open_a_case(cast["ottoline"], "Lysandra", "Vetchling")
    address = f"{case.get_absolute_url()}contacts/add/"
    asked = 'data-part="confidentiality" open'
    assert asked in ottoline.get(address).content.decode()
    recorded(ottoline, cast["ottoline"], who=str(case.pk), confidentiality_version="v1")
    assert asked not in ottoline.get(address).content.decode()


def test_the_form_sent_twice_is_one_case(ottoline: Client, cast: dict[str, User]) -> None:
    import re

    page = ottoline.get(CALLING).content.decode()
    once = re.findall(r'name="once" value="([^"]*)"', page)[-1]
    first, second = (ottoline.post(CALLING, CALL | NEW | {"once": once}) for _ in range(2))
    assert first["Location"] == second["Location"]
    with asking_as(cast["ottoline"]):
        assert Contact.objects.filter(case=first["Location"].split("/")[2]).count() == 1
