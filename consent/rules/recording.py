"""Whether a decision may be written down as it was said: each refusal says why, and the trigger
``gate.decisions_keep_their_rules`` refuses the same in the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from cases.disclosure import Permission
from cases.models import AbilityRecord, Person, PersonLink, Recipient
from cases.vocabulary import Conclusion, PersonRole, Responsibility
from cases.vocabulary.sharing import Category, Purpose
from consent.models import Consent
from consent.rules.permission import STANDING, Decisions, lasts_beyond
from consent.vocabulary import Capacity, DecisionKind, Footing, Method, Way
from foundation import clock
from foundation.components.words import gb_date
from foundation.verdict import YES, Verdict, no
from teams.visibility import team_ids
from teams.vocabulary import Verb

LATE_BY = timedelta(minutes=5)  # between the answer and the press that writes it down
LASTS_AT_MOST = timedelta(days=366)
DISPUTED = "Somebody disputes what they agreed to before. The manager looks at that first."
# What leaves something to be kept: the paper, the file, the recording, or what shows the representative's authority.
KEPT_SOMEWHERE = (Method.SIGNED_PAPER, Method.E_SIGNATURE, Method.BSL_RECORDED, Method.REPRESENTATIVE)


@dataclass(frozen=True)
class NewDecision:
    """What somebody decided, as a form hands it over. ``note`` is the sentence that was read out or agreed."""

    grantor: Person
    recipient: Recipient
    purpose: Purpose
    way: Way
    decision: DecisionKind
    note: str
    valid_from: datetime
    categories: frozenset[Category] = frozenset()
    subjects: frozenset[UUID] = frozenset()
    acts_for: Person | None = None
    footing: Footing = Footing.OWN
    capacity: Capacity = Capacity.NOT_IN_DOUBT
    ability: AbilityRecord | None = None
    why_not_sought: str = ""
    limits: str = ""
    one_off: bool = True
    method: str = ""
    words: str = ""
    script_version: str = ""
    identity_check: str = ""
    interpreter: str = ""
    witness: str = ""
    interpreter_independent: bool = False
    authority_verified: bool = False
    authority_covers_this: bool = False
    paper_kept: str = ""
    signed_on: date | None = None
    expires_at: datetime | None = None
    review_due: date | None = None
    replaces: bool = False
    told_what_went: bool = False


def in_order(said: NewDecision, among: Decisions, links: Iterable[PersonLink]) -> Verdict:
    """Whether a decision may be written down: the first thing that is wrong with it, or yes."""
    if said.valid_from < among.now - LATE_BY:
        return no(
            "Permission does not begin in the past. Write down what they say now; when they said it first can stand in"
            " their words."
        )
    if said.decision != DecisionKind.GRANTED:
        return YES
    if not begins_well(said.valid_from, among.now):
        return no("It begins now, or with a day within a year. Nearer that day, ask them again.")
    wrong = (why for is_wrong, why in _FAULTS if is_wrong(said))
    found = next(wrong, "") or _ability(said) or _responsibility(said, among, set(links)) or _overlap(said, among)
    return no(found) if found else YES


def _lasts(begins: datetime, ends: datetime) -> timedelta:
    """How long it lasts by London's clocks: a year is a year, also when an hour is put back in it."""
    return clock.london(ends) - clock.london(begins)


def begins_well(begins: datetime, now: datetime) -> bool:
    """Whether it begins now or, within a year, at midnight in London: with a day, whatever the clocks do."""
    ahead = clock.london(begins).time() == time(0) and begins <= now + LASTS_AT_MOST
    return begins <= now + LATE_BY or ahead


