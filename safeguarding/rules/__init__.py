"""Who may do what about a concern, and what is known of it, for the workflow to decide on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Q

from cases.disclosure import Act, Party, Situation, decide
from cases.disclosure.conditions import not_theirs_alone
from cases.models import Case, Contact
from cases.rules import may_work_on
from cases.vocabulary.sharing import Basis
from foundation import clock
from foundation.rowsecurity.calls import call_one
from foundation.verdict import YES, Verdict, no
from safeguarding import visibility, workflow
from safeguarding.facts import CHILD_OWED, Facts
from safeguarding.models import (
    Approval,
    Attempt,
    Concern,
    Duty,
    Packet,
    Referral,
    RotaSlot,
    ShareDecision,
    Stage,
    Step,
)
from safeguarding.rounds import child_is_owed, discussed_itself, of_this_round
from safeguarding.rules.laws import asks_about_an_offence, asks_to_share
from safeguarding.vocabulary import (
    INFORMATION_GOVERNANCE,
    DutyKind,
    ParentTold,
    Reached,
    Rota,
    State,
    Subject,
    Urgency,
    Who,
)
from safeguarding.workflow import Move
from teams.models import User
from teams.vocabulary import Verb

PACKET_LASTS = timedelta(days=14)  # then its page closes by itself
UNASKED = "Say first whether they agree, and whether they can decide this: in ‘The adult’s wishes and the test’."
AROUND = timedelta(days=14)  # somebody whose turn it was, or will be, can be reached too
MAY_BE_AN_ERROR = (State.DRAFT, State.RAISED, State.VOID)
STILL = "If you believe that somebody is at risk, you can refer now."


def roles_of(user: User, concern: Concern) -> frozenset[Who]:
    """What the person is to this concern. A senior manager is nothing to it: they hold a packet."""
    found = set()
    if user.has_perm(Verb.WORK_CASES, concern.team):
        found.add(Who.WORKER)
    if user.has_perm(Verb.APPROVE_REFERRALS, concern.team):
        found.add(Who.MANAGER)
    if concern.pk in visibility.stood_in(user) and visibility.who_stands_in(concern.pk) == (True, user.pk):
        found.add(Who.IN_PLACE)
    return frozenset(found)


def may_raise(user: User, case: Case) -> Verdict:
    """Whether the person may begin a concern: whoever works on the case, and nothing else is asked."""
    return may_work_on(user, case)


def may_take_apart(user: User, case: Case, contact: Contact | None) -> Verdict:
    """Whether the person may move what a contact says into a concern about a colleague, whenever it was recorded:
    whoever recorded it, or a manager. The database asks as well that it is kept from neither of them."""
    if contact is None or contact.moved_away_at:
        return no("There is no contact whose words could move.")
    theirs = contact.worker_id == user.pk and user.has_perm(Verb.WORK_CASES, case.team)
    answers = theirs or user.has_perm(Verb.APPROVE_REFERRALS, case.team)
    return YES if answers else no("Whoever recorded the contact moves its words, or a manager.")


def may_describe(concern: Concern) -> Verdict:
    """Whether more can be written down of a concern: until it is over."""
    return YES if concern.state in State.live() else no("This concern is over. Open it again before you write in it.")


def second_for(concern: Concern, by: User) -> User | None:
    """Who, besides the person, has said that the concern is an error, or that it is none, since it last moved (T26)."""
    ask = "ask_restore" if concern.state == State.VOID else "ask_void"
    steps = Step.objects.filter(concern=concern).select_related("recorded_by").order_by("-recorded_at", "-pk")
    for step in steps:
        if step.start != step.end:
            return None
        if step.move == ask and step.recorded_by_id != by.pk:
            return cast("User", step.recorded_by)
    return None


def may_be_second(concern: Concern) -> list[UUID]:
    """Whom the one person who knows of a concern may let know of it, so that two can say that it is an error, or none
    (T26); nobody, while somebody else knows. Asked of the database alone, which knows from whom it is kept."""
    known = concern.subject != Subject.STAFF and concern.state not in (State.DRAFT, State.VOID)
    return [] if known or concern.state not in MAY_BE_AN_ERROR else list(call_one("gate.may_be_second", concern.pk))


def passed_over(concern: Concern) -> frozenset[UUID]:
    """The senior managers who are too close to it: those whom somebody passed over, and by itself whoever decides for a
    department in dispute with the parent. They are never asked, and are not told so."""
    rows = Attempt.objects.filter(concern=concern, result=Reached.PASSED_OVER)
    return frozenset(rows.values_list("manager", flat=True)) | {slot.manager_id for slot in in_dispute(concern)}


def in_dispute(concern: Concern) -> list[RotaSlot]:
    """The turns of senior managers who decide for a department with which the parent is in dispute (§3.11)."""
    if not concern.disputes:
        return []
    rows = RotaSlot.objects.standing().filter(team=concern.team_id, ends_at__gt=clock.now() - AROUND)
    return list(rows.filter(department__in=concern.disputes).order_by("starts_at", "pk"))


def may_ask_about_child(concern: Concern) -> Verdict:
    """Whether a child in the home waits to be discussed with Children's Service."""
    return YES if child_is_owed(concern) else no(CHILD_OWED.otherwise)


