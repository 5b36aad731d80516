"""Fetching one case as the person who asks: not theirs and not there are the same (promise 2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import Http404

from audit.vocabulary import Verb
from cases import keys
from cases.models import Case, Contact, ContactAddendum, ContactPoint, Person, PersonLink
from cases.presenting import heading_of, name_of, tabs_of
from cases.rules import may_manage_access, may_read_looks
from foundation.access import SignedInRequest
from foundation.components.shapes import CaseHeading, Link
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Given, Prepared
from teams.models import User


@dataclass(frozen=True)
class OpenCase:
    """One case that was fetched, whose keys are in hand and whose look is recorded."""

    case: Case
    people: Sequence[Person]

    @property
    def confider(self) -> Person | None:
        """Whose confidence the case holds, if anybody is named."""
        return next((person for person in self.people if person.is_confider), None)

    @property
    def heading(self) -> CaseHeading:
        """The header for every page and form of this case."""
        return heading_of(self.case, self.people, self.untold())

    def points(self) -> list[ContactPoint]:
        """The ways to reach the people, oldest first."""
        return points_of_case(self.case)

    def untold(self) -> list[PersonLink]:
        """The relationships in which somebody must not be told about somebody."""
        return _UNTOLD(self.case) if len(self.people) > 1 else []

    def named(self) -> list[tuple[Person, str]]:
        """The people with their names, for a form to choose from."""
        return [(person, name_of(person)) for person in self.people]

    def has_contacts(self) -> bool:
        """Whether a contact was recorded already; the first one is a new enquiry."""
        return bool(Contact.objects.filter(case=self.case, moved_away_at=None).exists())

    def person_or_absent(self, pk: UUID) -> Person:
        """One of the people.

        Raises:
            Http404: when it is none of them.
        """
        for person in self.people:
            if person.pk == pk:
                return person
        raise Http404


def case_or_absent(request: SignedInRequest, pk: UUID) -> Case:
    """The case, if the person may see it.

    Raises:
        Http404: when it is not there, or not theirs.
    """
    for case in _VISIBLE(request.user, pk):
        User.objects.fill_in([case], "lead_worker", "second_worker", "opened_by")
        return cast("Case", case)
    raise Http404


_VISIBLE = Prepared(lambda: Case.objects.visible_to(WHOEVER_ASKS).filter(pk=Given(lambda _user, pk: pk)))


def posted(request: SignedInRequest) -> Any:
    """What was sent, if only an empty form, or what a draft holds of it."""
    return request.POST if request.method == "POST" else request.POST or None


def uuid_or_none(text: str) -> UUID | None:
    """The id that an address names, or None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def added_to(contacts: Iterable[Contact]) -> dict[UUID, list[ContactAddendum]]:
    """What was added to each of these contacts later, oldest first."""
    found: dict[UUID, list[ContactAddendum]] = {}
    rows = ContactAddendum.objects.filter(contact__in=[contact.pk for contact in contacts])
    added = list(rows.order_by("recorded_at", "pk"))
    User.objects.fill_in(added, "recorded_by")
    for each in added:
        found.setdefault(each.contact_id, []).append(each)
    return found


def people_of_case(case: Case) -> list[Person]:
    """Everybody in a case, the confider first."""
    people: list[Person] = _PEOPLE(case)
    User.objects.fill_in(people, "privacy_explained_by")
    return people


_PEOPLE = Prepared(
    lambda: Person.objects.filter(case=Given(lambda case: case.pk)).order_by("-is_confider", "recorded_at", "pk")
)


def points_of_case(case: Case) -> list[ContactPoint]:
    """The ways to reach everybody in a case, oldest first."""
    return _POINTS(case)


def standing(model: type[Any], case: Any) -> Any:
    """Records about the people of a case that were not taken away, oldest first."""
    return model.objects.filter(case=case, retired_at=None).order_by("recorded_at", "pk")


_POINTS = Prepared(lambda: standing(ContactPoint, Given(lambda case: case.pk)))
_UNTOLD = Prepared(lambda: standing(PersonLink, Given(lambda case: case.pk)).exclude(untold=""))


def open_for_form(
    request: SignedInRequest, pk: UUID, page: str, also: Callable[[Case], Iterable[Any]] | None = None
) -> OpenCase:
    """Fetch a case for one of its forms, and record that the form was opened; ``also`` gives further rows of the case
    that the form shows.

    Raises:
        Http404: when it is not there, or not theirs.
    """
    case = case_or_absent(request, pk)
    people = people_of_case(case)
    shown = [*people, *(also(case) if also else ())]
    keys.open_for(Verb.FORM_OPENED, [case], shown=shown, page=page)
    return OpenCase(case, people)


def case_tabs(request: SignedInRequest, case: Case, current: str) -> list[Link]:
    """The pages of a case that this person may open."""
    user = request.user
    looks, access = bool(may_read_looks(user, case)), bool(may_manage_access(user, case))
    return tabs_of(case, current, looks=looks, access=access)


def unexplained(cases: Iterable[UUID]) -> set[UUID]:
    """Those of these cases in which confidentiality was not explained yet (R-C1-1)."""
    asked = set(cases)
    told = Contact.objects.filter(case__in=asked).exclude(confidentiality_version="")
    return asked - set(told.values_list("case_id", flat=True).distinct())
