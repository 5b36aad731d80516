"""Who is told what when they ask about a family, and what may come into a case: the same account as
``gate.may_come_in`` gives in SQL."""

from dataclasses import dataclass
from typing import Any

from cases.disclosure import Act, Decision, Party, Permission, Situation, decide
from cases.models import Person, Recipient
from cases.vocabulary import PersonRole
from cases.vocabulary.sharing import Category
from consent.models import Arrival, Consent, InformationRequest, RequestStep
from consent.rules.permission import Decisions
from consent.vocabulary import AskedBy, AskedWhat, DecisionKind, Held, StepKind, Way
from foundation import clock
from foundation.verdict import YES, Verdict, no
from teams.models import Team
from teams.visibility import team_ids
from teams.vocabulary import Verb

BOTH_OVER = frozenset({Permission.WITHDRAWN, Permission.REFUSED})
CAME_UNASKED = "No permission covers it now. Ask the service user first, or decide otherwise."
NO_CASE = "It belongs to no case here. Send it back or destroy it; when the family agrees, ask for it again."


def may_answer_enquiries(user: Any, team: Team) -> Verdict:
    """Whether the person answers, for the team, whoever asks about a family: everybody who may take its messages."""
    answers = team.pk in team_ids(user, Verb.TAKE_MESSAGES)
    return YES if answers else no(f"You do not answer enquiries for {team.name}. Give it to one of its caseworkers.")


def answer_to(
    asked_by: AskedBy, asked_what: str = AskedWhat.EXISTENCE, *, in_writing: bool = False, said_died: bool = False
) -> Decision:
    """What the table says to whoever asks about a family: ``in_writing`` when they bring the family's written authority
    (D38), ``said_died`` when they say that the person has died (D49). A parent who asks for records asks for what is
    somebody's right (D31). It is told who asks and never about whom: there is nothing in it that could differ for a
    family we know (P2)."""
    is_right = asked_what == AskedWhat.RECORDS and asked_by in AskedBy.parents()
    act = Act.SUBJECT_ACCESS if is_right else Act.ENQUIRY
    return decide(Situation(act, party=Party(asked_by), written_authority=in_writing, deceased=said_died))


def may_ask_alone(child: Person) -> Verdict:
    """Whether somebody is a child who confides in the case themself: also one who is called a young person in it, as
    whoever has a case of their own is, and by their day of birth is not one yet."""
    young = child.role == PersonRole.YOUNG_PERSON
    not_yet = young and child.young_person_from is not None and child.young_person_from > clock.today()
    if child.is_confider and (child.role == PersonRole.CHILD or not_yet):
        return YES
    return no("Only a child who confides in the case themself asks alone.")


def may_still_wait(request: InformationRequest) -> Verdict:
    """Whether anything is waited for: not once all of it came, or they said no."""
    if RequestStep.objects.filter(request=request, kind__in=StepKind.ending()).exists():
        return no("Nothing is waited for any more: all of it came, or they said no. Ask them anew for anything else.")
    return YES


@dataclass(frozen=True)
class Coming:
    """Something that arrives, as far as the table looks at it."""

    holder: Recipient | None
    from_service_user: bool
    request: InformationRequest | None
    categories: frozenset[Category]


@dataclass(frozen=True)
class WayIn:
    """What lets something into a case: the service user's own hand, or the permission that it rests on."""

    answer: Decision
    rests_on: Consent | None = None


def receiving(coming: Coming, decision: Consent, among: Decisions) -> Situation:
    """The question to the table: may this come in on the strength of that decision? What was asked for while it was
    permitted may still come when the permission has run out; never when it was taken back or refused."""
    stands = among.stands(decision)
    asked = coming.request
    if stands == Permission.EXPIRED and asked is not None and asked.rests_on_id == decision.pk:
        stands = Permission.VALID if coming.categories <= set(asked.categories) else stands
    return Situation(
        Act.RECEIVE,
        party=Party(coming.holder.kind) if coming.holder else Party.NOBODY_KNOWN,
        categories=coming.categories,
        permission=stands,
        inward=decision.way == Way.IN,
        permitted=among.permitted(decision),
    )


def way_in(coming: Coming, among: Decisions, resting_on: Consent | None = None) -> WayIn | None:
    """How something may come into the case, or None: it goes into quarantine (D44). ``resting_on`` is the one decision
    to ask about; left out, each that was made about whoever sent it, the newest first."""
    if coming.from_service_user:
        answer = decide(Situation(Act.RECEIVE, party=Party.SERVICE_USER))
        return WayIn(answer) if answer else None
    if coming.holder is None or not coming.categories:
        return None
    asked = [resting_on] if resting_on else [each for each in among.all if each.decision == DecisionKind.GRANTED]
    for each in asked:
        answer = decide(receiving(coming, each, among))
        if answer and each.recipient_id == coming.holder.pk:
            return WayIn(answer, each)
    return None


def came_rightly(arrival: Arrival, among: Decisions) -> bool:
    """Whether what is held in a case still rests on something: nothing stays on a permission that was taken back."""
    if arrival.from_service_user:
        return True
    decision = next((each for each in among.all if each.pk == arrival.rests_on_id), None)
    if decision is None or among.stands(decision) in BOTH_OVER:
        return False
    return set(arrival.categories) <= among.permitted(decision)


def may_decide_quarantine(user: Any, arrival: Arrival) -> Verdict:
    """Whether the person decides about something in quarantine: a manager, or whoever acts for them."""
    if arrival.team_id not in team_ids(user, Verb.SEE_RESTRICTED):
        return no("What came without permission is for the team’s manager to decide about.")
    if arrival.held not in (Held.QUARANTINE, Held.SAFEGUARDING):
        return no("This was decided already.")
    return YES


def may_keep(
    arrival: Arrival, keeping: Consent | None, categories: frozenset[Category], among: Decisions | None
) -> Verdict:
    """Whether something in quarantine may go into its case: only when a permission covers it now."""
    if among is None:
        return no(NO_CASE)
    if keeping is None:
        return no(CAME_UNASKED)
    holder = arrival.holder or keeping.recipient
    coming = Coming(holder, from_service_user=False, request=arrival.request, categories=categories)
    return YES if way_in(coming, among, keeping) else no(CAME_UNASKED)
