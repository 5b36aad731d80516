"""A court order is followed as two found it, and exactly (D12); a supplier is told the reference alone (D47). Each in
Python, in the database by itself, and on its pages."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from audit.actions import action
from cases import keys
from cases.actions.sharing import NewDisclosure, NewRecipient, add_recipient, disclose
from cases.disclosure import SharingBasis
from cases.models import Case, Disclosure, KeptBack, Recipient, SharingProof, Task
from cases.vocabulary.sharing import Basis, BasisKind, Category, PartyKind, SendingMethod, Told
from consent.actions import NotPermitted
from consent.actions.booking import NewBooking, book
from consent.actions.demands import give_demanded
from consent.models import Booking, Demand, DemandFinding
from consent.vocabulary import BookingKind, DemandFound
from foundation import clock
from foundation.rowsecurity.calls import call_one
from foundation.verdict import Refused
from teams.models import Team, User
from tests.conftest import SignIn, asking_as, errors_in, person
from tests.integration.permission import NEEDS, confirmed, demanded, found_valid, governance_there, told

pytestmark = pytest.mark.django_db
HEALTH = frozenset({Category.HEALTH})


@pytest.fixture
def worker(cast: dict[str, User]) -> User:
    return cast["ottoline"]


@pytest.fixture
def manager(cast: dict[str, User]) -> User:
    return cast["delphine"]


@pytest.fixture
def demand(case: Case, worker: User) -> Demand:
    with asking_as(worker):
        return demanded(case, worker)


def somebody_else(case: Case, by: User) -> Recipient:
    return add_recipient(by=by, case=case, recipient=NewRecipient(PartyKind.COURT, "Another Court", "Clerk"))


def check_now() -> None:
    """What is looked at when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def mint(demand: Demand, kinds: frozenset[Category], recipient: Any = None) -> str:
    """What the database answers by itself."""
    with transaction.atomic():
        row: str = call_one("gate.mint_demand", uuid4(), demand.pk, recipient or demand.recipient_id, sorted(kinds))
    return row


def both_refuse(case: Case, by: User, demand: Demand, row: str, words: str, kinds: frozenset[Category] = NEEDS) -> None:
    with pytest.raises(NotPermitted, match=words) as refused:
        give_demanded(by=by, case=case, demand=demand, told=told(demand.recipient, *sorted(kinds)))
    assert refused.value.decision.row == row
    with pytest.raises(Error, match=f"not allowed: {row} "):
        mint(demand, kinds)
    assert not Disclosure.objects.filter(case=case).exists()


def test_it_waits_for_two_and_then_goes_exactly_as_ordered(
    case: Case, worker: User, manager: User, demand: Demand
) -> None:
    with asking_as(worker):
        both_refuse(case, worker, demand, "D12", "Nobody has found yet")
        kept = KeptBack.objects.get(case=case)
        assert (kept.decided_by_row, kept.answer) == ("D12", "route")
        assert Task.objects.get(pk=demand.task_id).assigned_to == manager
    with asking_as(manager):
        keys.open_to_change(case)
        found_valid(case, manager, demand)
        task = Task.objects.get(pk=demand.task_id)
        assert (task.state, task.assigned_to, task.due) == ("open", manager, clock.today())  # to chase
    with asking_as(worker):
        both_refuse(case, worker, demand, "D12", "has not confirmed it yet")  # what was said by telephone mints nothing
    with asking_as(manager):
        keys.open_to_change(case)
        confirmed(case, manager, demand)
        task = Task.objects.get(pk=demand.task_id)
        assert (task.state, task.assigned_to) == ("open", worker)  # to give
    with asking_as(worker):
        both_refuse(case, worker, demand, "D12", "does not order this", NEEDS | HEALTH)
        with pytest.raises(Error, match="not allowed: D50"):  # somebody whom it does not name
            mint(demand, NEEDS, somebody_else(case, worker).pk)
        gone = replace(told(demand.recipient), benefit="", subject_told=Told.YES)
        made = give_demanded(by=worker, case=case, demand=demand, told=gone)
        check_now()
        proof = SharingProof.objects.get(disclosure=made)
        assert (proof.kind, proof.source, proof.row) == ("governance", demand.pk, "D12")
        assert (made.basis, made.authorised_by, made.purpose) == ("legal_compulsion", "two", "legal_duty")
        assert Task.objects.get(pk=demand.task_id).state == "done"
        assert made.lawful_gateway == "The order, or the statute, itself"


