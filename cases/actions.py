"""Every change to a case: a verb, keyword-only, ``by=`` whom, in one transaction with at least one record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from audit.actions import action
from audit.vocabulary import Verb
from cases import keys
from cases.models import Case, Contact, ContactPoint, Person, SavedSearch, Task
from cases.rules import may_move, may_open_case, may_work_on
from cases.searching import document_of
from cases.vocabulary import CaseKind, Channel, PersonRole, Safe, Status, TaskState, WithWhom
from cases.workflow import Move
from foundation import clock
from teams.models import Team, User


@dataclass(frozen=True)
class NewPerson:
    """Somebody as they were written down; empty texts are not known."""

    role: PersonRole
    given_name: str
    family_name: str = ""
    known_as: str = ""
    title: str = ""
    date_of_birth: date | None = None
    relationship: str = ""
    is_confider: bool = False


@dataclass(frozen=True)
class Safety:
    """What is safe about a way to reach somebody; silence means the cautious answer (R-C2-4)."""

    safe_to_use: str = Safe.NOT_ASKED
    may_leave_message: bool = False
    may_say_who_we_are: bool = False
    safe_times: str = ""


@dataclass(frozen=True)
class NewContactPoint:
    """A way to reach somebody."""

    channel: Channel
    value: str
    safety: Safety = Safety()


@dataclass(frozen=True)
class NewContact:
    """What was recorded of one contact."""

    happened_at: datetime
    direction: str
    method: str
    with_whom: str
    contact_type: str
    safeguarding_screen: str
    summary: str = ""
    person: Person | None = None
    other_party: str = ""
    duration_minutes: int | None = None
    interpreter: str = ""
    advice_codes: list[str] = field(default_factory=list)
    advice_given: str = ""
    signposted_to: str = ""
    told_about_family: str = ""
    consent_check: str = ""
    id: UUID = field(default_factory=uuid4)


@action
def open_case(
    *,
    by: User,
    team: Team,
    kind: CaseKind,
    people: Iterable[tuple[NewPerson, Iterable[NewContactPoint]]] = (),
    level: int = 1,
    lead_worker: User | None = None,
    referral_source: str = "",
    issues: Iterable[str] = (),
    review_due: date | None = None,
) -> Case:
    """Open a case with its people under keys of its own.

    Raises:
        Refused: when the person does not work in the team.
    """
    may_open_case(by, team).enforce()
    now = clock.now()
    case = Case(
        team=team,
        kind=kind,
        intervention_level=level,
        lead_worker=lead_worker,
        referral_source=referral_source,
        issues=list(issues),
        opened_at=now,
        opened_by=by,
        review_due=review_due,
        last_contact_at=now,
    )
    case.save(force_insert=True)
    keys.mint_for(case)
    for person, points in people:
        _add_person(case, person, points)
    return case


@action
def add_person(*, by: User, case: Case, person: NewPerson, points: Iterable[NewContactPoint] = ()) -> Person:
    """Write down one more person of a case.

    Raises:
        Refused: when the person asking may not work on the case, or it is an anonymous enquiry.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    return _add_person(case, person, points)


@action
def add_contact_point(*, by: User, case: Case, person: Person, point: NewContactPoint) -> ContactPoint:
    """Write down one more way to reach somebody, and make it findable.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    added = _add_point(person, point)
    person.search_document = document_of(person, person.contact_points.all())
    person.save(update_fields=["search_document"])
    return added


@action
def set_safety(*, by: User, case: Case, point: ContactPoint, to: Safety) -> None:
    """Change what is safe about a way to reach somebody; the value itself stays.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    for name, value in vars(to).items():
        setattr(point, name, value)
    point.save(update_fields=list(vars(to)))


