"""Nothing is asked for without permission to ask (R-C7-1, D45); asking writes its disclosure, and its day is a task."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from cases.models import Case, Disclosure, SharingProof, Task
from cases.vocabulary import TaskState
from cases.vocabulary.sharing import Category, Purpose
from consent.actions import CHASE, ask_holder, record_step, take_back
from consent.models import InformationRequest, RequestStep
from consent.vocabulary import StepKind, Way
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import asking_as
from tests.integration.coming_in import asked, may_ask, request
from tests.integration.permission import agreed, school


@pytest.fixture
def by(cast: dict[str, User]) -> User:
    return cast["ottoline"]


def test_asking_writes_the_request_its_disclosure_its_proof_and_a_task(case: Case, by: User) -> None:
    with asking_as(by):
        made = asked(case, by, may_ask(case, by))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        told = Disclosure.objects.get(pk=made.disclosure_id)
        proof = SharingProof.objects.get(disclosure=told)
        task = Task.objects.get(pk=made.task_id)
        assert (told.categories, told.basis, told.recipient_id) == (["existence"], "consent", made.holder_id)
        assert (proof.source, proof.row) == (made.rests_on_id, "D16")
        assert (task.title.reveal(), task.due, task.assigned_to_id) == (CHASE, made.due, by.pk)


OUTWARD = "Asking tells them that there is a case"


@pytest.mark.parametrize(
    ("permission", "said", "why"),
    [
        ({"way": Way.OUT}, {}, OUTWARD),
        ({}, {"categories": frozenset({Category.HEALTH})}, "They have not agreed to any of this"),
        ({}, {"categories": frozenset({Category.SEN_NEEDS, Category.HEALTH})}, "You may ask about special educational"),
        ({}, {"purpose": Purpose.COMPLAINT}, "another purpose"),
        ({}, {"limits_kept": False}, "They set limits"),
    ],
    ids=["only to tell", "another kind", "one kind too many", "another purpose", "limits"],
)
def test_what_was_not_agreed_is_not_asked(
    case: Case, by: User, permission: dict[str, Any], said: dict[str, Any], why: str
) -> None:
    with asking_as(by):
        consent = may_ask(case, by, **permission)
        with pytest.raises(Refused, match=why):
            asked(case, by, consent, **said)
        assert not InformationRequest.objects.exists() and not Disclosure.objects.exists()


def test_another_holder_is_not_asked(case: Case, by: User) -> None:
    with asking_as(by):
        consent, other = may_ask(case, by), school(case, by)
        with pytest.raises(Refused, match="Ask them about this person or role"):
            asked(case, by, consent, recipient=other)


def test_what_was_taken_back_is_not_asked(case: Case, by: User) -> None:
    with asking_as(by):
        consent = may_ask(case, by)
        take_back(by=by, case=case, consent=consent, words="No more")
        with pytest.raises(Refused, match="They have changed their mind"):
            asked(case, by, consent)


def test_once_is_once(case: Case, by: User) -> None:
    with asking_as(by):
        consent = may_ask(case, by, one_off=True)
        asked(case, by, consent)
        with pytest.raises(Refused, match="has run out"):
            asked(case, by, consent)


def test_the_database_refuses_what_python_was_made_to_allow(
    case: Case, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second layer alone: with Python's question answered by another permission, the trigger still says no."""
    from consent.actions import asking

    with asking_as(by):
        inward, outward = may_ask(case, by), agreed(case, by)
        allowed = asking.decide(asking.situation(request(inward).telling, inward, asking.decisions_of(case)))
        assert allowed
        monkeypatch.setattr(asking, "decide", lambda _: allowed)
        with pytest.raises(Refused, match="has just changed"):
            ask_holder(by=by, case=case, asked=request(outward), resting_on=outward)
        assert not InformationRequest.objects.exists()


def test_a_chase_puts_the_task_off_and_an_answer_ends_it(case: Case, by: User) -> None:
    with asking_as(by):
        made = asked(case, by, may_ask(case, by))
        later = made.due + timedelta(days=7)
        record_step(by=by, case=case, request=made, kind=StepKind.CHASED, due=later)
        task = Task.objects.get(pk=made.task_id)
        assert (task.due, task.state) == (later, TaskState.OPEN)
        record_step(by=by, case=case, request=made, kind=StepKind.REFUSED, words="They need a form of theirs")
        task.refresh_from_db()
        assert task.state == TaskState.DONE
        with pytest.raises(Refused, match="Nothing is waited for any more"):
            record_step(by=by, case=case, request=made, kind=StepKind.CHASED, due=later)


def test_a_chase_after_the_task_was_finished_makes_another(case: Case, by: User) -> None:
    from cases.actions import finish_task

    with asking_as(by):
        made = asked(case, by, may_ask(case, by))
        finish_task(by=by, case=case, task=made.task)
        made.task.refresh_from_db()
        record_step(by=by, case=case, request=made, kind=StepKind.PART, due=clock.today())
        assert Task.objects.filter(case=case).to_do().filter(due=clock.today()).exclude(pk=made.task_id).exists()


def test_a_no_has_its_reason(case: Case, by: User) -> None:
    with asking_as(by):
        made = asked(case, by, may_ask(case, by))
        with pytest.raises(IntegrityError, match="a_no_has_its_reason"):
            record_step(by=by, case=case, request=made, kind=StepKind.REFUSED)
        assert not RequestStep.objects.exists()