@pytest.mark.parametrize("found", [DemandFound.CHALLENGE, DemandFound.NOT_VALID])
def test_what_is_challenged_or_not_valid_is_not_followed(
    case: Case, worker: User, manager: User, demand: Demand, found: DemandFound
) -> None:
    """The latest finding counts, whatever was found before."""
    with asking_as(manager):
        keys.open_to_change(case)
        found_valid(case, manager, demand)
        confirmed(case, manager, demand)
        none: dict[str, Any] = {"categories": frozenset(), "checked_by": "", "checked_on": None, "advice": ""}
        found_valid(case, manager, demand, found=found, **none)
        assert Task.objects.get(pk=demand.task_id).state == "done"  # nothing is to be given
    with asking_as(worker):
        both_refuse(case, worker, demand, "D50", "not to be followed")


def test_a_manager_finds_it_and_never_alone(case: Case, worker: User, manager: User, demand: Demand) -> None:
    """Falls when the trigger or the constraint is dropped."""
    with asking_as(worker):
        with pytest.raises(Refused, match="for the team’s manager"):
            found_valid(case, worker, demand)
        with pytest.raises(Error, match="a manager finds"), transaction.atomic():
            find_anyway(case, worker, demand)
    with asking_as(manager):
        keys.open_to_change(case)
        for missing in ({"checked_by": None}, {"advice": None}, {"checked_on": None}):
            with pytest.raises(Error, match="what_was_said_by_telephone_is_whole"), transaction.atomic():
                find_anyway(case, manager, demand, **missing)
        with pytest.raises(Error, match="a_demand_is_followed_for_what_it_orders"), transaction.atomic():
            find_anyway(case, manager, demand, categories=[])
        with pytest.raises(Error, match="orders what it orders"), transaction.atomic():
            find_anyway(case, manager, demand, categories=["existence", "health"])
        find_anyway(case, manager, demand)
        both_refuse(case, manager, demand, "D12", "has not confirmed it yet")


@action
def find_anyway(case: Case, by: User, demand: Demand, **changes: Any) -> None:
    """A finding without asking the rules."""
    keys.open_to_change(case)
    said = {"found": "follow", "categories": ["existence", "sen_needs"], "words": "It is sealed"}
    said |= {"checked_by": "Percival Dunmoor", "checked_on": clock.today(), "advice": "Valid"}
    made = DemandFinding.of(case, demand=demand, recorded_at=clock.now(), recorded_by=by, **said | changes)
    made.save(force_insert=True)


@pytest.mark.parametrize("forbids", [True, False])
def test_that_they_are_not_told_is_what_an_order_says(case: Case, worker: User, manager: User, forbids: bool) -> None:
    with asking_as(worker):
        made = demanded(case, worker, forbids_telling=forbids)
    with asking_as(manager):
        keys.open_to_change(case)
        found_valid(case, manager, made)
        confirmed(case, manager, made)
        if forbids:
            give_untold(case, manager, made)
            return
        with pytest.raises(Error, match="no order forbids"), transaction.atomic():
            give_untold(case, manager, made)


def give_untold(case: Case, by: User, demand: Demand) -> None:
    """Give what is ordered, and say that telling the service user is forbidden."""
    gone = replace(told(demand.recipient), subject_told=Told.FORBIDDEN)
    give_demanded(by=by, case=case, demand=demand, told=gone)
    check_now()


