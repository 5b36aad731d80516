"""The people of a case and how to reach them."""

from collections.abc import Iterable

from audit.actions import action
from cases import keys
from cases.actions.written import NewContactPoint, NewPerson, Safety
from cases.models import Case, ContactPoint, Person
from cases.rules import may_work_on
from cases.searching import document_of
from foundation import clock
from teams.models import User


@action
def add_person(*, by: User, case: Case, person: NewPerson, points: Iterable[NewContactPoint] = ()) -> Person:
    """Write down one more person of a case.

    Raises:
        Refused: when the person asking may not work on the case, or it is an anonymous enquiry.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    return write_person(case, person, points)


@action
def add_contact_point(*, by: User, case: Case, person: Person, point: NewContactPoint) -> ContactPoint:
    """Write down one more way to reach somebody, and make it findable.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    added = write_point(person, point)
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


def write_person(case: Case, person: NewPerson, points: Iterable[NewContactPoint]) -> Person:
    """Write one person down, findable; for an action that has asked who may and holds the case's keys."""
    said = vars(person) | {"date_of_birth": person.date_of_birth.isoformat() if person.date_of_birth else ""}
    made = Person.of(case, recorded_at=clock.now(), **said)
    made.save(force_insert=True)
    added = [write_point(made, point) for point in points]
    made.search_document = document_of(made, added)
    made.save(update_fields=["search_document"])
    return made


def write_point(person: Person, point: NewContactPoint) -> ContactPoint:
    """Write one way to reach somebody down, for an action that holds the case's keys."""
    said = {"channel": point.channel, "value": point.value, **vars(point.safety)}
    made = ContactPoint.of(person.case, person=person, recorded_at=clock.now(), **said)
    made.save(force_insert=True)
    return made
