"""Booking an interpreter, a room or a payment: the reference alone goes, to somebody they agreed to (D47)."""

from dataclasses import dataclass
from datetime import datetime

from audit.actions import action
from cases import keys
from cases.actions.sharing import Item, NewDisclosure, disclose
from cases.disclosure import SharingBasis
from cases.models import Case, Recipient
from cases.rules import may_work_on
from cases.vocabulary.sharing import Basis, BasisKind, Category, ItemSource, Purpose, SendingMethod, Told
from consent.actions.sharing import NotPermitted
from consent.models import Booking
from consent.rules import Telling, names_in, ruling_on_booking
from consent.vocabulary import BookingKind
from foundation import clock
from teams.models import User

NOT_ASKED = "They have not agreed to this one. Ask them first, or book somebody else."
NAMES = "This names somebody of the case. Whoever is booked is told the reference alone: leave the name out."


@dataclass(frozen=True)
class NewBooking:
    """What is booked of whom, in the words that go; ``names`` are those of the people of the case."""

    supplier: Recipient
    kind: BookingKind
    words: str
    agreed_words: str
    method: SendingMethod
    sent_at: datetime
    unconnected: bool = False
    names: tuple[str, ...] = ()

    @property
    def names_nobody(self) -> bool:
        """Whether no name of the case is among the words that go."""
        return not names_in(self.words, self.names)


@action
def book(*, by: User, case: Case, said: NewBooking) -> Booking:
    """Write down a booking with the disclosure that it is: the reference and what is needed, and no name.

    Raises:
        NotPermitted: when they have not agreed to this one, or the words name somebody of the case.
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    agreed = bool(said.agreed_words) and (said.kind != BookingKind.INTERPRETER or said.unconnected)
    answer = ruling_on_booking(said.supplier, agreed=agreed, reference_only=said.names_nobody)
    if not answer:
        telling = Telling(said.supplier, Purpose.SUPPORT_IN_SCHOOL, frozenset())
        raise NotPermitted(answer, by=by, case=case, telling=telling, why=NOT_ASKED if not agreed else NAMES)
    told = _told(case, said)
    made = Booking.of(
        case,
        supplier=said.supplier,
        kind=said.kind,
        disclosure_id=told.id,
        agreed_words=said.agreed_words,
        unconnected=said.unconnected,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    basis = SharingBasis(told.id, BasisKind.GOVERNANCE, Basis.ANONYMOUS, answer.row, told.categories)
    disclose(by=by, case=case, told=told, resting_on=basis)
    return made


def _told(case: Case, said: NewBooking) -> NewDisclosure:
    """What goes: our reference and what is needed."""
    words = f"Our reference {case.readable_reference}. {said.words}"
    item = Item(Category.EXISTENCE, words, source=ItemSource.OURSELVES)
    return NewDisclosure(said.supplier, (item,), said.method, said.sent_at, subject_told=Told.YES)