def test_a_demand_goes_its_way_on_its_pages(case: Case, sign_in: SignIn, worker: User) -> None:
    """Written down by a worker, found by the manager, given by the worker."""
    ottoline, delphine = sign_in("ottoline"), sign_in("delphine")
    new = reverse("consent:demand_new", args=[case.pk])
    came = {"to": "new", "organisation": "Wexcombe Invented County Court", "role": "Listing officer", "kind": "court"}
    came |= {"demand_kind": "order", "dated": "today", "due": "today", "orders": "All about reading."}
    came |= {"categories": ["sen_needs", "health"], "forbids_telling": "on"}
    assert errors_in(ottoline.post(new, came | {"orders": ""})) == ["Enter what it orders, word for word"]
    page = ottoline.post(new, came).headers["Location"]
    begun = ottoline.get(page).content.decode()
    assert "With the manager" in begun and "What is to be done about it?" not in begun
    refused = ottoline.post(page, {"found": "not_valid", "words": "No seal"})
    assert "for the team’s manager" in refused.content.decode()
    found = {"found": "follow", "categories": ["sen_needs"], "checked_by": "Percival Dunmoor", "checked_on": "today"}
    found |= {"advice": "Reading alone.", "words": "It is sealed."}
    assert errors_in(delphine.post(page, found | {"checked_by": ""})) == ["Enter who looked at it"]
    put = delphine.post(page, found).headers["Location"]
    assert put == f"{page}put/"
    shown = ottoline.get(page).content.decode()
    assert "Reading alone." in shown and "Not confirmed by information governance" in shown and "Give what" not in shown
    before = ottoline.get(reverse("consent:share", args=[case.pk])).content.decode()
    assert "An order is to be followed." not in before  # nothing is, until both said so
    confirm_on_its_pages(delphine, sign_in("percival"), put)
    assert "Information governance: it is valid" in ottoline.get(page).content.decode()
    looks = delphine.get(reverse("cases:looks", args=[case.pk])).content.decode()
    assert "Percival Dunmoor" in looks and "Said whether an order is valid" in looks
    before = ottoline.get(reverse("consent:share", args=[case.pk])).content.decode()
    assert "An order is to be followed." in before and "with us; Special educational needs. It is given" in before
    assert f'href="{page}give/"' in before and "Say nothing beyond that." in before and "Say nothing." not in before
    given = {"kinds": ["sen_needs"], "what_sen_needs": "The assessment of March", "recipient_verified": "address_held"}
    given |= {"method": "post_tracked", "day": "today", "at": "00:00", "subject_told": "forbidden"}
    assert ottoline.post(f"{page}give/", given).status_code == 302
    with asking_as(worker):
        gone = Disclosure.objects.get(case=case)
    shown = ottoline.get(reverse("consent:disclosure", args=[case.pk, gone.pk])).content.decode()
    assert "No: the order forbids it" in shown and "The manager and information governance" in shown
    assert "To be followed" in ottoline.get(reverse("consent:demands", args=[case.pk])).content.decode()


def confirm_on_its_pages(manager: Client, governance: Client, put: str) -> None:
    """Put to information governance, who see no case, by the manager; confirmed by themselves."""
    assert "has a turn on the rota" in manager.get(put).content.decode()
    delphine, percival = person("delphine"), person("percival")
    with asking_as(delphine):
        governance_there(delphine, Team.objects.get(pk__in=Team.objects.where(delphine, "approve_referrals")))
    drawn = manager.get(put).content.decode()
    assert "Percival Dunmoor" in drawn and "All about reading." in drawn and "Reading alone." in drawn
    said = {"reader": str(percival.pk), "from_whom": "A county court", "orders": "All about Petronella’s reading."}
    assert errors_in(manager.post(put, said)) == [
        "This says ‘Petronella’. Leave it out: they are not told who it is about."
    ]
    assert manager.post(put, said | {"orders": "All about reading."}).status_code == 302
    home = governance.get("/").content.decode()
    address = re.search(r'href="(/orders/[0-9a-f-]+/)"', home)[1]  # type: ignore[index]
    assert "Delphine Marrowby of Parent Partnership Barnet" in home and "All about reading." not in home
    sheet = governance.get(address).content.decode()
    assert "All about reading." in sheet and "A county court" in sheet and "Special educational needs" in sheet
    assert "Health" not in sheet and "Quillfeather" not in sheet and "Listing officer" not in sheet
    assert errors_in(governance.post(address, {"word": "not_valid"})) == ["Enter why not"]
    assert governance.post(address, {"word": "valid"})["Location"] == "/"
    assert governance.get(address).status_code == governance.post(address, {"word": "valid"}).status_code == 404
    home = governance.get("/").content.decode()
    assert address not in home and "that it is valid" in home


# What is booked -------------------------------------------------------------------------------------------------------