@action
def move(*, by: User, case: Case, to: Move, reason: str = "") -> None:
    """Move a case along its life; two people moving it at once do so one after the other.

    Raises:
        Refused: when the person asking may not, or the case no longer stands where the move starts.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    may_move(by, case, to).enforce()
    keys.open_to_change(case)
    case.status = to.end
    case.closed_at, case.close_reason = (clock.now(), reason) if to.end == Status.CLOSED else (None, "")
    case.save(update_fields=["status", "closed_at", "close_reason"])


@action
def change_case(
    *, by: User, case: Case, level: int, lead_worker: User | None, review_due: date | None, issues: Iterable[str]
) -> None:
    """Change who leads a case, how deep the work goes, when it is looked at again, and what it is about.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    case.intervention_level, case.lead_worker = level, lead_worker
    case.review_due, case.issues = review_due, list(issues)
    case.save(update_fields=["intervention_level", "lead_worker", "review_due", "issues"])


@action
def record_contact(
    *, by: User, case: Case, contact: NewContact, follow_up: tuple[str, date, User] | None = None
) -> Contact:
    """Write down a contact, and the task that follows from it, if any.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)  # two presses of one button wait for each other
    again: Contact | None = Contact.objects.filter(pk=contact.id, case=case).first()
    if again is not None:
        return again
    outward = contact.with_whom != WithWhom.SERVICE_USER
    made = Contact.of(
        case,
        worker=by,
        recorded_at=clock.now(),
        source=contact.with_whom,
        confider=_confider(case),
        discloses_externally=outward and bool(contact.told_about_family),
        first_response=not Contact.objects.filter(case=case).exists(),
        **vars(contact),
    )
    made.save(force_insert=True)
    if contact.happened_at > case.last_contact_at or made.first_response:
        case.last_contact_at = contact.happened_at
        case.save(update_fields=["last_contact_at"])
    if follow_up is not None:
        _add_task(case, by, *follow_up, contact=made)
    return made


@action
def add_task(*, by: User, case: Case, title: str, due: date, assigned_to: User) -> Task:
    """Write down something to be done on a case.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    return _add_task(case, by, title, due, assigned_to)


@action
def finish_task(*, by: User, case: Case, task: Task) -> None:
    """Mark a task done; doing it twice changes nothing the second time.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.state == TaskState.DONE:
        return
    task.state, task.done_at, task.done_by = TaskState.DONE, clock.now(), by
    task.save(update_fields=["state", "done_at", "done_by"])
    _keep_next_due(case)


@action
def save_search(*, by: User, term: str) -> SavedSearch:
    """Keep a search, its term sealed under the person's own key, so that its page has an address without the term."""
    keys.open_own(Verb.SEARCH_ASKED, page="find")
    search = SavedSearch(made_by=by, made_at=clock.now(), term=term)
    search.save(force_insert=True)
    return search


def _add_person(case: Case, person: NewPerson, points: Iterable[NewContactPoint]) -> Person:
    said = vars(person) | {"date_of_birth": person.date_of_birth.isoformat() if person.date_of_birth else ""}
    made = Person.of(case, recorded_at=clock.now(), **said)
    made.save(force_insert=True)
    added = [_add_point(made, point) for point in points]
    made.search_document = document_of(made, added)
    made.save(update_fields=["search_document"])
    return made


def _add_point(person: Person, point: NewContactPoint) -> ContactPoint:
    said = {"channel": point.channel, "value": point.value, **vars(point.safety)}
    made = ContactPoint.of(person.case, person=person, recorded_at=clock.now(), **said)
    made.save(force_insert=True)
    return made


def _add_task(
    case: Case, by: User, title: str, due: date, assigned_to: User, *, contact: Contact | None = None
) -> Task:
    said: dict[str, Any] = {"title": title, "due": due, "assigned_to": assigned_to, "contact": contact}
    task = Task.of(case, recorded_at=clock.now(), recorded_by=by, **said)
    task.save(force_insert=True)
    _keep_next_due(case)
    return task


def _keep_next_due(case: Case) -> None:
    soonest = Task.objects.filter(case=case, state=TaskState.OPEN).order_by("due").values_list("due", flat=True).first()
    if soonest != case.next_due:
        case.next_due = soonest
        case.save(update_fields=["next_due"])


def _confider(case: Case) -> Person | None:
    confider: Person | None = Person.objects.filter(case=case, is_confider=True).order_by("recorded_at").first()
    return confider
