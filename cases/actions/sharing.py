"""Writing down what has left the service. Nothing here decides: a proof was minted, or a breach is opened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from audit.actions import action
from cases import keys
from cases.actions.tasks import locked, write_task
from cases.actions.worries import manager_of
from cases.disclosure import SharingBasis
from cases.models import Breach, Case, Disclosure, DisclosureItem, KeptBack, LegalBasis, Note, Person, Recipient
from cases.rules import may_work_on
from cases.vocabulary.sharing import BreachCause, Category, FactOrOpinion, NoteKind, PartyKind, Purpose, SendingMethod
from foundation import clock
from foundation.components.words import gb_datetime
from teams.models import User

REPORTABLE_WITHIN = timedelta(hours=72)
READ_BREACH = "Something was shared without permission. Read what, and decide by {until} whether it must be reported"


@dataclass(frozen=True)
class NewRecipient:
    """Somebody outside: an organisation with a role, or a named person."""

    kind: PartyKind
    organisation: str = ""
    role: str = ""
    person_name: str = ""


@dataclass(frozen=True)
class Item:
    """One thing that was told."""

    category: Category
    what: str
    subject: Person | None = None
    account: FactOrOpinion = FactOrOpinion.FACT
    source: str = ""


@dataclass(frozen=True)
class NewDisclosure:
    """What was told to one recipient, once."""

    recipient: Recipient
    items: tuple[Item, ...]
    method: SendingMethod
    sent_at: datetime
    purpose: Purpose | None = None
    benefit: str = ""
    recipient_verified: str = ""
    subject_told: str = ""
    proof: str = ""
    content_hash: str = ""
    in_emergency: bool = False
    id: UUID = field(default_factory=uuid4)

    @property
    def categories(self) -> frozenset[Category]:
        """The kinds that were told; that there has been contact always is."""
        return frozenset(item.category for item in self.items) | {Category.EXISTENCE}


@action
def add_recipient(*, by: User, case: Case, recipient: NewRecipient) -> Recipient:
    """Write down somebody outside.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    made = Recipient.of(case, recorded_at=clock.now(), **vars(recipient))
    made.save(force_insert=True)
    return made


@action
def disclose(*, by: User, case: Case, told: NewDisclosure, resting_on: SharingBasis) -> Disclosure:
    """Write down what was told on a basis that was minted for it in this transaction (R-C2-1, P6).

    Raises:
        Refused: when the person asking may not work on the case.
        django.db.IntegrityError: at commit, when the proof is not of this disclosure.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    return write_disclosure(by, case, told, basis=resting_on.basis, row=resting_on.row)


@action
def already_shared(*, by: User, case: Case, told: NewDisclosure, cause: BreachCause, what_happened: str) -> Breach:
    """Accept as the truth that something has left without a basis, open a breach and give the manager a task for today
    (promise 5: 72 hours run from now). The database never refuses this.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    disclosure = write_disclosure(by, case, told, basis="", row="")
    now = clock.now()
    due = now + REPORTABLE_WITHIN
    title = READ_BREACH.format(until=gb_datetime(due))
    breach = Breach.of(
        case,
        disclosure=disclosure,
        cause=cause,
        aware_at=now,
        due_at=due,
        what_happened=what_happened,
        task=write_task(locked(case), by, title, clock.today(), manager_of(case) or by),
        recorded_at=now,
        recorded_by=by,
    )
    breach.save(force_insert=True)
    return breach


@action
def keep_back(*, by: User, case: Case, recipient: Recipient, categories: Iterable[Category], reasons: str) -> KeptBack:
    """Write down a decision not to share, and why.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    made = KeptBack.of(
        case,
        recipient=recipient,
        categories=sorted(categories),
        reasons=reasons,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    return made


def write_note(by: User, case: Case, kind: NoteKind, text: str) -> Note:
    """Write one note, for an action that holds the case's keys (R-C9-1)."""
    note = Note.of(case, kind=kind, text=text, recorded_at=clock.now(), recorded_by=by)
    note.save(force_insert=True)
    return note


def write_disclosure(by: User, case: Case, told: NewDisclosure, *, basis: str, row: str) -> Disclosure:
    """Write one disclosure and its items, for an action that holds the case's keys."""
    article_6, article_9, schedule_1 = _articles(basis, told.sent_at)
    made = Disclosure.of(
        case,
        id=told.id,
        recipient=told.recipient,
        basis=basis,
        decided_by_row=row,
        purpose=told.purpose or "",
        categories=sorted(told.categories),
        benefit=told.benefit,
        article_6=article_6,
        article_9=article_9,
        schedule_1=schedule_1,
        method=told.method,
        recipient_verified=told.recipient_verified,
        subject_told=told.subject_told,
        sent_at=told.sent_at,
        proof=told.proof,
        content_hash=told.content_hash,
        minimum_attested=basis != "",
        in_emergency=told.in_emergency,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    for item in told.items:
        row_of = DisclosureItem.of(case, disclosure=made, recorded_at=clock.now(), **vars(item))
        row_of.save(force_insert=True)
    return made


def _articles(basis: str, at: datetime) -> tuple[str, str, str]:
    """What makes it lawful in data protection, from the register as it stood on the day; nothing for a breach."""
    found = LegalBasis.objects.for_day(basis, clock.london(at).date()) if basis else None
    return found.articles if found else ("", "", "")