def booking(case: Case, by: User, **changes: Any) -> NewBooking:
    somali = NewRecipient(PartyKind.SUPPLIER, person_name="Ostervandel Languages")
    said = NewBooking(
        supplier=add_recipient(by=by, case=case, recipient=somali),
        kind=BookingKind.INTERPRETER,
        words="Somali, by telephone, on Tuesday at ten.",
        agreed_words="Yes, Ostervandel is fine.",
        method=SendingMethod.SECURE_EMAIL,
        sent_at=clock.now(),
        unconnected=True,
        names=("Petronella Quillfeather",),
    )
    return replace(said, **changes)


def test_whoever_is_booked_is_told_the_reference_alone(case: Case, worker: User) -> None:
    with asking_as(worker):
        keys.open_to_change(case)
        made = book(by=worker, case=case, said=booking(case, worker))
        check_now()
        gone = Disclosure.objects.get(case=case)
        proof = SharingProof.objects.get(disclosure=gone)
        assert (proof.kind, proof.source, proof.row) == ("governance", made.pk, "D47")
        assert (gone.categories, gone.basis) == (["existence"], "anonymous")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"agreed_words": ""}, "not agreed to this one"),
        ({"unconnected": False}, "not agreed to this one"),
        ({"words": "For Petronella, on Tuesday."}, "names somebody of the case"),
    ],
)
def test_d47_refuses_what_is_more_or_was_not_agreed_to(
    case: Case, worker: User, change: dict[str, Any], words: str
) -> None:
    with asking_as(worker):
        keys.open_to_change(case)
        with pytest.raises(NotPermitted, match=words) as refused:
            book(by=worker, case=case, said=booking(case, worker, **change))
        refused.value.keep()
        assert KeptBack.objects.get(case=case).decided_by_row == "D47"


@action
def book_anyway(case: Case, by: User, supplier: Any, told: NewDisclosure, **changes: Any) -> None:
    keys.open_to_change(case)
    said = {"kind": "interpreter", "agreed_words": "Yes", "unconnected": True} | changes
    made = Booking.of(case, supplier=supplier, disclosure_id=told.id, recorded_at=clock.now(), recorded_by=by, **said)
    made.save(force_insert=True)
    basis = SharingBasis(told.id, BasisKind.GOVERNANCE, Basis.ANONYMOUS, "D47", told.categories)
    disclose(by=by, case=case, told=told, resting_on=basis)
    check_now()


def test_the_database_books_nobody_otherwise(case: Case, worker: User) -> None:
    """Falls when the trigger of bookings, either constraint, or the proof of disclosures is dropped."""
    with asking_as(worker):
        keys.open_to_change(case)
        supplier = booking(case, worker).supplier
        school = add_recipient(by=worker, case=case, recipient=NewRecipient(PartyKind.PROFESSIONAL, "A", "B"))
        wrong: list[tuple[Any, dict[str, Any], tuple[Category, ...], str]] = [
            (supplier, {"agreed_words": None}, (Category.EXISTENCE,), "not allowed: D47"),
            (supplier, {"unconnected": False}, (Category.EXISTENCE,), "an_interpreter_is_nobody_they_know"),
            (school, {}, (Category.EXISTENCE,), "not allowed: D50"),
            (supplier, {}, (Category.SEN_NEEDS,), "stands on a basis or opens a breach"),
        ]
        for whom, change, kinds, words in wrong:
            with pytest.raises(Error, match=words), transaction.atomic():
                book_anyway(case, worker, whom, told(whom, *kinds), **change)


def test_booking_on_its_page(case: Case, sign_in: SignIn) -> None:
    client: Client = sign_in("ottoline")
    path = reverse("consent:book", args=[case.pk])
    said = {"booking_kind": "interpreter", "unconnected": "on", "to": "new", "name": "Ostervandel Languages"}
    said |= {"agreed": "yes", "agreed_words": "Yes", "words": "Somali, on Tuesday", "method": "telephone"}
    said |= {"day": "today", "at": "00:00"}
    drawn = client.get(path).content.decode()
    assert case.readable_reference in drawn and "Somebody new" in drawn and "Somebody else" not in drawn
    assert "not agreed to this one" in client.post(path, said | {"agreed": "no"}).content.decode()
    assert client.post(path, said).status_code == 302
    listed = client.get(reverse("consent:demands", args=[case.pk])).content.decode()
    assert "Ostervandel Languages" in listed and "They agreed: Yes" in listed
    assert "Somebody else" in client.get(path).content.decode()
