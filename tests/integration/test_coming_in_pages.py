"""The pages of what is asked for and what comes: whose they are, what they refuse, and what a wrong answer keeps."""

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from cases.vocabulary.sharing import Category
from consent.models import Arrival, InformationRequest
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.coming_in import arrived, asked, may_ask
from tests.integration.permission import NEEDS, agreed

WORKERS, OTHERS = ("ottoline", "caspian", "delphine"), ("ignatius", "honoria", "bartholomew")
ASK = {"kinds": "sen_needs", "scope": "The reading assessments", "method": "telephone", "day": "today", "at": "00:00"}
ASKED_US = {
    "enquirer": "Mr Thistledown",
    "asked_by": "referrer",
    "asked_what": "engaged",
    "asked_about": "Zebedee",
    "words": "The reading assessments",
    "asked_how": "telephone",
    "response": "ncnd_standard",
}
CAME = {"thing": "report", "came_how": "email", "arrived_on": "today", "summary": "A report", "request": ""}


@pytest.fixture
def by(cast: dict[str, User]) -> User:
    return cast["ottoline"]


@pytest.fixture
def page(case: Case, by: User) -> str:
    """Where one asks the school, with a limit."""
    with asking_as(by):
        return reverse("consent:request", args=[case.pk, may_ask(case, by, limits="Not the diagnosis").pk])


def subjects_on(client: Client, page: str) -> str:
    """Whom it may be about, as the form offers."""
    return client.get(page).content.decode().partition('name="subjects" value="')[2].partition('"')[0]


def test_who_may_ask_and_follow_it(sign_in: SignIn, case: Case, by: User, page: str) -> None:
    with asking_as(by):
        followed = reverse("consent:asked", args=[case.pk, asked(case, by, may_ask(case, by)).pk])
    for path in (page, followed):
        assert [sign_in(who).get(path).status_code for who in WORKERS] == [200] * 3, path
        assert [sign_in(who).get(path).status_code for who in OTHERS] == [404] * 3, path


def test_a_permission_to_tell_has_no_such_page(sign_in: SignIn, case: Case, by: User) -> None:
    with asking_as(by):
        outward = agreed(case, by).pk
    for consent in (outward, uuid4()):
        assert sign_in("ottoline").get(reverse("consent:request", args=[case.pk, consent])).status_code == 404


