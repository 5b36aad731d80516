"""The rows of the disclosure table that turn on people: separated parents, joint files, young people, carers,
representatives. The rules say them of real records, and the database says the same when it is asked to mint a proof."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.actions import action
from cases import actions, keys
from cases.actions.joint import make_joint
from cases.actions.sharing import NewRecipient, add_recipient
from cases.models import Case, Disclosure, Person, PersonLink
from cases.vocabulary import PersonRole
from cases.vocabulary.sharing import Category, PartyKind
from consent.actions import NotPermitted, decide_consent, decisions_of, share
from consent.models import Consent
from consent.rules import Telling, ruling_on
from consent.vocabulary import Capacity, Footing, Method
from foundation.rowsecurity.calls import call_one
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as
from tests.integration.permission import NEEDS, agreed, confider, telling, told, yes

pytestmark = pytest.mark.django_db
CHILDS = frozenset({Category.SEN_NEEDS, Category.EDUCATION_RECORD})


@pytest.fixture
def worker(cast: dict[str, User]) -> User:
    return cast["ottoline"]


def somebody(case: Case, by: User, role: PersonRole, given: str, **known: Any) -> Person:
    """Another person of the case."""
    keys.open_to_change(case)
    return actions.add_person(by=by, case=case, person=actions.NewPerson(role, given, **known))


def both_say(case: Case, consent: Consent, row: str, **changes: Any) -> None:
    """The rules refuse by this row, and so does the database when nobody asks them."""
    asked = telling(consent, **changes)
    assert ruling_on(asked, decisions_of(case), consent)[1].row == row
    with pytest.raises(IntegrityError, match=f"not allowed: {row} "), transaction.atomic():
        mint(asked, consent)
    assert not Disclosure.objects.filter(case=case).exists()


def mint(asked: Telling, consent: Consent) -> str:
    """What the database answers by itself."""
    kinds, subjects = sorted(asked.categories), sorted(asked.subjects)
    where = (uuid4(), consent.pk, asked.recipient.pk, asked.purpose)
    how = (asked.limits_kept, asked.meeting, asked.attendees_within)
    row: str = call_one("gate.mint_permission", *where, kinds, subjects, *how)
    return row


def test_d27_another_parents_word_covers_nothing_that_was_confided(case: Case, worker: User) -> None:
    with asking_as(worker):
        father = somebody(case, worker, PersonRole.PARENT, "Lucian")
        both_say(case, agreed(case, worker, grantor=father), "D27")


def test_d28_what_two_confided_needs_the_word_of_each(case: Case, worker: User) -> None:
    with asking_as(worker):
        father = somebody(case, worker, PersonRole.PARENT, "Lucian")
        consent = agreed(case, worker)
        his = yes(case, consent.recipient, grantor=father)
        make_joint(by=worker, case=case, person=father, words="We both want one file.")
        both_say(case, consent, "D28")
        decide_consent(by=worker, case=case, said=his)
        asked = telling(consent)
        made = share(by=worker, case=case, told=told(consent.recipient), telling=asked, resting_on=consent)
        assert made.decided_by_row == "D16"


def test_d34_a_young_person_decides_for_themself(case: Case, worker: User) -> None:
    with asking_as(worker):
        peregrine = somebody(case, worker, PersonRole.CHILD, "Peregrine", date_of_birth=date(2010, 8, 31))
        assert peregrine.young_person_from == date(2026, 6, 26)
        about = frozenset({confider(case).pk, peregrine.pk})
        consent = agreed(case, worker, subjects=about)
        both_say(case, consent, "D34", subjects=about)


def test_d32_a_carer_speaks_for_themself_and_not_for_the_child(case: Case, worker: User) -> None:
    with asking_as(worker):
        child = somebody(case, worker, PersonRole.CHILD, "Barnaby")
        about = frozenset({child.pk, confider(case).pk})
        consent = agreed(case, worker, subjects=about, categories=CHILDS)
        both_say(case, consent, "D32", subjects=about, categories=CHILDS)
        own = telling(consent, subjects=frozenset({confider(case).pk}), categories=NEEDS)
        assert share(by=worker, case=case, told=told(consent.recipient), telling=own).decided_by_row == "D16"


def test_a_parent_with_responsibility_speaks_for_the_child(case: Case, worker: User) -> None:
    with asking_as(worker):
        child, mother = somebody(case, worker, PersonRole.CHILD, "Barnaby"), confider(case)
        held = {"kind": "mother", "other": child, "responsibility": "yes"}
        actions.add_record(by=worker, case=case, person=mother, model=PersonLink, said=held)
        about = frozenset({child.pk})
        consent = agreed(case, worker, subjects=about, categories=CHILDS, footing=Footing.PARENTAL)
        asked = telling(consent, subjects=about, categories=CHILDS)
        items = told(consent.recipient, *sorted(CHILDS))
        assert share(by=worker, case=case, told=items, telling=asked).decided_by_row == "D16"


SPOKEN = {"script_version": "v7", "method": Method.INTERPRETER, "interpreter": "Ms Ostrovany"}
PHONED = {"script_version": "v7", "method": Method.PHONE}


@pytest.mark.parametrize(
    ("given", "row"),
    [
        ({"capacity": Capacity.IN_DOUBT}, "D26"),
        (SPOKEN | {"interpreter_independent": False}, "D24"),
        (
            SPOKEN | {"method": Method.PHONE, "interpreter": "", "categories": frozenset({Category.DOMESTIC_ABUSE})},
            "D23",
        ),
    ],
)
def test_how_it_was_given_decides(case: Case, worker: User, given: dict[str, Any], row: str) -> None:
    with asking_as(worker):
        both_say(case, agreed(case, worker, **given), row, categories=given.get("categories", NEEDS))


@pytest.mark.parametrize(("checked", "row"), [(True, "D25"), (False, "D25")])
def test_d25_a_representatives_authority_is_checked(case: Case, worker: User, checked: bool, row: str) -> None:
    with asking_as(worker):
        advocate = somebody(case, worker, PersonRole.PARENT, "Evadne")
        by_them = {"grantor": advocate, "footing": Footing.REPRESENTATIVE, "acts_for": confider(case)}
        by_them |= {"method": Method.REPRESENTATIVE, "authority_verified": checked, "authority_covers_this": checked}
        by_them |= {"paper_kept": "File 3, blue cabinet"}
        consent = agreed(case, worker, **by_them)
        if not checked:
            both_say(case, consent, row)
            return
        made = share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        assert made.decided_by_row == row


def test_d18_right_school_wrong_person(case: Case, worker: User) -> None:
    with asking_as(worker):
        consent = agreed(case, worker)
        head = NewRecipient(PartyKind.PROFESSIONAL, organisation="Foxglove Invented Primary", role="Headteacher")
        other = add_recipient(by=worker, case=case, recipient=head)
        with pytest.raises(NotPermitted, match="somebody else being told") as refused:
            share(by=worker, case=case, told=told(other), telling=telling(consent, recipient=other))
        assert refused.value.decision.row == "D18"
        with pytest.raises(IntegrityError, match="not allowed: D18"), transaction.atomic():
            mint(telling(consent, recipient=other), consent)


@pytest.mark.parametrize(
    ("kind", "row", "why"),
    [
        (PartyKind.OTHER_PARENT, "D30", "Being a parent gives no right to the other parent’s confidences"),
        (PartyKind.PARENT_OF_CONFIDER, "D33", "The young person confided it"),
        (PartyKind.SUPPLIER, "D47", "A supplier is told the reference alone"),
        (PartyKind.PROFESSIONAL, "D50", "Nobody has been asked"),
    ],
)
def test_who_asks_without_anybodys_word_is_told_nothing_and_why(
    case: Case, worker: User, sign_in: SignIn, kind: PartyKind, row: str, why: str
) -> None:
    with asking_as(worker):
        add_recipient(by=worker, case=case, recipient=NewRecipient(kind, person_name="Lucian Quillfeather"))
    client: Client = sign_in("ottoline")
    shown = (
        client.get(reverse("consent:share", args=[case.pk])).content.decode().replace("'", "’").replace("&#x27;", "’")
    )
    assert f"Row {row} of the policy’s table" in shown and why in shown


@action
def save_anyway(who: Person) -> None:
    """Write down that somebody confides, or no longer does, without the agreement that the action asks for."""
    who.save(update_fields=["is_confider"])


def test_whose_confidence_it_is_changes_by_agreement_alone(case: Case, worker: User) -> None:
    with asking_as(worker):
        father = somebody(case, worker, PersonRole.PARENT, "Lucian")
        for who, confides in ((father, True), (confider(case), False)):
            who.is_confider = confides
            with pytest.raises(IntegrityError), transaction.atomic():
                save_anyway(who)
        father = Person.objects.get(pk=father.pk)
        make_joint(by=worker, case=case, person=father, words="We both want one file.")
        assert Person.objects.filter(case=case, is_confider=True).count() == 2
        with pytest.raises(Refused, match="already"):
            make_joint(by=worker, case=case, person=Person.objects.get(pk=father.pk), words="Again")


def test_a_joint_file_is_made_on_its_page(case: Case, worker: User, sign_in: SignIn) -> None:
    with asking_as(worker):
        father = somebody(case, worker, PersonRole.PARENT, "Lucian")
    client = sign_in("ottoline")
    path, said = reverse("consent:joint", args=[case.pk]), {"person": str(father.pk), "words": "We want one file."}
    assert "Each of them said so" in client.post(path, said).content.decode()
    answer = client.post(path, said | {"apart": "on"})
    shown = client.get(answer["Location"]).content.decode()
    assert "We want one file." in shown and "and Lucian" in shown
