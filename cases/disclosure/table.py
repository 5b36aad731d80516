"""The disclosure table, D1 to D50, as data: read from the top, the first row that matches decides.

Each row says what it answers and why, in words for the worker. Rows that rest on permission share ``sound``: all that
must hold whatever was said and however it was given. ``gate.decide`` says the same in SQL for the trigger that guards
the register; a test holds the two together over generated situations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cases.disclosure.conditions import (
    ADULTS_BODIES,
    CHILDS_BODIES,
    NEVER_TOLD,
    adult_at_risk,
    agreed_by_adult,
    anonymous,
    asked,
    child_at_risk,
    consented,
    danger,
    directed,
    evidenced,
    for_a_child,
    helps,
    may_come_in,
    not_theirs_alone,
    ordered,
    part,
    permitted,
    some_of_it,
    sound,
    spoken_only,
    statutory,
    theirs_and_reviewed,
    to_self,
    to_senior_manager,
    valid,
)
from cases.disclosure.situation import Act, Given, Party, Permission, Situation
from cases.vocabulary.sharing import Basis, Category


class Answer(StrEnum):
    """What the table can answer."""

    ALLOW = "allow"
    PART = "allow_part"
    NCND = "ncnd"  # neither confirm nor deny
    DENY = "deny"
    ROUTE = "route"  # a manager, or information governance, decides
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the policy's table, when it matches, what it answers and why."""

    number: str
    answer: Answer
    when: Callable[[Situation], bool]
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by which row, and for which kinds of information."""

    row: str
    answer: Answer
    why: str
    allowed: frozenset[Category] = frozenset()

    def __bool__(self) -> bool:
        return self.answer == Answer.ALLOW


ALLOW, PART, NCND, DENY, ROUTE = Answer.ALLOW, Answer.PART, Answer.NCND, Answer.DENY, Answer.ROUTE
TABLE = (
    Row("D2", Answer.NOT_FOUND, lambda s: s.act == Act.LOOK and s.party == Party.TEAM and s.kept_out, "Not found."),
    Row("D1", ALLOW, lambda s: s.act == Act.LOOK and s.party == Party.TEAM and s.role_permits, "You are on the team."),
    Row("D3", NCND, lambda s: s.act == Act.LOOK, "Only the team may look. Neither confirm nor deny."),
    Row("D4", ALLOW, lambda s: danger(s) and s.danger_now and s.party in (Party.EMERGENCY, Party.POLICE),
        "Somebody is in danger now. Say what they need to act, and record it afterwards."),
    Row("D5a", ALLOW,
        lambda s: child_at_risk(s) and s.concern and to_senior_manager(s),
        "A senior manager on the rota may be told who the child is, within the discussion and no more than they need."),
    Row("D5", ALLOW,
        lambda s: child_at_risk(s) and s.concern and s.discussed and s.minimum_items and s.party in CHILDS_BODIES,
        "A child is at risk and it has been discussed. Agreement is not needed; say the minimum."),
    Row("D6", DENY, lambda s: child_at_risk(s) and s.concern and not s.discussed and s.party in CHILDS_BODIES,
        "Discuss it with a senior manager of Children’s Service first. If anybody is in danger now, use Emergency."),
    Row("D7", DENY, lambda s: child_at_risk(s) and s.concern and s.party not in CHILDS_BODIES,
        "They have no part in keeping this child safe. Tell social care instead."),
    Row("D8", ALLOW,
        lambda s: anonymous(s) and s.nobody_recognisable and s.party in CHILDS_BODIES,
        "Nobody can be recognised in it, so you may ask for advice."),
    Row("D9", ALLOW,
        lambda s: agreed_by_adult(s) and s.party in (Party.SAFEGUARDING, Party.POLICE),
        "They can decide this, and agree that they are told."),
    Row("D9a", ALLOW, lambda s: agreed_by_adult(s) and to_senior_manager(s),
        "They agree, so a senior manager on the rota may be told who they are, within the discussion."),
    Row("D11", ALLOW,
        lambda s: not_theirs_alone(s) and s.approved_by_two and s.minimum_items and s.party in ADULTS_BODIES,
        "The manager and information governance decided that adult social care is told the minimum."),
    Row("D11a", ALLOW, lambda s: not_theirs_alone(s) and s.approved_by_two and to_senior_manager(s),
        "The manager and information governance decided it, so a senior manager on the rota may be told who they are."),
    Row("D11b", ALLOW,
        lambda s: adult_at_risk(s) and s.worker_believes and s.minimum_items and s.party in ADULTS_BODIES,
        "The worker believes that somebody is at risk and said why. Nothing stops them; both managers are told."),
    Row("D11", ROUTE, not_theirs_alone,
        "They do not agree or cannot decide, or others are at risk. Ask the manager and information governance."),
    Row("D9", DENY, agreed_by_adult,
        "They agreed that others are told, and not these. Ask them first."),
    Row("D10", DENY, lambda s: adult_at_risk(s) and s.adult_has_capacity,
        "They do not agree and nobody else is at risk. Support them, make a plan, and ask again when things change."),
    Row("D12", ALLOW, lambda s: ordered(s) and s.order_is_valid and s.exactly_as_ordered and s.approved_by_two,
        "It is ordered, and was checked. Give exactly what is ordered, and tell the service user unless forbidden."),
    Row("D12", ROUTE, lambda s: ordered(s) and s.order_is_valid,
        "There is an order. Information governance checks what it asks for before anything is given."),
    Row("D15", DENY, lambda s: statutory(s) and s.duty_enabled and s.more_detrimental,
        "Sharing would harm the child more than not sharing. Record that you decided not to."),
    Row("D14", ALLOW,
        lambda s: statutory(s) and s.duty_enabled and s.helps_their_function and s.approved_by_two and s.minimum_items,
        "The duty to share applies, and the manager decided so."),
    Row("D14", ROUTE, lambda s: statutory(s) and s.duty_enabled and s.helps_their_function,
        "The duty to share may apply. The manager decides."),
    Row("D13", NCND, lambda s: s.party == Party.POLICE and s.act in (Act.ENQUIRY, Act.SHARE) and s.declared is None,
        "Ask them for an order, or for the service user’s agreement. Neither confirm nor deny."),
    Row("D45", DENY, lambda s: s.act == Act.ASK and not (s.declared == Basis.CONSENT and s.inward),
        "Asking tells them that there is a case. Ask the service user for permission to ask, in this direction."),
    Row("D16", ALLOW, permitted(Given.WRITTEN), "They agreed to this in writing."),
    Row("D23", ALLOW, permitted(Given.VERBAL), "They agreed to this by word of mouth, and it was recorded."),
    Row("D24", ALLOW, permitted(Given.INTERPRETER), "They agreed to this through an independent interpreter."),
    Row("D25", ALLOW, permitted(Given.REPRESENTATIVE), "Somebody with the authority to agreed to this for them."),
    Row("D17", PART, some_of_it, "They agreed to part of this. You may say that part; ask them about the rest."),
    Row("D49", ROUTE, lambda s: consented(s) and s.deceased,
        "They have died, and what was agreed to ended then. Confidence outlives a person: the manager and information"
        " governance decide."),
    Row("D22", DENY, lambda s: consented(s) and s.permission == Permission.WITHDRAWN,
        "They have changed their mind. Nothing more may be said; what went before stays lawful."),
    Row("D21", DENY, lambda s: consented(s) and s.permission == Permission.REFUSED,
        "They said no. Ask again only for a new reason."),
    Row("D20", DENY, lambda s: consented(s) and s.permission == Permission.EXPIRED,
        "What they agreed to has run out. Ask them again."),
    Row("D20", DENY, lambda s: consented(s) and s.permission == Permission.AHEAD,
        "They agreed to it from a later day on. Nothing may be said on it before that day."),
    Row("D26", ROUTE, lambda s: consented(s) and s.permission == Permission.CHALLENGED,
        "Somebody disputes this permission. Nothing may go on it until the manager has looked at it."),
    Row("D28", DENY, lambda s: consented(s) and s.joint and not s.all_confiders_agree,
        "It was confided by more than one person, and not all of them agreed."),
    Row("D34", DENY, lambda s: consented(s) and s.past_young_person_date and not s.young_persons_own_word,
        "The young person decides for themself now. Ask them."),
    Row("D27", DENY, lambda s: valid(s) and not s.joint and not s.from_confider,
        "Whoever told us this has not agreed. Somebody else’s agreement does not cover it."),
    Row("D18", DENY, lambda s: valid(s) and not s.recipient_matches,
        "They agreed to somebody else being told. Ask them about this person or role."),
    Row("D19", DENY, lambda s: valid(s) and not helps(s),
        "They agreed for another purpose. Ask them about this one."),
    Row("D36", DENY, lambda s: consented(s) and s.meeting and not s.attendees_within,
        "Somebody is in the room whom they have not agreed to. Stop, or ask them first."),
    Row("D18", DENY, lambda s: valid(s) and not directed(s), "They agreed that we ask them, not that we tell them."),
    Row("D16", DENY, lambda s: valid(s) and not s.limits_kept, "They set limits. Read them, and keep within them."),
    Row("D26", ROUTE, lambda s: valid(s) and not s.capacity_settled,
        "It is not settled whether they can decide this. Support them to, then have it assessed."),
    Row("D32", ROUTE, lambda s: valid(s) and for_a_child(s) and not s.may_speak_for_child,
        "They speak for themself, not for the child. Ask somebody with parental responsibility; the manager can help."),
    Row("D24", DENY, lambda s: sound(s) and s.given == Given.INTERPRETER and not evidenced(s),
        "The interpreter was not independent, or nothing was confirmed. Book an interpreter and ask again."),
    Row("D25", DENY, lambda s: sound(s) and s.given == Given.REPRESENTATIVE and not evidenced(s),
        "Nobody has checked that they may decide this for the service user."),
    Row("D23", DENY, lambda s: sound(s) and (not evidenced(s) or spoken_only(s)),
        "This needs more than was recorded: who it was, the script and their words; for some kinds, their signature."),
    Row("D17", DENY, sound, "They have not agreed to any of this. Ask them."),
    Row("D48", DENY, lambda s: (s.act == Act.REACH or to_self(s)) and not s.channel_safe and not s.danger_now,
        "This way of reaching them is not known to be safe."),
    Row("D48", ALLOW, lambda s: s.act == Act.REACH and s.party == Party.SERVICE_USER,
        "This way of reaching them is safe, or the danger is greater."),
    Row("D29", ALLOW,
        lambda s: to_self(s) and s.party == Party.SERVICE_USER and s.from_confider and s.identity_verified
        and (s.may_speak_for_child or not for_a_child(s)) and not s.competent_child,
        "It is theirs: they told us."),
    Row("D33", NCND, lambda s: s.act in (Act.ENQUIRY, Act.SHARE) and s.party == Party.PARENT_OF_CONFIDER,
        "The young person confided it. Neither confirm nor deny, to their parent too."),
    Row("D30", NCND, lambda s: s.act in (Act.ENQUIRY, Act.SHARE) and s.party == Party.OTHER_PARENT,
        "Being a parent gives no right to the other parent’s confidences. Offer them help of their own."),
    Row("D49", ROUTE, lambda s: s.act == Act.ENQUIRY and s.deceased,
        "Confidence outlives a person. The manager and information governance decide."),
    Row("D37", NCND, asked(Party.REFERRER),
        "They sent the family to us, and still may not know whether the family came, unless the family agreed."),
    Row("D38", ROUTE, lambda s: asked(Party.REPRESENTATIVE)(s) and s.written_authority,
        "They have written authority. Check it, then share as with any permission."),
    Row("D38", NCND, asked(Party.REPRESENTATIVE), "Ask them for their constituent’s written authority."),
    Row("D39", ALLOW, lambda s: s.party == Party.INSPECTOR and s.nobody_recognisable and s.suppressed,
        "Counts in which nobody can be recognised may be given."),
    Row("D39", ROUTE, lambda s: s.party == Party.INSPECTOR and s.act in (Act.ENQUIRY, Act.SHARE),
        "Information governance checks their power to ask for what identifies somebody."),
    Row("D42", NCND, lambda s: s.act == Act.FREEDOM and s.names_somebody and s.about_self,
        "They ask about themself: answer neither way, and open a subject access request."),
    Row("D40", NCND, lambda s: s.act == Act.FREEDOM and s.names_somebody,
        "Neither confirm nor deny, with the public interest test."),
    Row("D41", ALLOW, lambda s: s.act == Act.FREEDOM and s.nobody_recognisable and s.suppressed,
        "Statistics, after small numbers are suppressed."),
    Row("D43", ALLOW, theirs_and_reviewed,
        "It is their own data, and other people’s was taken out."),
    Row("D31", ROUTE, lambda s: s.act == Act.SUBJECT_ACCESS,
        "Competence, best interests and other people’s data come first. Information governance helps."),
    Row("D44", ALLOW, lambda s: s.act == Act.RECEIVE and (s.party == Party.SERVICE_USER or may_come_in(s)),
        "They gave it to us themself, or agreed that we ask for it."),
    Row("D44", DENY, lambda s: s.act == Act.RECEIVE,
        "It came without permission. It goes to quarantine, unread; the manager decides what becomes of it."),
    Row("D46", ALLOW, lambda s: s.act == Act.TRAIN and s.study_approved and s.audience_within,
        "This study is approved for this audience."),
    Row("D46", DENY, lambda s: s.act == Act.TRAIN, "Only an approved study, for the audience it is approved for."),
    Row("D47", ALLOW, lambda s: s.party == Party.SUPPLIER and s.reference_only and s.agreed_to_supplier,
        "They are told the reference alone, and the service user agreed to them."),
    Row("D47", DENY, lambda s: s.party == Party.SUPPLIER and s.act == Act.SHARE,
        "A supplier is told the reference alone, and only if the service user agreed to them."),
    Row("D35", ALLOW, lambda s: s.act == Act.ADVISE,
        "Advise them. Involve a parent only if they agree, or somebody is at risk."),
    Row("D3", NCND, asked(*NEVER_TOLD), "Neither confirm nor deny: the same answer, whoever they ask about."),
)  # fmt: skip
OTHERWISE = Decision("D50", Answer.DENY, "Nothing in the policy allows this. Do not share it; ask the manager.")


def decide(s: Situation) -> Decision:
    """What the table answers; what no row matches is refused and goes to the manager (D50)."""
    row = next((row for row in TABLE if row.when(s)), None)
    if row is None:
        return OTHERWISE
    allowed = {Answer.ALLOW: s.all_categories, Answer.PART: part(s)}.get(row.answer, frozenset())
    return Decision(row.number, row.answer, row.why, allowed)