_FAULTS: tuple[tuple[Callable[[NewDecision], Any], str], ...] = (
    (
        lambda said: said.grantor.has_died or (said.acts_for is not None and said.acts_for.has_died),
        "They have died: nothing can be agreed to in their name. The manager and information governance decide.",
    ),
    (
        lambda said: not said.categories,
        "Choose at least one kind of information: an empty permission permits nothing.",
    ),
    (
        lambda said: said.way == Way.IN and said.categories == {Category.EXISTENCE},
        "Choose what they may be asked for. That there has been contact can be told alone, and not asked for.",
    ),
    (lambda said: said.categories - set(Category), "One of the kinds of information is not in the list."),
    (lambda said: not said.subjects, "Choose whom the information is about."),
    (
        lambda said: said.purpose not in Purpose.helping(),
        "Permission helps the service user. Choose what it is to help with.",
    ),
    (
        lambda said: said.expires_at is None or said.expires_at <= said.valid_from,
        "It must end after it begins. Choose a later day.",
    ),
    (
        lambda said: said.expires_at is not None and _lasts(said.valid_from, said.expires_at) > LASTS_AT_MOST,
        "It must end within a year. Ask them again then.",
    ),
    (
        lambda said: not (said.method and said.words and said.identity_check),
        "Write down their words, how they told us and how we knew that it was them.",
    ),
    (
        lambda said: said.method in Method.spoken() and not said.script_version,
        "Choose the script that was read to them.",
    ),
    (
        lambda said: said.method in KEPT_SOMEWHERE and not said.paper_kept,
        "Write down where the signed paper, the recording or the authority is kept.",
    ),
    (
        lambda said: (said.method in Method.signed()) != (said.signed_on is not None),
        "Write down on which day it was signed.",
    ),
    (
        lambda said: said.signed_on is not None and said.signed_on > clock.today(),
        "It cannot have been signed after today.",
    ),
    (
        lambda said: (said.method == Method.INTERPRETER) != bool(said.interpreter),
        "Write down who interpreted.",
    ),
    (
        lambda said: said.footing == Footing.REPRESENTATIVE and said.acts_for is None,
        "Say whom the representative acts for.",
    ),
    (
        lambda said: said.method == Method.REPRESENTATIVE and said.footing != Footing.REPRESENTATIVE,
        "They told us through a representative: say whom the representative acts for.",
    ),
)


def _ability(said: NewDecision) -> str:
    """Competence is looked at for each decision, and so is capacity that was assessed: never once for all."""
    if said.footing == Footing.COMPETENT_CHILD:
        wanted, what = {Conclusion.COMPETENT}, "they understand enough to decide this"
    elif said.capacity == Capacity.ASSESSED:
        wanted, what = {Conclusion.HAS, Conclusion.NOT_IN_DOUBT}, "they have capacity for this decision"
    else:
        return ""
    named = said.ability
    if named and named.person_id == said.grantor.pk and named.conclusion in wanted:
        return ""
    return f"Write down first, under People, how we found that {what}; then choose it here."


def _responsibility(said: NewDecision, among: Decisions, links: set[PersonLink]) -> str:
    """Whoever decides for a child has parental responsibility for that child, and it is written down (D32)."""
    if said.footing != Footing.PARENTAL:
        return ""
    children = {each.pk for each in among.people if each.pk in said.subjects and each.role in PersonRole.children()}
    held = {link.other_id for link in links if _holds(link, said.grantor)}
    if children and children <= held:
        return ""
    return "Write down first, under People, that they have parental responsibility for the child it is about."


def _holds(link: PersonLink, adult: Person) -> bool:
    return link.person_id == adult.pk and link.responsibility == Responsibility.YES and link.retired_at is None


def _overlap(said: NewDecision, among: Decisions) -> str:
    """No two permissions of one scope stand at once: a later one says that it replaces the earlier, and takes the place
    of none that is disputed."""
    if any(among.stands(each) == Permission.CHALLENGED for each in _same_scope(said, among)):
        return DISPUTED
    if said.replaces:
        return ""
    stands = overlapping(said, among)
    if stands is None:
        return ""
    until = gb_date(clock.london(stands).date())
    return f"They have agreed about this already, until {until}. Take that back first, or say that this replaces it."


def overlapping(said: NewDecision, among: Decisions) -> datetime | None:
    """Until when another permission of the same scope stands, or is to stand, on some of the same days; None when there
    is none."""
    same = (each for each in _same_scope(said, among) if among.stands(each) in STANDING)
    return next((each.expires_at for each in same if _meet(said, each)), None)


def _meet(said: NewDecision, other: Consent) -> bool:
    begins_before = said.expires_at is None or other.valid_from < said.expires_at
    return begins_before and lasts_beyond(other, said.valid_from)


def _same_scope(said: NewDecision, among: Decisions) -> list[Consent]:
    scope = (said.grantor.pk, said.recipient.pk, said.purpose, said.way, DecisionKind.GRANTED)
    return [
        each
        for each in among.all
        if (each.grantor_id, each.recipient_id, each.purpose, each.way, each.decision) == scope
    ]


def may_be_disputed(consent: Consent, among: Decisions) -> Verdict:
    """Whether somebody can dispute it: what is not in force permits nothing anyhow."""
    return YES if among.stands(consent) == Permission.VALID else no("Only a permission that is in force is disputed.")


def may_uphold(user: Any, consent: Consent, among: Decisions) -> Verdict:
    """Whether the person may find that a disputed permission stands: a manager, or whoever acts for them."""
    if among.stands(consent) != Permission.CHALLENGED:
        return no("Nobody disputes this permission.")
    if consent.team_id not in team_ids(user, Verb.SEE_RESTRICTED):
        return no("That somebody disputes it is for the team’s manager to look at.")
    return YES
