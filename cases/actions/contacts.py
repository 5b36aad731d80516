"""Contacts."""

from collections.abc import Callable
from datetime import date

from audit.actions import action
from cases import keys
from cases.actions.messages import answer_message
from cases.actions.people import attach_point
from cases.actions.tasks import answer_task, locked, write_task
from cases.actions.worries import follow_worry
from cases.actions.written import NewContact, NewContactPoint
from cases.models import Case, Contact, Message, Person, Task
from cases.rules import may_work_on
from cases.vocabulary import WithWhom
from foundation import clock
from teams.models import User


@action
def record_contact(
    *,
    by: User,
    case: Case,
    contact: NewContact,
    follow_up: tuple[str, date, User] | None = None,
    finishes: Task | None = None,
    answers: Message | None = None,
    point: NewContactPoint | None = None,
    and_then: Callable[[Contact], None] | None = None,
) -> Contact:
    """Write down a contact and the tasks that follow from it: its own, and the manager's when something in it worried.
    Unless it reached nobody, it ``finishes`` the open task it was for and ``answers`` the message; ``point`` is a way
    to reach the confider that came up. ``and_then`` writes down what apps above know of it: all or nothing.

    Raises:
        Refused: when the person asking may not work on the case, a way to reach somebody is given in an enquiry that
            names nobody, somebody else has the message, or what was told was not permitted.
    """
    may_work_on(by, case, identifying=point is not None).enforce()
    keys.open_to_change(case)
    case = locked(case)  # one of two is the first response
    spoke = contact.person if contact.person is not None and contact.person.is_confider else None
    confider = spoke or confider_of(case)  # of a joint file, whoever it was that confided this
    made = _write(case, by, contact, confider)
    if contact.happened_at > case.last_contact_at or made.first_response:
        case.last_contact_at = contact.happened_at
        case.save(update_fields=["last_contact_at"])
    if follow_up is not None:
        write_task(case, by, *follow_up, contact=made)
    if finishes is not None:
        answer_task(case, by, finishes, made)
    if answers is not None:
        answer_message(by, answers, made)
    if point is not None and confider is not None:
        attach_point(confider, point)
    follow_worry(case, by, made)
    if and_then is not None:
        and_then(made)
    return made


def _write(case: Case, by: User, contact: NewContact, confider: Person | None) -> Contact:
    """Write the contact itself down; whoever else was told something about the family, it left the service."""
    outward = contact.with_whom != WithWhom.SERVICE_USER
    made = Contact.of(
        case,
        worker=by,
        recorded_at=clock.now(),
        source=contact.with_whom,
        confider=confider,
        discloses_externally=outward and bool(contact.told_about_family),
        first_response=not Contact.objects.filter(case=case, moved_away_at=None).exists(),
        **vars(contact),
    )
    made.save(force_insert=True)
    return made


def confider_of(case: Case) -> Person | None:
    """Whose confidence the case holds, the first written down if several."""
    confider: Person | None = Person.objects.filter(case=case, is_confider=True).order_by("recorded_at", "pk").first()
    return confider
