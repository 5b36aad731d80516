"""What is out of order is refused with a reason by the rules, and by the database when the rules are not asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.actions import action
from cases import actions, keys
from cases.models import AbilityRecord, Case, Person, PersonLink, Recipient
from cases.vocabulary import PersonRole
from cases.vocabulary.sharing import Category, PartyKind, Purpose
from consent.actions import NewDecision, decide_consent, decisions_of
from consent.actions.permission import write_decision
from consent.forms.permission import _end_of
from consent.models import Consent
from consent.rules import Decisions
from consent.vocabulary import Capacity, DecisionKind, Footing, Method, Way
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import asking_as
from tests.integration.permission import agreed, confider, school, yes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def worker(cast: dict[str, User]) -> User:
    return cast["ottoline"]


@action
def write_anyway(*, by: User, case: Case, said: NewDecision) -> Consent:
    """The same without asking the rules: what the database says by itself."""
    keys.open_to_change(case)
    return write_decision(by, case, said)


def both_refuse(case: Case, by: User, said: NewDecision, words: str) -> None:
    """The rules with a reason, and the database without them."""
    with pytest.raises(Refused, match=words):
        decide_consent(by=by, case=case, said=said)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_anyway(by=by, case=case, said=said)


KEPT = {"paper_kept": "File 3, blue cabinet"}


def faults() -> dict[str, tuple[dict[str, Any], str]]:
    now = clock.now()
    return {
        "backdated": ({"valid_from": now - 2 * DAY}, "does not begin in the past"),
        "ends before it begins": ({"expires_at": now - DAY}, "end after it begins"),
        "never ends": ({"expires_at": None}, "end after it begins"),
        "lasts longer than a year": ({"expires_at": now + 400 * DAY}, "within a year"),
        "for no kind of information": ({"categories": frozenset()}, "empty permission permits nothing"),
        "for an unknown kind": ({"categories": frozenset({"gossip", "existence"})}, "not in the list"),
        "about nobody": ({"subjects": frozenset()}, "Choose whom"),
        "for the council's purposes": ({"purpose": Purpose.LEGAL_DUTY}, "helps the service user"),
        "without words": ({"words": ""}, "Write down their words"),
        "without knowing who it was": ({"identity_check": ""}, "knew that it was them"),
        "spoken without its script": ({"method": Method.PHONE}, "script that was read"),
        "signed and kept nowhere": ({"method": Method.SIGNED_PAPER, "signed_on": now.date()}, "where the signed paper"),
        "signed on a screen and kept nowhere": (
            {"method": Method.E_SIGNATURE, "signed_on": now.date()},
            "where the signed paper",
        ),
        "signed on no day": ({"method": Method.SIGNED_PAPER} | KEPT, "on which day it was signed"),
        "signed after today": (
            {"method": Method.E_SIGNATURE, "signed_on": now.date() + 2 * DAY} | KEPT,
            "signed after today",
        ),
        "written and signed": ({"method": Method.EMAIL, "signed_on": now.date()}, "on which day it was signed"),
        "interpreted by nobody": ({"method": Method.INTERPRETER, "script_version": "v7"}, "who interpreted"),
        "to be asked for nothing": (
            {"way": Way.IN, "categories": frozenset({Category.EXISTENCE})},
            "Choose what they may be asked for",
        ),
        "by an authority kept nowhere": (
            {"method": Method.REPRESENTATIVE, "footing": Footing.REPRESENTATIVE},
            "where the signed paper",
        ),
        "through a representative of nobody": (
            {"method": Method.REPRESENTATIVE} | KEPT,
            "whom the representative acts for",
        ),
        "on an assessment nobody made": ({"capacity": Capacity.ASSESSED}, "how we found that"),
        "as a parent, of no child": ({"footing": Footing.PARENTAL}, "parental responsibility"),
    }


@pytest.mark.parametrize("what", sorted(faults()))
def test_a_yes_out_of_order_is_refused_twice(case: Case, worker: User, what: str) -> None:
    change, words = faults()[what]
    with asking_as(worker):
        if what == "for no kind of information":  # the action adds that there has been contact; the row has to have it
            with pytest.raises(Refused, match=words):
                decide_consent(by=worker, case=case, said=yes(case, school(case, worker), **change))
        else:
            both_refuse(case, worker, yes(case, school(case, worker), **change), words)
        assert not Consent.objects.filter(case=case).exists()


def test_two_of_one_scope_do_not_stand_unless_one_replaces_the_other(case: Case, worker: User) -> None:
    with asking_as(worker):
        first = agreed(case, worker)
    with asking_as(worker):
        again = yes(case, first.recipient)
        both_refuse(case, worker, again, "agreed about this already")
        wider = yes(case, first.recipient, replaces=True, categories=frozenset({Category.SEN_NEEDS, Category.HOUSING}))
        second = decide_consent(by=worker, case=case, said=wider)
        among = decisions_of(case)
        assert [among.stands(each) for each in (first, second)] == ["expired", "valid"]
        assert Category.HOUSING in among.permitted(second)


def family(case: Case, by: User) -> tuple[Person, Person]:
    """A child and the mother who confides."""
    keys.open_to_change(case)
    child = actions.add_person(by=by, case=case, person=actions.NewPerson(PersonRole.CHILD, "Barnaby"))
    return child, confider(case)


@pytest.mark.parametrize(("responsibility", "allowed"), [("yes", True), ("no", False), ("unknown", False)])
def test_whoever_decides_for_a_child_is_written_down_as_responsible(
    case: Case, worker: User, responsibility: str, allowed: bool
) -> None:
    """D32: a carer without parental responsibility speaks for themself alone."""
    with asking_as(worker):
        child, mother = family(case, worker)
        link = {"kind": "grandparent", "other": child, "responsibility": responsibility}
        actions.add_record(by=worker, case=case, person=mother, model=PersonLink, said=link)
        said = yes(case, school(case, worker), footing=Footing.PARENTAL, subjects=frozenset({child.pk, mother.pk}))
        if allowed:
            decide_consent(by=worker, case=case, said=said)
        else:
            both_refuse(case, worker, said, "parental responsibility")


@pytest.mark.parametrize(("conclusion", "allowed"), [("competent", True), ("not_competent", False)])
def test_a_child_decides_on_the_record_of_this_decision(
    case: Case, worker: User, conclusion: str, allowed: bool
) -> None:
    with asking_as(worker):
        child, _ = family(case, worker)
        found = {"kind": "competence", "conclusion": conclusion, "decided_on": clock.today(), "decision": "School"}
        found |= {"assessor": "Ottoline", "basis": "What she said"}
        ability = actions.add_record(by=worker, case=case, person=child, model=AbilityRecord, said=found)
        on = {"grantor": child, "footing": Footing.COMPETENT_CHILD, "ability": ability}
        said = yes(case, school(case, worker), **on, subjects=frozenset({child.pk}))
        if allowed:
            decide_consent(by=worker, case=case, said=said)
        else:
            both_refuse(case, worker, said, "understand enough to decide")
        mothers = yes(case, school(case, worker), footing=Footing.COMPETENT_CHILD, ability=ability)
        both_refuse(case, worker, mothers, "understand enough to decide")  # another person's record proves nothing


def test_a_no_needs_none_of_it(case: Case, worker: User) -> None:
    with asking_as(worker):
        bare = {"categories": frozenset(), "expires_at": None, "words": "", "method": "", "identity_check": ""}
        no = yes(case, school(case, worker), decision=DecisionKind.REFUSED, **bare)
        assert decide_consent(by=worker, case=case, said=no).decision == "refused"


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 12, 28), datetime(2026, 12, 29, 0, 0, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),  # the clocks go forward at one
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, 0, tzinfo=UTC)),  # a day of 23 hours
        (date(2027, 10, 31), datetime(2027, 11, 1, 0, 0, tzinfo=UTC)),  # a day of 25
    ],
)
def test_it_holds_to_the_last_moment_of_its_last_day_in_london(day: date, ends: datetime) -> None:
    assert _end_of(day) == ends
    moment = timedelta(microseconds=1)
    case, nobody = Case(status="open"), Recipient(kind=PartyKind.PROFESSIONAL)
    given = Consent(decision="granted", recipient=nobody, valid_from=ends - DAY, expires_at=_end_of(day), one_off=False)
    states = [Decisions(case, [], [given], set(), at).stands(given) for at in (ends - moment, ends, ends + moment)]
    assert states == ["valid", "expired", "expired"]
