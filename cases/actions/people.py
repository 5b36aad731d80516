"""The people of a case and how to reach them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from audit.actions import action
from cases import keys
from cases.actions.written import NewContactPoint, NewPerson
from cases.models import Case, ContactPoint, FormerName, Person, as_seen
from cases.models.person import SEALED_DATES
from cases.presenting import readable_of
from cases.rules import may_work_on
from cases.school_years import young_person_from
from cases.searching import document_of, name_asked, numbers_of, tokens_of
from cases.vocabulary import PersonRole
from foundation import clock
from foundation.rowsecurity.calls import call
from foundation.sealing.envelope import CannotOpen
from teams.models import User

YOUNG = frozenset({PersonRole.CHILD, PersonRole.YOUNG_PERSON})
FOR_RIGHTS = frozenset({"role", "date_of_birth"})
FOR_SEARCH = frozenset({"role", "given_name", "family_name", "known_as"})


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
def change_person(*, by: User, case: Case, person: Person, said: Mapping[str, Any], former: str = "") -> None:
    """Change what is known of a person: the fields of ``said`` and no others, so that two colleagues at different parts
    of one person undo nothing of each other's. ``former`` is the old name, if it is to be kept as one.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    changed = as_kept(said)
    person = as_seen(Person.objects.select_for_update(no_key=True).get(pk=person.pk), person, changed)
    if "privacy_version" in said:
        changed["privacy_explained_by"] = by
    for name, value in changed.items():
        setattr(person, name, value)
    if FOR_RIGHTS & set(said):
        changed["young_person_from"] = person.young_person_from = young_from(person)
    person.save(update_fields=list(changed))
    if former:
        keep_former_name(case, person, former, by)
    if FOR_SEARCH & set(said):
        keep_findable(person)


@action
def explain_rights(*, by: User, case: Case, person: Person) -> None:
    """Write down that a young person was told today of the rights that are their own (R-2.7).

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    person.rights_explained_on = clock.today()
    person.save(update_fields=["rights_explained_on"])


@action
def add_contact_point(*, by: User, case: Case, person: Person, point: NewContactPoint) -> ContactPoint:
    """Write down one more way to reach somebody, and make it findable.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    return attach_point(person, point)


def write_person(case: Case, person: NewPerson, points: Iterable[NewContactPoint]) -> Person:
    """Write one person down, findable; for an action that has asked who may and holds the case's keys."""
    made = Person.of(case, recorded_at=clock.now(), **as_kept(vars(person)))
    made.young_person_from = young_from(made)
    made.save(force_insert=True)
    for point in points:
        write_point(made, point)
    keep_findable(made)
    return made


def as_kept(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of a person as it is kept: the dates that identify somebody are sealed, and sealed is text."""
    return {
        name: (value.isoformat() if value else "") if name in SEALED_DATES else value for name, value in said.items()
    }


def young_from(person: Person) -> date | None:
    """When a child has rights of their own; as it was, when the date of birth does not open."""
    if person.role not in YOUNG or person.date_of_birth is None:
        return None
    try:
        return young_person_from(date.fromisoformat(person.date_of_birth.reveal()))
    except CannotOpen:
        return person.young_person_from


def keep_former_name(case: Case, person: Person, name: str, by: User) -> None:
    """Keep what somebody was called before, for an action that holds the case's keys."""
    FormerName.of(case, person=person, name=name, recorded_by=by, recorded_at=clock.now()).save(force_insert=True)


def keep_findable(person: Person) -> None:
    """Keep what a search is matched against in step with the person's names and numbers. In the same transaction,
    whoever wrote this person down as somebody they must not see is kept from the case, and files in which they may be
    known already are found, for those who see both."""
    points = ContactPoint.objects.filter(person=person, retired_at=None)
    former = FormerName.objects.filter(person=person, retired_at=None)
    document = document_of(person, points, former)
    person.search_document = document
    person.save(update_fields=["search_document"])
    asked = name_asked(*(readable_of(person, name) or "" for name in ("given_name", "family_name")))
    digests = (keys.blind(each) for each in (tokens_of(document), asked, numbers_of(document)))
    call("gate.keep_tokens", person.pk, *digests)


def write_point(person: Person, point: NewContactPoint) -> ContactPoint:
    """Write one way to reach somebody down, for an action that holds the case's keys."""
    said = {"channel": point.channel, "value": point.value, **vars(point.safety)}
    made = ContactPoint.of(person.case, person=person, recorded_at=clock.now(), **said)
    made.save(force_insert=True)
    return made


def attach_point(person: Person, point: NewContactPoint) -> ContactPoint:
    """Write one more way to reach somebody down and make it findable, for an action that holds the case's keys."""
    added = write_point(person, point)
    keep_findable(person)
    return added
