"""Writing to the service user themself: the basis is that it is theirs, and the way is checked (D29, D48)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit.actions import action
from cases import keys
from cases.actions import finish_task
from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient, already_shared, disclose, keep_back
from cases.disclosure import Act, Party, SharingBasis, Situation, decide
from cases.models import Address, Case, ContactPoint, KeptBack, Person, Recipient
from cases.rules import may_work_on
from cases.vocabulary import TaskState
from cases.vocabulary.sharing import (
    Basis,
    BasisKind,
    BreachCause,
    Category,
    ItemSource,
    PartyKind,
    RecipientCheck,
    SendingMethod,
    Told,
)
from consent.models import Confirmation, Consent
from consent.vocabulary import DecisionKind, Method
from foundation import clock
from foundation.rowsecurity.calls import NOT_SO, call_one, refusing
from foundation.verdict import Refused
from teams.models import User

NOT_SAFE = "This way of reaching them is not known to be safe. Ask them which is, and write it down under People."
SENT_ANYWAY = "It was sent to the service user by a way that is not known to be safe."


@dataclass(frozen=True)
class TellingThemself:
    """What goes to one of those who confide, and by which way of theirs: one that is known to be safe, or none: into
    their hand, or ``unsafe``."""

    to: Person
    name: str
    method: SendingMethod
    sent_at: datetime
    what: str
    way: ContactPoint | Address | None = None
    unsafe: bool = False
    content_hash: str = ""


class UnsafeWay(Refused):
    """The table lets nobody write to the service user by a way that is not known to be safe (D48). That it was asked is
    kept, as every answer of the table is (§5)."""

    about = "gone_anyway"  # what else can be said of it stands there

    def __init__(self, *, by: User, case: Case, to: Person, name: str) -> None:
        super().__init__(NOT_SAFE)
        self.by, self.case, self.to, self.name = by, case, to, name

    def keep(self) -> None:
        """Write it down, once a day for each worker and case."""
        today = KeptBack.objects.filter(
            case=self.case, recorded_by=self.by, recorded_at__gte=clock.at(clock.today()), decided_by_row="D48"
        )
        if not today.exists():
            keep_unsafe(by=self.by, case=self.case, to=self.to, name=self.name)


@action
def keep_unsafe(*, by: User, case: Case, to: Person, name: str) -> None:
    """Write down that somebody was not written to, with the table's row and its words.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    said = decide(Situation(Act.REACH, party=Party.SERVICE_USER, channel_safe=False))
    kinds, themself = [Category.EXISTENCE], _themself(by, case, to, name)
    keep_back(
        by=by, case=case, recipient=themself, categories=kinds, reasons=said.why, row=said.row, answer=said.answer
    )


@action
def tell_themself(*, by: User, case: Case, said: TellingThemself) -> UUID:
    """Write down what goes to the service user, and say which disclosure that is. By a way that is not known to be safe
    it is the truth all the same, and opens a breach.

    Raises:
        Refused: when the person asking may not work on the case, or the way is no longer safe.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    told = NewDisclosure(
        _themself(by, case, said.to, said.name),
        (Item(Category.EXISTENCE, said.what, source=ItemSource.OURSELVES),),
        said.method,
        said.sent_at,
        recipient_verified=RecipientCheck.ADDRESS_HELD,
        subject_told=Told.YES,
        content_hash=said.content_hash,
    )
    if said.unsafe:
        cause, words = BreachCause.EXISTENCE, SENT_ANYWAY
        already_shared(by=by, case=case, told=told, cause=cause, what_happened=words)
    else:
        disclose(by=by, case=case, told=told, resting_on=_mint(case, told, said.way))
    return told.id


@action
def give_record(*, by: User, case: Case, consent: Consent, said: TellingThemself) -> UUID:
    """Give somebody the record of what they decided, and say which disclosure that is. Of what was agreed to by word of
    mouth, it is the confirmation in writing, and the task to confirm it is done (§3.6).

    Raises:
        Refused: when the person asking may not work on the case, or the way is no longer safe.
    """
    gone = tell_themself(by=by, case=case, said=said)
    if consent.decision != DecisionKind.GRANTED or consent.method not in Method.spoken():
        return gone
    made = Confirmation.of(case, consent=consent, disclosure_id=gone, recorded_at=clock.now(), recorded_by=by)
    made.save(force_insert=True)
    if consent.confirm_task and consent.confirm_task.state == TaskState.OPEN:
        finish_task(by=by, case=case, task=consent.confirm_task)
    return gone


def _mint(case: Case, told: NewDisclosure, way: ContactPoint | Address | None) -> SharingBasis:
    kinds = sorted(told.categories)
    with refusing({NOT_SO: NOT_SAFE}):
        row: str = call_one("gate.mint_self", told.id, case.pk, told.recipient.pk, kinds, way.pk if way else None)
    return SharingBasis(told.id, BasisKind.SELF, Basis.SELF, row, told.categories)


def _themself(by: User, case: Case, to: Person, name: str) -> Recipient:
    """The service user as a recipient of their own case, written down the first time; of a joint file each apart, and
    the database holds the ways of each to be theirs alone."""
    known = Recipient.objects.filter(case=case, of_person=to).order_by("recorded_at", "pk")
    found = next((each for each in known if each.person_name and each.person_name.reveal() == name), None)
    themself = NewRecipient(PartyKind.SERVICE_USER, person_name=name, of_person=to)
    return found or add_recipient(by=by, case=case, recipient=themself)
