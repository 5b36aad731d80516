"""A case of their own for a young person who is in somebody else's."""

from audit.actions import action
from cases import keys
from cases.actions.opening import open_case
from cases.actions.people import change_person, explain_rights
from cases.actions.written import NewPerson
from cases.models import Case, Person
from cases.presenting import readable_of
from cases.rules import may_open_own_case
from cases.vocabulary import CaseKind, PersonRole
from foundation import clock
from teams.models import User

# Who they are and how to speak with them. Whatever else a parent said of them is the parent's confidence.
NAMES = ("title", "given_name", "family_name", "known_as")
ALSO = (
    *("pronouns", "sex", "first_language", "interpreter_needed", "communication_needs", "literacy_support"),
    "communication_note",
)


@action
def open_own_case(*, by: User, case: Case, person: Person, lead_worker: User | None) -> Case:
    """Open a case in which a young person is the one who confides. The case that they were in is told only that their
    rights were explained, which is so whether or not they took the offer: it does not tell of the other.

    Raises:
        Refused: when the person asking may not work on the case, or nobody has rights that they were not told of.
    """
    may_open_own_case(by, case, person, clock.today()).enforce()
    keys.open_to_change(case)
    born = readable_of(person, "date_of_birth")
    who = NewPerson(
        PersonRole.YOUNG_PERSON,
        **{name: readable_of(person, name) for name in NAMES},
        date_of_birth=born,
        is_confider=True,
    )
    also = {name: readable_of(person, name) for name in ALSO}
    explain_rights(by=by, case=case, person=person)
    own = open_case(by=by, team=case.team, kind=CaseKind.YOUNG_PERSON, people=[(who, ())], lead_worker=lead_worker)
    change_person(by=by, case=own, person=Person.objects.get(case=own), said=also)
    return own
