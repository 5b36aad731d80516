"""Somebody in a case has died: what they agreed to ended, nothing goes to them, and a manager decides (D49)."""

from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.actions import action
from cases import actions, keys
from cases.actions.sharing import NewRecipient, add_recipient
from cases.models import Case, KeptBack, Person, Task
from cases.vocabulary import PersonRole
from cases.vocabulary.sharing import PartyKind, SendingMethod
from consent.actions import NotPermitted, decisions_of, share
from consent.actions.own import TellingThemself, tell_themself
from consent.models import Consent
from consent.rules import ruling_on
from consent.vocabulary import Footing, Method
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as
from tests.integration.permission import agreed, confider, telling, told
from tests.integration.test_rows_about_people import both_say, mint, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(cast: dict[str, User]) -> User:
    return cast["ottoline"]


def died(case: Case, by: User, who: Person) -> None:
    keys.open_to_change(case)
    actions.change_person(by=by, case=case, person=who, said={"death_known": "family"})


def test_what_they_agreed_to_ends_with_them(case: Case, worker: User) -> None:
    """Before, it is told; after, both gates give it to the manager, and the manager has a task."""
    with asking_as(worker):
        consent = agreed(case, worker)
        share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        died(case, worker, confider(case))
        assert decisions_of(case).stands(consent) == "expired"
        with pytest.raises(Refused, match="nothing can be agreed to in their name"):
            agreed(case, worker, purpose="advocacy")
        with pytest.raises(NotPermitted, match="ended then") as refused:
            share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        refused.value.keep()
        kept = KeptBack.objects.get(case=case)
        assert (kept.decided_by_row, kept.answer) == ("D49", "route")
        assert Task.objects.filter(case=case, assigned_to__username="delphine").count() == 1
        with pytest.raises(IntegrityError, match="not allowed: D49"), transaction.atomic():
            mint(telling(consent), consent)


def test_a_representatives_word_ends_with_whom_they_acted_for(case: Case, worker: User) -> None:
    with asking_as(worker):
        advocate = somebody(case, worker, PersonRole.PARENT, "Evadne")
        by_them = {"grantor": advocate, "footing": Footing.REPRESENTATIVE, "acts_for": confider(case)}
        by_them |= {"method": Method.REPRESENTATIVE, "authority_verified": True, "authority_covers_this": True}
        consent = agreed(case, worker, **by_them, paper_kept="File 3, blue cabinet")
        died(case, worker, confider(case))
        assert decisions_of(case).stands(consent) == "expired"
        both_say(case, consent, "D49")


def test_a_childs_death_leaves_what_their_parent_agreed_to(case: Case, worker: User) -> None:
    """Whoever confides is alive: what is theirs stays theirs to agree to."""
    with asking_as(worker):
        child = somebody(case, worker, PersonRole.CHILD, "Barnaby")
        consent = agreed(case, worker)
        died(case, worker, child)
        assert share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))


def test_without_any_word_of_theirs_a_relative_is_for_the_manager(case: Case, worker: User, sign_in: SignIn) -> None:
    with asking_as(worker):
        relative = NewRecipient(PartyKind.RELATIVE, person_name="Lucian Quillfeather")
        lucian = add_recipient(by=worker, case=case, recipient=relative)
        died(case, worker, confider(case))
        asked = telling(Consent(recipient=lucian, purpose="advocacy", subjects=[]))
        assert ruling_on(asked, decisions_of(case))[1].row == "D49"
    shown = sign_in("ottoline").get(reverse("consent:share", args=[case.pk])).content.decode()
    assert "Row D49 of the policy’s table" in shown and "Confidence outlives a person" in shown


def test_nothing_goes_to_them_any_more(case: Case, worker: User) -> None:
    """Into their hand it went before; the page offers no way after, and the database takes none (D48)."""
    with asking_as(worker):
        keys.open_to_change(case)
        said = TellingThemself(
            confider(case), "Petronella Quillfeather", SendingMethod.IN_PERSON, clock.now(), "Their record"
        )
        tell_themself(by=worker, case=case, said=said)
        died(case, worker, confider(case))
        with pytest.raises(Refused, match="not known to be safe"):
            tell_themself(by=worker, case=case, said=said)


@action
def write_anyway(who: Person, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(who, name, value)
    who.save(update_fields=[*fields, "edition"])


def test_a_day_of_death_has_its_source_in_the_database_too(case: Case, worker: User) -> None:
    with asking_as(worker):
        keys.open_to_change(case)
        with pytest.raises(Error, match="a_death_says_how_it_is_known"), transaction.atomic():
            write_anyway(confider(case), deceased_on="2026-03-03")


def test_it_is_said_on_its_page_and_gently_on_every_other(case: Case, worker: User, sign_in: SignIn) -> None:
    client: Client = sign_in("ottoline")
    with asking_as(worker):
        who = confider(case)
    path = reverse("cases:change_person", args=[case.pk, who.pk, "died"])
    day = {"deceased_on_day": "3", "deceased_on_month": "3", "deceased_on_year": "2026"}
    assert "Select how it is known" in client.post(path, day).content.decode()
    assert client.post(path, day | {"death_known": "document"}).status_code == 302
    people = client.get(reverse("cases:people", args=[case.pk])).content.decode()
    assert "3 March 2026" in people and "We saw a certificate, a notice or a letter" in people
    for page in ("cases:case", "consent:permissions", "cases:people"):
        header = client.get(reverse(page, args=[case.pk])).content.decode().split("app-case__facts")[0]
        assert header.rstrip().endswith('</div>\n  <dl class="') and "Has died" in header, page
