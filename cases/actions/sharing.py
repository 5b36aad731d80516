"""Writing down what has left the service. Nothing here decides: a proof was minted, or a breach is opened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from audit.actions import action
from cases import keys
from cases.actions.tasks import finish_task, locked, write_task
from cases.actions.worries import manager_of
from cases.disclosure import SharingBasis
from cases.models import (
    Breach,
    Case,
    Disclosure,
    DisclosureItem,
    DisclosureResult,
    KeptBack,
    LegalBasis,
    Note,
    Person,
    Recipient,
    Task,
)
from cases.rules import may_work_on
from cases.vocabulary import TaskState
from cases.vocabulary.sharing import (
    Authoriser,
    Basis,
    BreachCause,
    Category,
    FactOrOpinion,
    ItemSource,
    NoteKind,
    PartyKind,
    Purpose,
    SendingMethod,
    WithoutAsking,
)
from foundation import clock
from foundation.components.words import gb_datetime
from teams.models import User

REPORTABLE_WITHIN = timedelta(hours=72)
PARAGRAPH_18 = "P18"
AGREED = frozenset({"D9", "D9a"})  # an adult who agrees: nothing goes without consent
BY_TWO = frozenset({"D11", "D11a", "D12", "D14"})  # rows that a manager and information governance open together
ONWARD = "For this alone. They may pass it on to nobody without asking the service user."
AS_TOLD = (
    *("id", "recipient", "benefit", "method", "recipient_verified", "subject_told", "sent_at", "proof", "content_hash"),
    *("in_emergency", "redactions", "review_on"),
)
LOOK_AGAIN = "See what came of what was shared"
READ_BREACH = "Something was shared without permission. Read what, and decide by {until} whether it must be reported"


@dataclass(frozen=True)
class NewRecipient:
    """Somebody outside: an organisation with a role, a named person, or a senior manager's account and nothing else. Or
    one of those who confide in the case."""

    kind: PartyKind
    organisation: str = ""
    role: str = ""
    person_name: str = ""
    account: User | None = None
    of_person: Person | None = None


@dataclass(frozen=True)
class Item:
    """One thing that was told."""

    category: Category
    what: str
    subject: Person | None = None
    account: FactOrOpinion = FactOrOpinion.FACT
    source: ItemSource = ItemSource.SERVICE_USER


@dataclass(frozen=True)
class NewDisclosure:
    """What was told to one recipient, once. What is left out of ``onward``, ``authorised_by`` and ``para18_reason`` is
    what it nearly always is, where the basis demands it."""

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
    redactions: str = ""
    onward: str = ""
    authorised_by: str = ""
    para18_reason: str = ""
    review_on: date | None = None
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
def record_result(
    *, by: User, case: Case, disclosure: Disclosure, received_at: datetime | None, result: str
) -> DisclosureResult:
    """Write down that they have what was shared, or what came of it; looking at that is then done.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    made = DisclosureResult.of(
        case,
        disclosure=disclosure,
        receipt_confirmed_at=received_at,
        result=result,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    if result and disclosure.review_task and disclosure.review_task.state == TaskState.OPEN:
        finish_task(by=by, case=case, task=disclosure.review_task)
    return made


@action
def keep_back(
    *,
    by: User,
    case: Case,
    recipient: Recipient,
    categories: Iterable[Category],
    reasons: str,
    row: str = "",
    answer: str = "",
) -> KeptBack:
    """Write down a decision not to share, and why: somebody's own, or with ``row`` and ``answer`` the table's.

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
        decided_by_row=row,
        answer=answer,
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
    made = Disclosure.of(
        case,
        basis=basis,
        decided_by_row=row,
        categories=sorted(told.categories),
        minimum_attested=basis != "",
        recorded_at=clock.now(),
        recorded_by=by,
        review_task=_look_again(by, case, told.review_on),
        **{name: getattr(told, name) for name in AS_TOLD},
        **_what_it_stands_on(basis, row, told),
    )
    made.save(force_insert=True)
    for item in told.items:
        row_of = DisclosureItem.of(case, disclosure=made, recorded_at=clock.now(), **vars(item))
        row_of.save(force_insert=True)
    return made


def _look_again(by: User, case: Case, on: date | None) -> Task | None:
    return write_task(locked(case), by, LOOK_AGAIN, on, by) if on else None


def _not_asked(told: NewDisclosure, schedule_1: str, row: str) -> str:
    """Why consent was not asked for; when nobody said, because what must be passed on anyway is no real question."""
    if schedule_1 != PARAGRAPH_18 or row in AGREED:
        return ""
    return told.para18_reason or WithoutAsking.CANNOT_OBTAIN


def _what_it_stands_on(basis: str, row: str, told: NewDisclosure) -> dict[str, Any]:
    """What a basis demands beside: articles and power from the register as it stood on the day, who decided, and what
    the recipient may do with it. Of a breach nothing is known but the truth."""
    found = LegalBasis.objects.for_day(basis, clock.london(told.sent_at).date()) if basis else None
    if found is None:
        return {"purpose": told.purpose or "", "onward": told.onward}
    article_6, article_9, schedule_1 = found.articles
    return {
        "purpose": told.purpose or "",
        "article_6": article_6,
        "article_9": article_9,
        "schedule_1": schedule_1,
        "lawful_gateway": found.gateway,
        "para18_reason": _not_asked(told, schedule_1, row),
        "authorised_by": Authoriser.TWO if row in BY_TWO else told.authorised_by or Authoriser.WORKER,
        "onward": told.onward or (ONWARD if basis == Basis.CONSENT else ""),
    }