def may_discuss_with(concern: Concern, manager: User) -> Verdict:
    """Whether it can be discussed with this senior manager."""
    if manager.pk in passed_over(concern):
        return no(f"{manager} was passed over as too close to it. Discuss it with the next person of the rota.")
    return YES


def may_name_to(concern: Concern, manager: User) -> Verdict:
    """Whether somebody can be named to this senior manager: it is their turn, and they are not too close to it."""
    turns = RotaSlot.objects.between(clock.now(), clock.now()).filter(team=concern.team_id, manager=manager)
    if not turns.exists():
        return no(f"It is not {manager}’s turn on the rota now. Discuss it with them without a name.")
    return may_discuss_with(concern, manager)


def may_put_again(packet: Packet) -> Verdict:
    """Whether a packet can be put to its senior manager again: unanswered, and its page has closed by itself."""
    if packet.confirmed_at is not None:
        return no("They have given their word on it already.")
    if (packet.again_at or packet.given_at) + PACKET_LASTS > clock.now():
        return no("They can still open it. Ring them, and ask them to answer it.")
    return YES


def next_stage(concern: Concern) -> int:
    """The stage that a disagreement with an authority goes to next (§4.5); a new round begins with the first."""
    return int(of_this_round(concern, Stage).count()) + 1


def is_approved(concern: Concern) -> bool:
    """Whether the manager’s last word since the last discussion is yes: what is discussed anew is asked for anew."""
    last = discussed_itself(concern).filter(retrospective=False).order_by("-recorded_at", "-pk").first()
    said = of_this_round(concern, Approval)
    if last is not None:
        said = said.filter(recorded_at__gte=last.recorded_at)
    latest = said.order_by("-recorded_at", "-pk").first()
    return latest is not None and latest.approved


def parent_is_owed(concern: Concern) -> bool:
    """Whether it has still to be said that the parent was told, or why not (§4.4): an answer, whatever was ticked."""
    unsaid = concern.parent_told == "" and of_this_round(concern, Referral).exists()
    return concern.parent_told == ParentTold.LATER or unsaid


def known_of(concern: Concern, by: User, **said: Any) -> Facts:
    """What is stored of a concern, with what is being said about the move."""
    attempts = of_this_round(concern, Attempt).exclude(Q(result=Reached.PASSED_OVER) | Q(rota=Rota.CHILD_IN_HOME))
    child_owed = child_is_owed(concern)
    open_duties = set(Duty.objects.filter(concern=concern, met_at=None).values_list("kind", flat=True))
    stored = Facts(
        urgency=Urgency(concern.urgency) if concern.urgency else None,
        worry=concern.worry is not None,
        about=concern.about is not None,
        danger=concern.danger is not None,
        call=concern.called is not None,
        attempts=attempts.count(),
        tried=attempts.values("manager").distinct().count(),
        discussion=discussed_itself(concern).filter(retrospective=False).exists(),
        approved=is_approved(concern),
        parent_answered=concern.parent_told != "",
        outcome=concern.outcome != "",
        retrospective_due=DutyKind.RETROSPECTIVE in open_duties,
        written_due=DutyKind.WRITTEN in open_duties,
        parent_due=DutyKind.PARENT in open_duties or parent_is_owed(concern),
        report_due=DutyKind.REPORT in open_duties,
        child_owed=child_owed,
        child_due=child_owed or DutyKind.CHILD in open_duties,
        share_asked=asks_to_share(concern),
        share_decided=of_this_round(concern, ShareDecision).exists(),
        offence_asked=asks_about_an_offence(concern),
        offence_considered=concern.csa_suspected is not None,
        raised_it=concern.raised_by_id == by.pk,
        second_agrees=second_for(concern, by) is not None,
        second_to_name=may_be_second(concern) != [],
    )
    return replace(stored, **said)


