"""What a decision permits at an instant, in Python: the same account that ``gate.permission_facts`` gives in SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from cases.disclosure import Act, Decision, Given, Party, Permission, Situation, decide
from cases.models import Case, Person, Recipient
from cases.vocabulary import PersonRole, Status
from cases.vocabulary.sharing import Basis, Category, Purpose
from consent.models import Consent
from consent.vocabulary import Capacity, DecisionKind, Footing, Method, Way
from foundation import clock

REVIEW_GRACE = timedelta(days=30)  # D20
STANDING = (Permission.VALID, Permission.AHEAD)  # in force, or to be
DISPUTE = frozenset({DecisionKind.CHALLENGED, DecisionKind.UPHELD})
NOBODY_ASKED = "Nobody has been asked about telling them this. Ask the service user first."


@dataclass(frozen=True)
class Telling:
    """What somebody wants to tell, or to ask, and what the worker says of it."""

    recipient: Recipient
    purpose: Purpose
    categories: frozenset[Category]
    subjects: frozenset[UUID] = frozenset()
    limits_kept: bool = False
    meeting: bool = False
    attendees_within: bool = False
    act: Act = Act.SHARE


@dataclass(frozen=True)
class Decisions:
    """Every decision of one case, with what is needed to say where each stands."""

    case: Case
    people: Sequence[Person]
    all: Sequence[Consent]  # newest first
    used: Collection[UUID]  # decisions that a disclosure has rested on
    now: datetime
    confirmed: Mapping[UUID, datetime] = field(default_factory=dict)  # when each was first confirmed in writing

    def stands(self, decision: Consent) -> Permission:
        """Where a decision stands at ``now``: an end, a later decision or a closed case each take effect at once, and a
        later yes as it begins."""
        later = self._later(decision)
        if any(w.decision == DecisionKind.WITHDRAWN for w in (*self.answers_to(decision), *later)):
            return Permission.WITHDRAWN
        if decision.decision == DecisionKind.REFUSED or any(each.decision == DecisionKind.REFUSED for each in later):
            return Permission.REFUSED
        if decision.decision != DecisionKind.GRANTED:
            return Permission.NONE
        if any(self._takes_the_place(each, decision) for each in later) or self._has_run_out(decision):
            return Permission.EXPIRED
        if decision.valid_from > self.now:
            return Permission.AHEAD
        return Permission.CHALLENGED if self.is_disputed(decision) else Permission.VALID

    def as_they_stood(self, instant: datetime) -> "Decisions":
        """The same at an instant gone by: without what was said or confirmed since."""
        said = [each for each in self.all if each.recorded_at <= instant]
        confirmed = {pk: at for pk, at in self.confirmed.items() if at < instant}
        return replace(self, all=said, confirmed=confirmed, now=instant)

    def is_replaced(self, decision: Consent) -> bool:
        """Whether another decision of the same scope came after it, and says what holds now."""
        later = (each for each in self._later(decision) if each.answers_id is None)
        return any(each.decision != DecisionKind.GRANTED or self._takes_the_place(each, decision) for each in later)

    def is_disputed(self, decision: Consent) -> bool:
        """Whether the last word is that somebody disputes it (§3.6): only a manager finds that it stands."""
        said = (each.decision for each in self.answers_to(decision))
        return next((kind for kind in said if kind in DISPUTE), None) == DecisionKind.CHALLENGED

    def answers_to(self, decision: Consent) -> list[Consent]:
        """Decisions that take something of this one back, dispute it or settle that; newest first."""
        return [each for each in self.all if each.answers_id == decision.pk]

    def permitted(self, decision: Consent) -> frozenset[Category]:
        """The kinds that a decision covers, less what was taken back of it, or of one that took its place. Nothing
        covers nothing."""
        back = (*self.answers_to(decision), *self._later(decision))
        parts = [each for each in back if each.decision == DecisionKind.PARTLY_WITHDRAWN]
        gone = {kind for each in parts for kind in each.categories}
        return frozenset(Category(kind) for kind in decision.categories if kind not in gone)

    def confiders(self) -> list[Person]:
        """Whose confidence the case holds."""
        return [person for person in self.people if person.is_confider]

    def everybody_agrees(self, decision: Consent) -> bool:
        """Whether each of several confiders has agreed to this same thing (D28)."""
        confiders = {person.pk for person in self.confiders()}
        agreeing = {
            each.grantor_id
            for each in self.all
            if _same_question(each, decision)
            and each.decision == DecisionKind.GRANTED
            and set(decision.categories) <= set(each.categories)
            and self.stands(each) == Permission.VALID
        }
        return len(confiders) > 1 and confiders <= agreeing

    def from_confider(self, decision: Consent) -> bool:
        """Whether whoever confided it decided, or somebody with authority for them."""
        confiders = {person.pk for person in self.confiders()}
        represented = decision.footing == Footing.REPRESENTATIVE and decision.acts_for_id in confiders
        return decision.grantor_id in confiders or represented

    def deceased(self, decision: Consent | None = None) -> bool:
        """Whether somebody who confides has died, or who decided, or for whom it was decided (D49)."""
        whose: set[UUID | None] = {person.pk for person in self.confiders()}
        return self._died(whose | {decision.grantor_id, decision.acts_for_id} if decision else whose)

    def only_own(self, subjects: frozenset[UUID]) -> bool:
        """Whether what is at issue is about named people of whom none is a child."""
        return bool(subjects) and all(
            person.role not in PersonRole.children() for person in self.people if person.pk in subjects
        )

    def young_people(self, subjects: frozenset[UUID]) -> set[UUID]:
        """Confiders and subjects whose rights are their own by now (Children and Families Act 2014: D34)."""
        today = clock.london(self.now).date()
        at_issue = subjects | {person.pk for person in self.confiders()}
        return {
            person.pk
            for person in self.people
            if person.pk in at_issue and person.young_person_from is not None and person.young_person_from <= today
        }

    def _later(self, decision: Consent) -> list[Consent]:
        """Decisions of the same scope that came after this one, newest first: ``all`` is in that order."""
        same = [each for each in self.all if _same_scope(each, decision)]
        own = next((n for n, each in enumerate(same) if each.pk == decision.pk), len(same))
        return same[:own]

    def _takes_the_place(self, later: Consent, decision: Consent) -> bool:
        """Whether a later yes of the same scope has ended this one: as it began; one that had not begun when it was
        given, and would still be going on, at once."""
        if later.decision != DecisionKind.GRANTED or not lasts_beyond(later, decision.valid_from):
            return False
        begun = later.valid_from <= self.now
        return begun or (decision.valid_from > later.recorded_at and lasts_beyond(decision, later.valid_from))

    def _has_run_out(self, decision: Consent) -> bool:
        over = not lasts_beyond(decision, self.now)
        forgotten = (
            decision.review_due is not None and decision.review_due + REVIEW_GRACE < clock.london(self.now).date()
        )
        used_up = decision.one_off and decision.pk in self.used
        ended = self.case.status == Status.CLOSED or self._died({decision.grantor_id, decision.acts_for_id})
        return over or forgotten or used_up or ended

    def _died(self, whose: Collection[UUID | None]) -> bool:
        return any(person.has_died for person in self.people if person.pk in whose)


def lasts_beyond(decision: Consent, instant: datetime) -> bool:
    """Whether a decision would still hold then, by its own end."""
    return decision.expires_at is None or decision.expires_at > instant


def situation(telling: Telling, decision: Consent, among: Decisions) -> Situation:
    """The question to the disclosure table: may this be told on the strength of that decision?"""
    young = among.young_people(telling.subjects)
    return Situation(
        telling.act,
        party=Party(telling.recipient.kind),
        declared=Basis.CONSENT,
        categories=telling.categories,
        permission=among.stands(decision),
        outward=decision.way == Way.OUT,
        inward=decision.way == Way.IN,
        recipient_matches=decision.recipient_id == telling.recipient.pk,
        purpose=telling.purpose,
        purpose_matches=decision.purpose == telling.purpose,
        permitted=among.permitted(decision),
        subjects_within=telling.subjects <= set(decision.subjects),
        limits_kept=telling.limits_kept,
        given=given_by(decision.method),
        identity_checked=decision.identity_check != "",
        script_read=decision.script_version != "",
        words_recorded=decision.words is not None,
        interpreter_independent=decision.interpreter_independent,
        authority_verified=decision.authority_verified,
        authority_covers_this=decision.authority_covers_this,
        capacity_settled=decision.capacity != Capacity.IN_DOUBT,
        from_confider=among.from_confider(decision),
        joint=len(among.confiders()) > 1,
        all_confiders_agree=among.everybody_agrees(decision),
        only_own=among.only_own(telling.subjects),
        may_speak_for_child=_may_speak_for_child(decision),
        past_young_person_date=bool(young),
        young_persons_own_word=bool(young) and young == {decision.grantor_id},
        meeting=telling.meeting,
        attendees_within=telling.attendees_within,
        deceased=among.deceased(decision),
    )


def given_by(method: str) -> Given | None:
    """How the table tells ways of deciding apart."""
    if method == Method.INTERPRETER:
        return Given.INTERPRETER
    if method == Method.REPRESENTATIVE:
        return Given.REPRESENTATIVE
    if method in Method.written():
        return Given.WRITTEN
    return Given.VERBAL if method in Method.spoken() else None


def _may_speak_for_child(decision: Consent) -> bool:
    represented = decision.footing == Footing.REPRESENTATIVE and decision.authority_covers_this
    return decision.footing in Footing.for_a_child() or represented


def _same_question(one: Consent, other: Consent) -> bool:
    return (one.recipient_id, one.purpose, one.way) == (other.recipient_id, other.purpose, other.way)


def _same_scope(one: Consent, other: Consent) -> bool:
    return one.grantor_id == other.grantor_id and _same_question(one, other)


def best_for(telling: Telling, among: Decisions) -> Consent | None:
    """The decision about this recipient and purpose that permits most, the latest of those. When nobody was asked about
    them, the latest that is in force for somebody else, so that the answer can say so (D18); else None."""
    asked = [each for each in among.all if each.decision in (DecisionKind.GRANTED, DecisionKind.REFUSED)]
    about = [each for each in asked if each.recipient_id == telling.recipient.pk]
    order = sorted(
        about,
        key=lambda each: (
            among.stands(each) == Permission.VALID,
            (each.way == Way.OUT) == (telling.act == Act.SHARE),
            each.purpose == telling.purpose,
            len(among.permitted(each) & telling.categories),
            each.recorded_at,
        ),
    )
    elsewhere = (each for each in asked if among.stands(each) == Permission.VALID and each.way == Way.OUT)
    return order[-1] if order else next(elsewhere, None)


def ruling_on(telling: Telling, among: Decisions, resting_on: Consent | None = None) -> tuple[Consent | None, Decision]:
    """What the table answers, and the decision that it was asked about. Without any decision nothing is permitted, and
    the rows about parents still give their own reason (D30, D33)."""
    decision = resting_on or best_for(telling, among)
    if decision is not None:
        return decision, decide(situation(telling, decision, among))
    unasked = Situation(
        telling.act,
        party=Party(telling.recipient.kind),
        declared=Basis.CONSENT,
        categories=telling.categories,
        purpose=telling.purpose,
        deceased=among.deceased(),
    )
    answer = decide(unasked)
    return None, replace(answer, why=NOBODY_ASKED) if answer.row == "D50" else answer


@dataclass(frozen=True)
class MayBeSaid:
    """What one decision lets be said to its recipient, and of what it names but does not let be said, why not."""

    decision: Consent
    kinds: frozenset[Category]
    held_back: dict[Category, Decision]


def what_may_be_said(recipient: Recipient, among: Decisions) -> list[MayBeSaid]:
    """Before somebody calls: for each permission in force to tell this recipient, the table's answer for every kind."""
    live = [
        each
        for each in among.all
        if each.recipient_id == recipient.pk and each.way == Way.OUT and among.stands(each) == Permission.VALID
    ]
    return [_sorted_out(recipient, each, among) for each in live]


def agreed_ahead(recipient: Recipient, among: Decisions) -> list[Consent]:
    """What was agreed about telling this recipient from a later day on."""
    about = (each for each in among.all if each.recipient_id == recipient.pk and each.way == Way.OUT)
    return [each for each in about if among.stands(each) == Permission.AHEAD]


def _sorted_out(recipient: Recipient, decision: Consent, among: Decisions) -> MayBeSaid:
    subjects, purpose = frozenset(decision.subjects), Purpose(decision.purpose)
    answers = {
        kind: decide(
            situation(Telling(recipient, purpose, frozenset({kind}), subjects, limits_kept=True), decision, among)
        )
        for kind in among.permitted(decision)
    }
    kinds = frozenset(kind for kind, answer in answers.items() if answer)
    return MayBeSaid(decision, kinds, {kind: answer for kind, answer in answers.items() if not answer})
