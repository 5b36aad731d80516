"""Everything that the disclosure table looks at, as plain values: no person, no text, nothing that has to be opened.

What is not known stays at its default, and no default opens anything, so that a situation somebody forgot to fill in
is answered no. The database builds the same situation from its own rows, as JSON with these names.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from cases.vocabulary.sharing import Basis, Category, Purpose


class Act(StrEnum):
    """What is about to happen."""

    LOOK = "look"  # somebody opens a record
    ENQUIRY = "enquiry"  # somebody asks us whether, or what, we know
    SHARE = "share"  # we tell somebody something
    ASK = "ask"  # we ask somebody for information, which tells them that there is a case
    RECEIVE = "receive"  # information arrives
    REACH = "reach"  # we write to, or leave word for, the service user
    ADVISE = "advise"  # a child asks for help alone
    TRAIN = "train"  # a case is used in training
    FREEDOM = "freedom"  # a freedom of information request
    SUBJECT_ACCESS = "subject_access"  # somebody asks for their own data, or a child's


class Party(StrEnum):
    """Who looks, asks or is told."""

    NOBODY_KNOWN = "nobody_known"
    TEAM = "team"
    SERVICE_USER = "service_user"  # the confider of what is at issue
    PARENT_OF_CONFIDER = "parent_of_confider"
    OTHER_PARENT = "other_parent"
    RELATIVE = "relative"
    PROFESSIONAL = "professional"
    REFERRER = "referrer"  # the professional who sent them to us
    EMERGENCY = "emergency"  # 999, MASH or out of hours, when somebody is in danger
    SAFEGUARDING = "safeguarding"  # social care, MASH, the LADO, adult safeguarding
    SENIOR_MANAGER = "senior_manager"  # of Children's Service, on the rota
    POLICE = "police"
    COURT = "court"
    COUNCIL = "council"  # any part of it that is not the team
    REPRESENTATIVE = "representative"  # a councillor or Member of Parliament
    INSPECTOR = "inspector"  # the commissioner, Ofsted, the ombudsman
    SUPPLIER = "supplier"  # an interpreter, a venue, whoever is paid
    PUBLIC = "public"


class Permission(StrEnum):
    """Where the latest decision of the confider stands, at this instant."""

    NONE = "none"
    VALID = "valid"
    AHEAD = "ahead"  # agreed to, from a later day on
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CHALLENGED = "challenged"  # somebody disputes it, and the manager has not found that it stands


class Given(StrEnum):
    """How permission was given, as far as the table tells ways apart."""

    WRITTEN = "written"
    VERBAL = "verbal"
    INTERPRETER = "interpreter"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Situation:
    """One question to the table."""

    act: Act
    party: Party = Party.NOBODY_KNOWN
    declared: Basis | None = None
    categories: frozenset[Category] = frozenset()

    # Inside the service (D1, D2).
    role_permits: bool = False
    kept_out: bool = False

    # Danger and risk (D4 to D11).
    danger_now: bool = False
    concern: bool = False  # a recorded concern that a child is at risk
    discussed: bool = False  # with a senior manager, or one of the named exceptions
    within_discussion: bool = False
    on_rota_without_conflict: bool = False
    minimum_items: bool = False
    adult_agrees: bool = False  # that this party is told
    adult_has_capacity: bool = False
    adult_lacks_capacity: bool = False  # shown, and not only unknown
    worker_believes: bool = False  # that somebody is at risk, and said why
    risk_to_others: bool = False  # or a serious crime, or coercion
    approved_by_two: bool = False  # the manager and information governance

    # Orders and duties (D12 to D15).
    order_is_valid: bool = False
    exactly_as_ordered: bool = False
    duty_enabled: bool = False
    helps_their_function: bool = False
    more_detrimental: bool = False

    # Permission (D16 to D28, D32, D34, D36, D45).
    permission: Permission = Permission.NONE
    outward: bool = False  # direction OUT
    inward: bool = False  # direction IN
    recipient_matches: bool = False
    purpose: Purpose | None = None
    purpose_matches: bool = False
    permitted: frozenset[Category] = frozenset()
    subjects_within: bool = False
    limits_kept: bool = False
    given: Given | None = None
    identity_checked: bool = False
    script_read: bool = False
    words_recorded: bool = False
    interpreter_independent: bool = False
    authority_verified: bool = False
    authority_covers_this: bool = False
    capacity_settled: bool = False
    from_confider: bool = False  # the permission is that of whoever confided what is at issue
    joint: bool = False
    all_confiders_agree: bool = False
    only_own: bool = False  # nothing in it is about a child
    may_speak_for_child: bool = False  # parental responsibility, or the competent child's own word
    past_young_person_date: bool = False
    young_persons_own_word: bool = False
    meeting: bool = False
    attendees_within: bool = False  # nobody is in the room who is not in the permission

    # The rest.
    nobody_recognisable: bool = False
    suppressed: bool = False
    identity_verified: bool = False
    competent_child: bool = False
    written_authority: bool = False
    about_self: bool = False
    names_somebody: bool = True
    reviewed: bool = False
    channel_safe: bool = False
    reference_only: bool = False
    agreed_to_supplier: bool = False
    deceased: bool = False  # whoever confides, or decided; or so a caller says
    study_approved: bool = False
    audience_within: bool = False

    @property
    def all_categories(self) -> frozenset[Category]:
        """What is at issue; that there has been contact is always part of it (R-C2-1)."""
        return self.categories | {Category.EXISTENCE}

    @property
    def within(self) -> frozenset[Category]:
        """What is at issue and permitted."""
        return self.all_categories & self.permitted

    def as_json(self) -> dict[str, Any]:
        """The situation as the database's twin of the table reads it."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