def approved_by_two(concern: Concern) -> bool:
    """Whether the manager approved, and information governance did or is not waited for: nobody of it was there, or the
    day on which it was asked is over (§4.6)."""
    if not of_this_round(concern, Approval).filter(approved=True).exists():
        return False
    leads = RotaSlot.objects.filter(team=concern.team_id, for_adults=True, department=INFORMATION_GOVERNANCE)
    asked = Packet.objects.filter(concern=concern, manager__in=leads.values("manager"))
    waited_for = asked.filter(Q(confirmed_at=None) | Q(differently=True)).values_list("given_at", flat=True)
    return clock.london(clock.now()).date() not in {clock.london(given).date() for given in waited_for}


def agreement_to(concern: Concern, party: Party) -> bool | None:
    """Whether an adult agrees that this party is told: they are asked about the police apart."""
    agreed: bool | None = concern.agrees_police if party == Party.POLICE else concern.agrees
    return agreed


def adults_situation(concern: Concern, party: Party, *, items: bool, believed: bool) -> Situation:
    """What the disclosure table is asked of an adult who may be at risk (D9 to D11b); what nobody said is not known."""
    told_already = concern.state in State.referred() or concern.state == State.EMERGENCY
    return Situation(
        Act.SHARE,
        party,
        Basis.ADULT_AT_RISK,
        adult_agrees=agreement_to(concern, party) is True,
        adult_has_capacity=concern.has_capacity is True,
        adult_lacks_capacity=concern.has_capacity is False,
        risk_to_others=concern.others_at_risk is True or concern.coercion_or_crime is True,
        approved_by_two=approved_by_two(concern),
        worker_believes=believed or told_already,
        minimum_items=items,
    )


def may_name_adult(concern: Concern) -> Verdict:
    """Whether an adult may be named to a senior manager: with their agreement, or when the manager and information
    governance decided so. Until then it is discussed without a name."""
    asked = adults_situation(concern, Party.SENIOR_MANAGER, items=True, believed=False)
    decision = decide(replace(asked, within_discussion=True, on_rota_without_conflict=True))
    if decision:
        return YES
    unasked = concern.agrees is None or concern.has_capacity is None
    return no(f"{UNASKED if unasked else decision.why} Until then, discuss it without a name.")


def may_tell_of_adult(concern: Concern, situation: Situation) -> Verdict:
    """Whether an adult's referral may go, in the words of the table; what was not asked yet is asked first."""
    decision = decide(situation)
    unasked = agreement_to(concern, situation.party) is None or concern.has_capacity is None
    if decision or (unasked and not_theirs_alone(situation)):
        return YES if decision else no(decision.why)
    return no(f"{UNASKED if unasked else decision.why} {STILL}")


def may_begin(by: User, concern: Concern, move: Move, facts: Facts) -> Verdict:
    """Whether the page of a move is worth opening: it follows, the person makes it, and nothing stands against it that
    no form could say."""
    if concern.state not in move.starts:
        return no(move.refusal)
    if not roles_of(by, concern) & move.who:
        return no("This is for somebody else: " + ", ".join(sorted(who.label for who in move.who)).lower() + ".")
    against = workflow.standing_against(move, facts)
    return no(against) if against else YES


def may_move(by: User, concern: Concern, move: Move, facts: Facts) -> Verdict:
    """Whether the person may make the move with what is known."""
    roles = roles_of(by, concern)
    if not roles:
        return no("You do not work on this case.")
    return workflow.may_move(move, State(concern.state), facts, roles)
