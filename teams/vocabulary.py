"""The verbs that can be granted on a team, and the states of a membership, in the words people see."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """What a grant on a team lets its holder do."""

    SEE_CASES = "see_cases", "See the team’s cases"
    WORK_CASES = "work_cases", "Open cases, record calls and change them"
    TAKE_MESSAGES = "take_messages", "Leave a message for the team"
    SEE_RESTRICTED = "see_restricted", "See what is kept to managers"
    READ_LOOKS = "read_looks", "See who has looked at a case"
    MANAGE_CONFLICTS = "manage_conflicts", "Keep a colleague from a case, wall files off, let somebody in"
    APPROVE_REFERRALS = "approve_referrals", "Say whether a referral is approved, and keep the rota"
    SEE_MEMBERS = "see_members", "See who is in the team"
    MANAGE_MEMBERS = "manage_members", "Ask for and end memberships"
    CONFIRM_MEMBERS = "confirm_members", "Confirm memberships"


class Role(TextChoices):
    """The roles a member of a team can have."""

    WORKER = "worker", "Caseworker"
    SERVICE_MANAGER = "service_manager", "Service manager"
    MESSAGE_TAKER = "message_taker", "Message taker"
    ADMINISTRATOR = "administrator", "Administrator"
    ACTING_MANAGER = "acting_manager", "Acting manager"


STANDING = (Role.WORKER, Role.SERVICE_MANAGER, Role.MESSAGE_TAKER, Role.ADMINISTRATOR)  # what people are asked for
WORKING = (Role.WORKER, Role.SERVICE_MANAGER)  # who may act for the manager
MANAGING = (Role.SERVICE_MANAGER, Role.ACTING_MANAGER)


class Employment(TextChoices):
    """On what terms somebody works here (law-and-practice §3.18)."""

    STAFF = "staff", "Member of staff"
    AGENCY = "agency", "Agency worker"
    VOLUNTEER = "volunteer", "Volunteer"
    STUDENT = "student", "Student on placement"


class State(TextChoices):
    """The life of a membership."""

    ASKED = "asked", "Waiting for the manager"
    CURRENT = "current", "Current"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Ended"


class PasswordState(TextChoices):
    """The life of a request for a new password."""

    ASKED = "asked", "Waiting for the manager"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    OVER = "over", "Over"


class StaffDateKind(TextChoices):
    """What a member of a team signs, is checked for or is trained in (law-and-practice §3.18)."""

    AGREEMENT = "agreement", "Confidentiality agreement"
    DBS = "dbs", "DBS check"
    DATA_PROTECTION = "data_protection", "Training in data protection"
    SAFEGUARDING_2 = "safeguarding_2", "Training in safeguarding, level 2"
    SAFEGUARDING_3 = "safeguarding_3", "Training in safeguarding, level 3"
    LEGAL = "legal", "Legal training"
    NO_LOOKUPS = "no_lookups", "Declaration: looks nobody up in the council’s systems"
    LOOKUPS_CHECKED = "lookups_checked", "Their look-ups in the council’s systems checked"
