"""What the rows of the disclosure table ask of a situation, each by one name."""

from collections.abc import Callable

from cases.disclosure.situation import Act, Given, Party, Permission, Situation
from cases.vocabulary.sharing import Basis, Category, Purpose

CHILDS_BODIES = (Party.SAFEGUARDING, Party.EMERGENCY, Party.SENIOR_MANAGER, Party.POLICE)
ADULTS_BODIES = (Party.SAFEGUARDING, Party.EMERGENCY, Party.POLICE)
# People who ask, and to whom anything but a bare "we never say" would be an answer (R-C2-2).
NEVER_TOLD = (Party.NOBODY_KNOWN, Party.COUNCIL, Party.PUBLIC, Party.PROFESSIONAL, Party.RELATIVE)


def known(s: Situation) -> bool:
    """Whether it is known who would be told; nothing is ever told to whoever it may be."""
    return s.party != Party.NOBODY_KNOWN


def rests_on(basis: Basis) -> Callable[[Situation], bool]:
    """Disclosures on one basis, to somebody who is known."""
    return lambda s: s.act == Act.SHARE and s.declared == basis and known(s)


child_at_risk, danger = rests_on(Basis.PUBLIC_INTEREST_CP), rests_on(Basis.VITAL_INTERESTS)
adult_at_risk, ordered = rests_on(Basis.ADULT_AT_RISK), rests_on(Basis.LEGAL_COMPULSION)
statutory, to_self = rests_on(Basis.STATUTORY_DUTY), rests_on(Basis.SELF)
anonymous = rests_on(Basis.ANONYMOUS)


def to_senior_manager(s: Situation) -> bool:
    """Telling a senior manager on the rota who it is: within the discussion, and no more than they need (R-C12-2)."""
    within = s.within_discussion and s.on_rota_without_conflict
    return s.party == Party.SENIOR_MANAGER and within and s.minimum_items


def agreed_by_adult(s: Situation) -> bool:
    """An adult's concern of which they can decide, and agree, that this party is told."""
    return adult_at_risk(s) and s.adult_has_capacity and s.adult_agrees


def not_theirs_alone(s: Situation) -> bool:
    """An adult's concern that others have a part in: they are at risk too, or decide in the adult's best interests."""
    return adult_at_risk(s) and (s.risk_to_others or s.adult_lacks_capacity)


def consented(s: Situation) -> bool:
    """Whether the question rests on permission: telling somebody, or asking them, which tells them too (R-C7-1)."""
    return s.act in (Act.SHARE, Act.ASK) and s.declared == Basis.CONSENT


def valid(s: Situation) -> bool:
    """A question that rests on permission that stands."""
    return consented(s) and s.permission == Permission.VALID


def asked(*parties: Party) -> Callable[[Situation], bool]:
    """An enquiry by one of these."""
    return lambda s: s.act == Act.ENQUIRY and s.party in parties


def directed(s: Situation) -> bool:
    """Whether permission goes this way: telling is not asking."""
    return s.inward if s.act == Act.ASK else s.outward


def helps(s: Situation) -> bool:
    """Whether it helps the service user, and is what they agreed to it for (R-C8-1)."""
    return s.purpose in Purpose.helping() and s.purpose_matches


def whose_to_give(s: Situation) -> bool:
    """Whether permission came from whoever confided it, and from everybody who did (D27, D28, D34)."""
    everybody = s.all_confiders_agree if s.joint else s.from_confider
    return everybody and (s.young_persons_own_word or not s.past_young_person_date)


def for_a_child(s: Situation) -> bool:
    """Whether part of it is a child's to decide: their school record, plan, health or social care (D32)."""
    return not s.only_own and bool(s.all_categories & Category.of_the_child())


def sound(s: Situation) -> bool:
    """All that must hold for permission to permit anything: D16 without the scope and without the way it was given."""
    return (
        consented(s)
        and known(s)
        and not s.deceased
        and directed(s)
        and s.permission == Permission.VALID
        and s.recipient_matches
        and helps(s)
        and s.limits_kept
        and s.capacity_settled
        and whose_to_give(s)
        and (s.may_speak_for_child or not for_a_child(s))
        and (s.attendees_within or not s.meeting)
    )


def in_scope(s: Situation) -> bool:
    return s.subjects_within and s.all_categories <= s.permitted


def evidenced(s: Situation) -> bool:
    """Whether the way permission was given has the evidence that this way needs (D23 to D25)."""
    spoken = s.identity_checked and s.script_read and s.words_recorded
    return {
        Given.WRITTEN: s.identity_checked,
        Given.VERBAL: spoken,
        Given.INTERPRETER: spoken and s.interpreter_independent,
        Given.REPRESENTATIVE: s.identity_checked and s.authority_verified and s.authority_covers_this,
        None: False,
    }[s.given]


def may_come_in(s: Situation) -> bool:
    """Whether what arrives was agreed to be asked for."""
    return known(s) and s.inward and s.permission == Permission.VALID and s.all_categories <= s.permitted


def theirs_and_reviewed(s: Situation) -> bool:
    """Somebody's own data, with other people's taken out."""
    own = s.act == Act.SUBJECT_ACCESS and s.party == Party.SERVICE_USER and s.about_self
    return own and s.identity_verified and s.reviewed


def spoken_only(s: Situation) -> bool:
    """Whether what is at issue needs writing, and all there is was said (D23)."""
    said = s.given in (Given.VERBAL, Given.INTERPRETER)
    return said and bool(s.all_categories & Category.needing_writing())


def permitted(*ways: Given) -> Callable[[Situation], bool]:
    """Whether permission given in one of these ways covers all of it."""

    def matches(s: Situation) -> bool:
        return sound(s) and s.given in ways and evidenced(s) and in_scope(s) and not spoken_only(s)

    return matches


def part(s: Situation) -> frozenset[Category]:
    """What may still be told when not all may: what was permitted, less what needs writing."""
    if not (sound(s) and evidenced(s) and s.subjects_within and Category.EXISTENCE in s.permitted):
        return frozenset()
    spoken = s.given in (Given.VERBAL, Given.INTERPRETER)
    return s.within - Category.needing_writing() if spoken else s.within


def some_of_it(s: Situation) -> bool:
    """Whether the part is more than that there has been contact."""
    return bool(part(s) - {Category.EXISTENCE})
