"""A call from somebody new: their case and what was said are one save."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from audit.actions import action
from cases.actions.contacts import confider_of, record_contact
from cases.actions.opening import open_case
from cases.actions.written import NewContact, NewContactPoint, NewPerson
from cases.models import Case, Contact, Message
from cases.vocabulary import CaseKind, WithWhom
from teams.models import Team, User


@action
def record_call(
    *,
    by: User,
    team: Team,
    kind: CaseKind,
    contact: NewContact,
    people: Iterable[tuple[NewPerson, Iterable[NewContactPoint]]] = (),
    referral_source: str = "",
    follow_up: tuple[str, date, User] | None = None,
    answers: Message | None = None,
    and_then: Callable[[Contact], None] | None = None,
) -> Case:
    """Open a case, led by whoever took the call, and write down the contact with which it begins: both or neither.
    ``and_then`` writes down what apps above know of it, in the same save.

    Raises:
        Refused: when the person does not work in the team, or somebody else has the message that the call answers.
    """
    case = open_case(by=by, team=team, kind=kind, people=people, lead_worker=by, referral_source=referral_source)
    if contact.with_whom == WithWhom.SERVICE_USER:
        contact = replace(contact, person=confider_of(case))
    record_contact(by=by, case=case, contact=contact, follow_up=follow_up, answers=answers, and_then=and_then)
    return case
