"""What is said of a disclosure and of a decision beside what was told: asked in one line, kept, shown (§3.6, §3.7)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases import actions, keys
from cases.actions.sharing import LOOK_AGAIN, ONWARD
from cases.models import Case, Disclosure, KeptBack, Person, Task
from cases.vocabulary import PersonRole
from cases.vocabulary.sharing import Category
from consent.actions import CONFIRM, decide_consent, decisions_of, share, take_back
from consent.actions.sharing import ASKED_TO_DECIDE, NotPermitted
from consent.models import Confirmation, Consent
from consent.vocabulary import Capacity, Method
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.discussed import check_now
from tests.integration.permission import agreed, confider, school, telling, told, yes
from tests.integration.test_sharing_pages import page, said

pytestmark = pytest.mark.django_db
WRITTEN = {"redactions": "The tribunal letter", "review_on": "1 12 2030", "onward": "Only the SENCo"}


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in("ottoline")


@pytest.fixture
def worker(cast: dict[str, User]) -> User:
    return cast["ottoline"]


@pytest.fixture
def child(case: Case, worker: User) -> Person:
    with asking_as(worker):
        keys.open_to_change(case)
        return actions.add_person(by=worker, case=case, person=actions.NewPerson(PersonRole.CHILD, "Barnaby"))


@pytest.fixture
def consent(case: Case, child: Person, worker: User) -> Consent:
    """A yes about both of them."""
    with asking_as(worker):
        return agreed(case, worker, subjects=frozenset({confider(case).pk, child.pk}))


def about(disclosure: Disclosure) -> list[tuple[Any, ...]]:
    return list(disclosure.items.values_list("subject", "account", "source"))


def test_what_is_said_of_it_is_kept_and_shown(client: Client, consent: Consent, worker: User, child: Person) -> None:
    assert client.post(page(consent), said(consent, **WRITTEN)).status_code == 302
    with asking_as(worker):
        keys.open_for(Verb.CASE_READ, [consent.case])
        gone = Disclosure.objects.get(case=consent.case_id)
        assert gone.onward.reveal() == "Only the SENCo" and gone.authorised_by == "worker"
        assert (gone.para18_reason, gone.lawful_gateway) == ("", "")  # it rests on agreement
        assert about(gone) == [(child.pk, "fact", "service_user")]  # needs are the child's, unless it is said otherwise
        assert gone.review_task.title.reveal() == LOOK_AGAIN
    shown = client.get(reverse("consent:disclosure", args=[gone.case_id, gone.pk])).content.decode()
    for words in (
        "The tribunal letter",
        "Only the SENCo",
        "About Barnaby. A fact. The service user told us",
        "The worker",
    ):
        assert words in shown, words
    assert "1 December 2030" in shown and "Nothing has been heard of it yet" in shown


def test_what_came_of_it(client: Client, consent: Consent, worker: User) -> None:
    assert client.post(page(consent), said(consent, review_on="1 12 2030")).status_code == 302
    with asking_as(worker):
        gone = Disclosure.objects.get(case=consent.case_id)
        keys.open_for(Verb.CASE_READ, [gone.case])
        assert gone.onward.reveal() == ONWARD  # emptied or left alone, it is the same
    path = reverse("consent:came_of_it", args=[gone.case_id, gone.pk])
    assert errors_in(client.post(path, {"result": ""})) == ["Say that they have it, or what came of it"]
    early = {"received": "on", "day": "1 1 2020", "at": "12:00"}
    assert errors_in(client.post(path, early)) == ["Nobody has what was not sent yet. Enter a time after it went"]
    answer = client.post(path, {"result": "She is seen weekly now", "received": "on", "day": "today", "at": "00:00"})
    assert answer.status_code == 302, errors_in(answer)
    assert "She is seen weekly now" in client.get(answer["Location"]).content.decode()
    with asking_as(worker):
        assert Task.objects.get(pk=gone.review_task_id).state == "done"


def test_an_item_that_is_otherwise_is_said_so(client: Client, consent: Consent, worker: User) -> None:
    mother = str(consent.grantor_id)
    changed = {"more_sen_needs": "on", "about_sen_needs": mother, "account_sen_needs": "opinion"}
    assert client.post(page(consent), said(consent, **changed, source_sen_needs="document")).status_code == 302
    with asking_as(worker):
        assert about(Disclosure.objects.get(case=consent.case_id)) == [(consent.grantor_id, "opinion", "document")]


def test_what_the_table_answers_is_written_down_once(client: Client, consent: Consent, worker: User) -> None:
    """§5: every result but plain access writes a row. The part that is allowed is not what was kept back."""
    for _ in range(2):
        client.post(page(consent), said(consent, others=["housing"]))
    client.post(page(consent), said(consent, purpose="complaint"))
    with asking_as(worker):
        rows = KeptBack.objects.filter(case=consent.case_id).order_by("recorded_at")
        kept = list(rows.values_list("decided_by_row", "answer", "categories"))
        assert kept == [("D17", "allow_part", ["housing"]), ("D19", "deny", ["existence", "sen_needs"])]
    shown = client.get(reverse("consent:shared", args=[consent.case_id])).content.decode()
    assert "The policy: only part of it" in shown and "They agreed for another purpose" in shown
    assert client.post(page(consent), said(consent, others=["housing"], go="part")).status_code == 302
    with asking_as(worker):
        keys.open_for(Verb.CASE_READ, [consent.case])
        assert Disclosure.objects.get(case=consent.case_id).redactions.reveal() == "Not agreed to: Housing"


def test_what_is_for_the_manager_is_the_managers_task(case: Case, worker: User, cast: dict[str, User]) -> None:
    with asking_as(worker):
        doubt = agreed(case, worker, capacity=Capacity.IN_DOUBT)
        with pytest.raises(NotPermitted) as refused:
            share(by=worker, case=case, told=told(doubt.recipient), telling=telling(doubt))
        refused.value.keep()
        assert KeptBack.objects.get(case=case).answer == "route"
        task = Task.objects.get(case=case, assigned_to=cast["delphine"])
        assert task.title.reveal() == ASKED_TO_DECIDE


def test_a_dispute_stops_it_until_a_manager_finds_that_it_stands(
    sign_in: SignIn, consent: Consent, worker: User, cast: dict[str, User]
) -> None:
    path = reverse("consent:dispute", args=[consent.case_id, consent.pk])
    client, listed = sign_in("ottoline"), reverse("consent:permissions", args=[consent.case_id])
    assert errors_in(client.post(path, {"words": ""})) == ["Enter who disputes it, and why"]
    assert client.post(path, {"words": "Her brother says she was pressed"}).status_code == 302
    shown = client.get(listed).content.decode()
    assert "Disputed" in shown and "Find that it stands" not in shown and client.get(path).status_code == 404
    answer = client.post(page(consent), said(consent))
    assert "Somebody disputes this permission" in answer.content.decode()
    with asking_as(worker):
        assert decisions_of(consent.case).stands(consent) == "challenged"
        assert not Disclosure.objects.filter(case=consent.case_id).exists()
        assert Task.objects.filter(case=consent.case_id, assigned_to=cast["delphine"]).exists()
    manager = sign_in("delphine")
    assert "Her brother says" in manager.get(path).content.decode()
    assert manager.post(path, {"words": "I spoke with her alone"}).status_code == 302
    assert client.post(page(consent), said(consent)).status_code == 302


def test_taking_back_keeps_how_and_what_had_gone(client: Client, consent: Consent, worker: User) -> None:
    assert client.post(page(consent), said(consent)).status_code == 302
    path = reverse("consent:take_back", args=[consent.case_id, consent.pk])
    assert client.post(path, {"method": "sms", "told_what_went": "on"}).status_code == 302
    with asking_as(worker):
        back = Consent.objects.get(answers=consent)
        gone = Disclosure.objects.get(case=consent.case_id)
        assert (back.method, back.told_what_went, back.already_told) == ("sms", True, [gone.pk])
        keys.open_to_change(consent.case)
        other = take_back(by=worker, case=consent.case, consent=consent, words="")
        assert other.pk == back.pk
    shown = client.get(reverse("consent:permissions", args=[consent.case_id])).content.decode()
    assert "text message" in shown and "telephone: Special educational needs. They were told so" in shown


def test_their_record_is_the_confirmation_in_writing(client: Client, case: Case, worker: User) -> None:
    """What was agreed by word of mouth, through somebody named, is confirmed by the record that goes to them."""
    spoken = {"method": Method.INTERPRETER, "script_version": "v7", "interpreter_independent": True}
    with asking_as(worker):
        named = yes(case, school(case, worker), **spoken, interpreter="Ms Ostrovany", witness="Her sister")
        agreed_to = decide_consent(by=worker, case=case, said=named)
        assert agreed_to.confirm_task is not None and agreed_to.confirm_task.title.reveal() == CONFIRM
    listed = reverse("consent:permissions", args=[case.pk])
    shown = client.get(listed).content.decode()
    assert "Ms Ostrovany" in shown and "Her sister" in shown and "Not yet: by" in shown
    assert client.post(reverse("consent:give", args=[case.pk, agreed_to.pk]), {"how": "by_hand"}).status_code == 302
    with asking_as(worker):
        assert Confirmation.objects.get(consent=agreed_to).disclosure.basis == "self"
        assert Task.objects.get(pk=agreed_to.confirm_task_id).state == "done"
        check_now()
    assert "Not yet: by" not in client.get(listed).content.decode()


def test_kinds_that_nobody_can_place_are_about_nobody_in_particular(case: Case, child: Person, worker: User) -> None:
    from consent.forms.items import derived_subject

    with asking_as(worker):
        mother = confider(case)
    assert derived_subject(Category.HOUSING, [mother, child]) is None
    assert derived_subject(Category.HEALTH, [mother, child]) == child
    assert derived_subject(Category.HOUSING, [mother]) == mother
