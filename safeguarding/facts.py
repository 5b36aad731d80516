"""What is known of a concern at a move, and each thing that a move can ask for, with the sentence for when it is
missing."""

from collections.abc import Callable
from dataclasses import dataclass

from safeguarding.vocabulary import Urgency, View

ENOUGH_ATTEMPTS = 2  # logged, to as many people of the rota (T9)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a concern at a move, as plain values; what is not said is not known."""

    urgency: Urgency | None = None
    worry: bool = False
    about: bool = False  # about whom; "not known" is an answer
    danger: bool = False
    call: bool = False  # whom somebody called, or is calling
    way_chosen: bool = False  # anonymous or named, and what the senior manager will be told
    attempt: bool = False
    attempts: int = 0
    tried: int = 0  # people of the rota
    risk_of_delay: bool = False
    discussion: bool = False  # with whom, when, reasons, conflict check
    view: View | None = None
    agreed: bool | None = None
    alternative: bool = False  # what happens instead, and when it is looked at again
    question: bool = False  # what to find out, who, by when
    delay_reason: bool = False
    answered: bool = False  # or the time is up
    reasons: bool = False
    approved: bool = False
    belief: bool = False  # the worker's own statement that somebody is at risk
    destination: bool = False  # where, who was spoken to, when
    parent_answered: bool = False  # whether the parent was told, and if not why
    items: bool = False  # the minimum, chosen one by one, with its disclosure
    form: bool = False  # the written referral
    acknowledgement: bool = False
    decision: bool = False
    stage: bool = False  # of escalation: with whom
    review_on: bool = False
    news: bool = False
    outcome: bool = False
    retrospective_due: bool = False
    written_due: bool = False
    parent_due: bool = False
    child_owed: bool = False  # a child is in an adult's home, and was not discussed with Children's Service yet
    child_due: bool = False  # and so holds up closing
    report_due: bool = False  # of an offence against a child (§2.6)
    share_asked: bool = False  # whether the duty to share information asks for a decision (§2.4)
    share_decided: bool = False
    offence_asked: bool = False  # whether an offence that has to be reported must have been considered (§2.6)
    offence_considered: bool = False
    raised_it: bool = False  # whoever moves it raised it
    is_concerned: bool = False  # whoever moves it is what it is about
    second_agrees: bool = False
    second_to_name: bool = False  # they alone know of it, and somebody could be let know
    second_named: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a move demands, and the sentence for when it is missing."""

    holds: Callable[[Facts], bool]
    otherwise: str


def _fact(name: str, otherwise: str) -> Need:
    return Need(lambda facts: bool(getattr(facts, name)), otherwise)


WORRY = _fact("worry", "Say what worries you, in a few words.")
URGENCY = _fact("urgency", "Say how urgent it is.")
ABOUT = _fact("about", "Say about whom. ‘Not known’ is an answer.")
CALL = _fact("call", "Say whom you called or are calling.")
DANGER = _fact("danger", "Say what the danger is.")
REASONS = _fact("reasons", "Give your reasons.")
WAY = _fact("way_chosen", "Say what the senior manager will be told, and whether anybody is named.")
ATTEMPT = _fact("attempt", "Say whom you tried, when and how.")
DISCUSSION = _fact("discussion", "Record the discussion: with whom, when, what was advised and why.")
TO_REFER = Need(lambda f: f.view == View.REFER and f.agreed is True, "You both agree to refer, or choose another end.")
NOT_TO = Need(
    lambda f: f.view == View.DO_NOT_REFER and f.agreed is True, "You both agree not to refer, or say that you differ."
)
DIFFER = Need(lambda f: f.agreed is False, "Record both views, or choose the end that you agree on.")
ALTERNATIVE = _fact("alternative", "Say what happens instead, and when it is looked at again: within ten working days.")
QUESTION = _fact("question", "Say what has to be found out, by whom and by when.")
NO_DELAY = Need(
    lambda f: f.urgency == Urgency.WELFARE or f.delay_reason,
    "This is serious. Say why finding out more puts nobody at risk, or refer.",
)
ANSWERED = _fact("answered", "It is neither answered nor is the time up.")
APPROVED = _fact("approved", "The manager has not approved it yet. If somebody is at risk, use ‘Refer now’.")
BELIEF = _fact("belief", "Say that you believe somebody is at risk, and why.")
DESTINATION = _fact("destination", "Say where it goes, whom you spoke to and when.")
PARENT = _fact("parent_answered", "Say whether the parent was told, and if not, why.")
ITEMS = _fact("items", "Choose what they are told, item by item.")
FORM = _fact("form", "Write the referral.")
UNREACHED = Need(
    lambda f: (
        (f.attempts >= ENOUGH_ATTEMPTS and f.tried >= ENOUGH_ATTEMPTS)
        or (f.risk_of_delay and (f.urgency != Urgency.WELFARE or f.attempts > 0))
    ),
    "Try two people of the rota, or say why waiting is a risk. When you are only worried, try somebody first.",
)
ACKNOWLEDGEMENT = _fact("acknowledgement", "Give their reference, and who acknowledged it and when.")
DECISION = _fact("decision", "Say what the authority decided, and who.")
CHASED = _fact("reasons", "Say whom you chased, when, and what they said.")
STAGE = _fact("stage", "Say with whom you disagree, and who has it now.")
REVIEW = _fact("review_on", "Say when it is looked at again.")
NEWS = _fact("news", "Say what is new.")
OUTCOME = _fact("outcome", "Say how it ended.")
SECOND = _fact("second_agrees", "A second person has to say so first.")
ALONE = _fact("second_to_name", "Somebody else knows of it already, or nobody else may.")
NAMED = _fact("second_named", "Say which colleague.")
OTHER_PERSON = Need(
    lambda f: not f.raised_it and not f.is_concerned,
    "Somebody else decides this: you raised it, or it is about you.",
)
NOT_CONCERNED = Need(lambda f: not f.is_concerned, "Somebody else decides this.")
NOTHING_DUE = Need(
    lambda f: not (f.retrospective_due or f.written_due or f.parent_due or f.report_due or f.child_due),
    "Something is still due: the discussion afterwards or about a child in the home, the written referral, telling the "
    "parent, or a report.",
)
CHILD_OWED = _fact("child_owed", "No child in the home waits to be discussed with Children’s Service.")
SHARE_DECIDED = Need(
    lambda f: f.share_decided or not f.share_asked, "Decide first whether what we hold is shared: the law asks for it."
)
CONSIDERED = Need(
    lambda f: f.offence_considered or not f.offence_asked,
    "Say first whether a sexual offence against a child is suspected: the law asks for it.",
)
BY_TELEPHONE = (DESTINATION, PARENT, ITEMS)
IN_WRITING = (DESTINATION, PARENT, ITEMS, FORM)