def test_the_limits_are_read_before_anybody_is_asked(sign_in: SignIn, page: str) -> None:
    client = sign_in("ottoline")
    assert "Not the diagnosis" in client.get(page).content.decode()
    said = ASK | {"subjects": subjects_on(client, page), "due": "tomorrow"}
    refused = client.post(page, said)
    assert any("limits" in error for error in errors_in(refused))
    assert "The reading assessments" in refused.content.decode()  # what was typed is still there
    assert client.post(page, said | {"limits_kept": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("day", "at", "why"),
    [("29 3 2026", "01:30", "the clocks went forward"), ("today", "23:59", "must not be in the future")],
)
def test_a_time_that_has_not_been_is_refused(sign_in: SignIn, page: str, day: str, at: str, why: str) -> None:
    """Of asking somebody, and of somebody asking us."""
    client, when = sign_in("ottoline"), {"day": day, "at": at}
    asking = ASK | {"subjects": subjects_on(client, page), "due": "31 12 2027", "limits_kept": "on"}
    for path, said in ((page, asking), (reverse("consent:enquire"), ASKED_US)):
        refused = client.post(path, said | when)
        assert [why in error for error in errors_in(refused)] == [True], path
        assert "The reading assessments" in refused.content.decode()  # what was typed is still there


def test_a_councillor_with_written_authority(sign_in: SignIn) -> None:
    """It is asked of them alone, stands in the answer that is kept, and says what comes next (D38)."""
    client, path = sign_in("ottoline"), reverse("consent:enquire")
    said = ASKED_US | {"asked_by": "representative", "day": "today", "at": "00:00"}
    assert errors_in(client.post(path, said)) == ["Select whether they have brought written authority"]
    refused = errors_in(client.post(path, said | {"in_writing": "yes"}))
    assert refused == ["They have written authority: select that they say that the family agreed"]
    done = client.post(path, said | {"in_writing": "yes", "response": "with_consent"}, follow=True)
    assert "Check it, then share as with any permission" in done.content.decode()
    assert "Row D38 of the policy’s table of who may be told what" in (
        sign_in("delphine").get(reverse("consent:enquiries")).content.decode()
    )
    none = errors_in(client.post(path, said | {"in_writing": "no", "response": "with_consent"}))
    assert none == ["They have no written authority: select one of the other answers"]
    without = client.post(path, said | {"in_writing": "no"}, follow=True)
    assert "written authority" not in without.content.decode()
    assert client.post(path, ASKED_US | {"day": "today", "at": "00:00"}).status_code == 302


@pytest.mark.parametrize(
    ("said", "row", "follows"),
    [
        ({"asked_by": "relative", "said_died": "on"}, "D49", "Confidence outlives a person"),
        ({"asked_by": "other_parent", "asked_what": "records"}, "D31", "Competence, best interests"),
        ({"asked_by": "parent_of_confider", "asked_what": "records"}, "D31", "Competence, best interests"),
    ],
)
def test_what_a_caller_claims_is_kept_with_its_row(
    sign_in: SignIn, said: dict[str, str], row: str, follows: str
) -> None:
    """A relative of somebody who, they say, has died; a parent who asks for records: it is the manager’s."""
    asks = ASKED_US | {"day": "today", "at": "00:00"} | said
    done = sign_in("ottoline").post(reverse("consent:enquire"), asks, follow=True).content.decode()
    assert follows in done
    register = sign_in("delphine").get(reverse("consent:enquiries")).content.decode()
    assert f"Row {row} of the policy" in register and ("That the person has died" in register) == ("said_died" in said)


def test_a_no_needs_its_reason_and_ends_the_form(sign_in: SignIn, case: Case, by: User) -> None:
    client = sign_in("ottoline")
    with asking_as(by):
        path = reverse("consent:asked", args=[case.pk, asked(case, by, may_ask(case, by)).pk])
    assert errors_in(client.post(path, {"kind": "refused"})) == ["Enter why they said no"]
    assert client.post(path, {"kind": "refused", "words": "They want a form of theirs"}).status_code == 302
    after = client.get(path).content.decode()
    assert "They want a form of theirs" in after and "Record this" not in after
    assert "Nothing is waited for any more" in client.post(path, {"kind": "received"}).content.decode()


def test_an_answer_comes_from_whom_it_was_asked_of(sign_in: SignIn, case: Case, by: User) -> None:
    client, path = sign_in("ottoline"), reverse("consent:arrive", args=[case.pk])
    with asking_as(by):
        consent = may_ask(case, by)
        made = asked(case, by, consent)
    begun = client.get(f"{path}?request={made.pk}").content.decode()
    assert re.search(rf'<input[^>]*name="origin"[^>]*value="{consent.recipient_id}"[^>]*checked', begun) or re.search(
        rf'<input[^>]*value="{consent.recipient_id}"[^>]*name="origin"[^>]*checked', begun
    )
    wrong = client.post(path, CAME | {"origin": "else", "sender": "Somebody", "request": str(made.pk)})
    assert errors_in(wrong) == ["Select what was asked of whoever sent this, or that it answers nothing"]
    right = CAME | {"origin": str(consent.recipient_id), "request": str(made.pk), "categories": "sen_needs"}
    assert client.post(path, right).status_code == 302
    with asking_as(by):
        assert Arrival.objects.get(case=case).request_id == made.pk


def test_a_manager_keeps_it_once_the_family_agrees(
    sign_in: SignIn, case: Case, by: User, cast: dict[str, User]
) -> None:
    with asking_as(by):
        consent = may_ask(case, by)
        arrived(case, by, holder=consent.recipient, categories=NEEDS | {Category.HEALTH}, summary="Plumbago reads well")
    with asking_as(cast["delphine"]):
        item: UUID = Arrival.objects.visible_to(cast["delphine"]).get(case=case).pk
    client, path = sign_in("delphine"), reverse("consent:quarantined", args=[item])
    assert "Quillfeather" in client.get(path).content.decode()  # whose case it is about
    keep = {"fate": "kept_with_consent", "keeping": str(consent.pk), "reason": "The rest was taken out"}
    assert "No permission covers it now" in client.post(path, keep | {"categories": "health"}).content.decode()
    assert client.post(path, keep | {"categories": "sen_needs"}).status_code == 302
    assert client.get(path).status_code == 404  # it is in the case, with everything else
    assert "Plumbago" in sign_in("caspian").get(reverse("consent:permissions", args=[case.pk])).content.decode()


def test_a_manager_who_can_keep_nothing_is_told_what_to_do(
    sign_in: SignIn, case: Case, by: User, cast: dict[str, User]
) -> None:
    with asking_as(by):
        arrived(case, by)
    with asking_as(cast["delphine"]):
        item = reverse("consent:quarantined", args=[Arrival.objects.get(case=case).pk])
    delphine = sign_in("delphine")
    answer = delphine.post(item, {"fate": "kept_with_consent", "reason": "They came in", "categories": "sen_needs"})
    assert errors_in(answer) == [
        "No permission to ask them is in force. Ask the service user first, or decide otherwise"
    ]
    assert "written down by Ottoline Fernsby on" in delphine.get(reverse("consent:quarantine")).content.decode()


def test_the_queries_of_the_permission_page_do_not_grow(sign_in: SignIn, case: Case, by: User) -> None:
    client, path = sign_in("ottoline"), reverse("consent:permissions", args=[case.pk])

    def ask_and_receive() -> int:
        with asking_as(by):
            consent = may_ask(case, by)
            made = asked(case, by, consent)
            arrived(case, by, holder=consent.recipient, categories=NEEDS, request=made)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    first = ask_and_receive()
    ask_and_receive()
    assert ask_and_receive() == first
    with asking_as(by):
        assert InformationRequest.objects.filter(case=case).count() == 3
