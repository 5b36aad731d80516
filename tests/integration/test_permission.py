"""Permission and the only door out: consent and its note are one write, and nothing leaves without a basis or a breach
(promises 5 and 6)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cases import actions, keys
from cases.actions.sharing import already_shared, disclose
from cases.disclosure import Permission, SharingBasis
from cases.models import Breach, Case, Disclosure, Note, SharingProof, Task
from cases.vocabulary import CaseKind
from cases.vocabulary.sharing import Basis, BasisKind, BreachCause, Category
from cases.workflow import MOVES
from consent.actions import CONFIRM, decide_consent, decisions_of, share, take_back
from consent.models import Consent
from consent.vocabulary import DecisionKind, Method
from foundation import clock
from foundation.verdict import Refused
from teams.models import Team, User
from tests.conftest import asking_as
from tests.integration.permission import NEEDS, agreed, school, telling, told, yes

ADVICE = Category.ADVICE_STRATEGY


@pytest.fixture
def worker(cast: dict[str, User]) -> User:
    return cast["ottoline"]


def check_now() -> None:
    """What is checked at commit, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def undo() -> None:
    """Let the transaction end as one that failed does."""
    transaction.set_rollback(True)


def test_a_decision_is_written_with_its_note(case: Case, worker: User) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
        assert consent.note.text.reveal().startswith("They agreed")
        assert Category.EXISTENCE in consent.categories
        assert decisions_of(case).stands(consent) == Permission.VALID


def test_what_was_agreed_by_word_of_mouth_is_to_be_confirmed_in_writing(case: Case, worker: User) -> None:
    with asking_as(worker):
        agreed(case, worker, method=Method.PHONE, script_version="7")
        task = Task.objects.get(case=case, state="open", due__gt=clock.today())
        assert task.title.reveal() == CONFIRM


def test_what_is_permitted_is_told(case: Case, worker: User) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
        disclosure = share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        check_now()
        proof = SharingProof.objects.get(disclosure=disclosure)
        assert (proof.kind, proof.row, proof.source) == ("consent", "D16", consent.pk)
        assert (disclosure.basis, disclosure.decided_by_row) == ("consent", "D16")


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ({"categories": NEEDS | {Category.HEALTH}}, "part"),
        ({"limits_kept": False}, "set limits"),
        ({"meeting": True}, "in the room"),
        ({"purpose": "complaint"}, "another purpose"),
    ],
)
def test_what_is_not_permitted_is_refused_with_the_reason(
    case: Case, worker: User, change: dict[str, object], row: str
) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
        with pytest.raises(Refused, match=row):
            share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent, **change))
        assert not Disclosure.objects.filter(case=case).exists()


def test_withdrawal_stops_it_at_once(case: Case, worker: User, cast: dict[str, User]) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
    with asking_as(cast["caspian"]):
        keys.open_to_change(case)
        take_back(by=cast["caspian"], case=case, consent=consent, words="")
    with asking_as(worker):
        keys.open_to_change(case)
        with pytest.raises(Refused, match="changed their mind"):
            share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        take_back(by=worker, case=case, consent=consent, words="")  # once is enough, twice is no fault
        assert Consent.objects.filter(answers=consent).count() == 1


def test_part_of_it_taken_back_leaves_the_rest(case: Case, worker: User) -> None:
    both = NEEDS | {ADVICE}
    with asking_as(worker):
        consent = agreed(case, worker, categories=both)
        take_back(by=worker, case=case, consent=consent, words="Not the advice", categories={ADVICE})
        assert decisions_of(case).permitted(consent) == NEEDS | {Category.EXISTENCE}
        share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        with pytest.raises(Refused):
            share(
                by=worker,
                case=case,
                told=told(consent.recipient, ADVICE),
                telling=telling(consent, categories=frozenset({ADVICE})),
            )


def test_a_later_no_stands_over_an_earlier_yes(case: Case, worker: User) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
    with asking_as(worker):
        no = yes(case, consent.recipient, decision=DecisionKind.REFUSED, categories=frozenset(), expires_at=None)
        decide_consent(by=worker, case=case, said=no)
        assert decisions_of(case).stands(consent) == Permission.REFUSED
        with pytest.raises(Refused, match="said no"):
            share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))


def test_once_is_once(case: Case, worker: User) -> None:
    with asking_as(worker):
        consent = agreed(case, worker, one_off=True)
        share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        with pytest.raises(Refused, match="run out"):
            share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))


def test_it_ends_with_the_case(case: Case, worker: User) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
        Case.objects.filter(pk=case.pk)
        actions.move(by=worker, case=case, to=MOVES["close"], reason="COMPLETED")
        fresh = Case.objects.get(pk=case.pk)
        assert decisions_of(fresh).stands(consent) == Permission.EXPIRED


def test_the_truth_is_always_accepted_and_opens_a_breach(case: Case, worker: User) -> None:
    with asking_as(worker):
        recipient = school(case, worker)
        breach = already_shared(
            by=worker,
            case=case,
            told=told(recipient, Category.HEALTH),
            cause=BreachCause.VERBAL,
            what_happened="It slipped out in a meeting",
        )
        check_now()
        assert breach.due_at - breach.aware_at == timedelta(hours=72)
        assert Breach.objects.get(case=case).disclosure.basis == ""


def test_a_basis_that_nobody_minted_does_not_pass(case: Case, worker: User) -> None:
    with asking_as(worker):
        said = told(school(case, worker))
        forged = SharingBasis(said.id, BasisKind.CONSENT, Basis.CONSENT, "D16", said.categories)
        disclose(by=worker, case=case, told=said, resting_on=forged)
        with pytest.raises(IntegrityError, match="stands on a basis"), transaction.atomic():
            check_now()
        undo()


def test_more_than_was_minted_for_does_not_pass(case: Case, worker: User) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
        said = told(consent.recipient, Category.SEN_NEEDS, Category.HEALTH)
        share(by=worker, case=case, told=said, telling=telling(consent))
        with pytest.raises(IntegrityError, match="stands on a basis"), transaction.atomic():
            check_now()
        undo()


def test_an_anonymous_enquiry_has_nobody_to_ask(cast: dict[str, User], worker: User) -> None:
    with asking_as(worker):
        team = Team.objects.get(pk__in=Team.objects.where(worker, "work_cases"))
        anonymous = actions.open_case(by=worker, team=team, kind=CaseKind.ANONYMOUS)
        assert Note.objects.filter(case=anonymous).count() == Consent.objects.filter(case=anonymous).count() == 0
