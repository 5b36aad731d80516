"""What leaves the service, to whom, why, and what makes it right (law-and-practice A8 to A10)."""

from django.db.models import TextChoices


class Basis(TextChoices):
    """What makes it right to break a confidence, in the common law of confidentiality (A8)."""

    CONSENT = "consent", "The service user agreed"
    SELF = "self", "It goes to the person it came from"
    PUBLIC_INTEREST_CP = "public_interest_cp", "A child is at risk"
    VITAL_INTERESTS = "vital_interests", "Somebody is in danger now"
    ADULT_AT_RISK = "adult_at_risk", "An adult is at risk"
    LEGAL_COMPULSION = "legal_compulsion", "A court or a statute orders it"
    STATUTORY_DUTY = "statutory_duty", "The duty to share information about children (Children Act 2004 s.16LA)"
    ANONYMOUS = "anonymous", "Nobody can be recognised in it"

    @classmethod
    def needing_two(cls) -> frozenset[str]:
        """Bases that the policy does not list: a manager and information governance decide together (R-C10-4)."""
        return frozenset({cls.ADULT_AT_RISK, cls.LEGAL_COMPULSION, cls.STATUTORY_DUTY})


class Category(TextChoices):
    """Kinds of information (A9). That somebody has been in contact at all is in every disclosure."""

    EXISTENCE = "existence", "That they have been in contact with us"
    IDENTITY = "identity", "Who they are"
    CONTACT_DETAILS = "contact_details", "How to reach them"
    FAMILY_CIRCUMSTANCES = "family_circumstances", "Family circumstances"
    SEN_NEEDS = "sen_needs", "Special educational needs"
    EDUCATION_RECORD = "education_record", "Education record"
    EHCP_DOC = "ehcp_doc", "Education, health and care plan"
    HEALTH = "health", "Health"
    MENTAL_HEALTH = "mental_health", "Mental health"
    SOCIAL_CARE = "social_care", "Social care"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    FINANCE_BENEFITS = "finance_benefits", "Money and benefits"
    HOUSING = "housing", "Housing"
    IMMIGRATION = "immigration", "Immigration"
    CRIMINAL = "criminal", "Offences"
    ETHNICITY_RELIGION = "ethnicity_religion", "Ethnicity or religion"
    VIEWS_FEELINGS = "views_feelings", "Views and feelings"
    ADVICE_STRATEGY = "advice_strategy", "The advice we gave"
    THIRD_PARTY = "third_party", "Somebody else’s information"
    STAFF_OPINION = "staff_opinion", "What staff think"
    FEEDBACK = "feedback", "Feedback about a service"
    FULL_NOTES = "full_notes", "All of our notes"

    @classmethod
    def needing_writing(cls) -> frozenset[str]:
        """Kinds for which agreement by word of mouth is not enough (D23)."""
        return frozenset({cls.FULL_NOTES, cls.SAFEGUARDING, cls.DOMESTIC_ABUSE, cls.ADVICE_STRATEGY})

    @classmethod
    def of_the_child(cls) -> frozenset[str]:
        """Kinds that are the child's: somebody with parental responsibility, or the competent child, agrees (D32)."""
        return frozenset({cls.EDUCATION_RECORD, cls.EHCP_DOC, cls.HEALTH, cls.MENTAL_HEALTH, cls.SOCIAL_CARE})


class Purpose(TextChoices):
    """Why (A10)."""

    SUPPORT_IN_SCHOOL = "support_in_school", "Support in school"
    EHC_PROCESS = "ehc_process", "Education, health and care process"
    MEETING_PREP = "meeting_prep", "Preparing a meeting"
    MEDIATION = "mediation", "Mediation"
    TRIBUNAL = "tribunal", "Tribunal"
    COMPLAINT = "complaint", "A complaint"
    EXCLUSION = "exclusion", "An exclusion"
    TRANSPORT = "transport", "Transport"
    ADMISSIONS = "admissions", "Admissions"
    HEALTH_SUPPORT = "health_support", "Health support"
    SOCIAL_CARE_SUPPORT = "social_care_support", "Social care support"
    SIGNPOST = "signpost_warm_transfer", "Introducing them to another service"
    ADVOCACY = "advocacy", "Speaking up for them"
    SAFEGUARDING_CHILD = "safeguarding_child", "Keeping a child safe"
    SAFEGUARDING_ADULT = "safeguarding_adult", "Keeping an adult safe"
    LEGAL_DUTY = "legal_duty", "A legal duty"
    DATA_SUBJECT_RIGHT = "data_subject_right", "Somebody’s right to their own information"

    @classmethod
    def helping(cls) -> list["Purpose"]:
        """The purposes that help the service user: the only ones that agreement can serve (R-C8-1)."""
        listed = list(cls)
        return listed[: listed.index(cls.SAFEGUARDING_CHILD)]


class Authoriser(TextChoices):
    """Who decided that it goes (§3.7)."""

    WORKER = "worker", "The worker"
    MANAGER = "manager", "The manager"
    TWO = "two", "The manager and information governance"


class WithoutAsking(TextChoices):
    """Why it goes without their consent: one of the three that paragraph 18 of Schedule 1 knows."""

    CANNOT_GIVE = "cannot_give", "They cannot give it"
    CANNOT_OBTAIN = "cannot_reasonably_obtain", "We cannot reasonably be expected to ask for it"
    PREJUDICE = "would_prejudice", "Asking would put at risk whom it protects"


class SendingMethod(TextChoices):
    """How it went."""

    TELEPHONE = "telephone", "Telephone"
    IN_PERSON = "in_person", "In person"
    MEETING = "meeting", "In a meeting"
    SECURE_EMAIL = "secure_email", "Secure e-mail"
    PORTAL = "portal", "Their secure portal"
    POST_TRACKED = "post_tracked", "Tracked post"

    @classmethod
    def written(cls) -> frozenset[str]:
        """Ways in which a text goes that can be checked before it does."""
        return frozenset({cls.SECURE_EMAIL, cls.PORTAL, cls.POST_TRACKED})


class RecipientCheck(TextChoices):
    """How we knew that it was them."""

    RANG_BACK = "rang_back", "We rang the number we hold for them"
    KNOWN = "known", "Known to us by voice or face"
    SAW_IDENTITY = "saw_identity", "We saw who they are: a badge or a card"
    ADDRESS_HELD = "address_held", "It went to the address we hold for them"
    NOT_VERIFIED = "not_verified", "We did not check"


class PartyKind(TextChoices):
    """What part somebody outside has, as the disclosure table tells them apart."""

    PROFESSIONAL = "professional", "A professional"
    REFERRER = "referrer", "The professional who sent them to us"
    SAFEGUARDING = "safeguarding", "Social care or another safeguarding body"
    EMERGENCY = "emergency", "Emergency services"
    SENIOR_MANAGER = "senior_manager", "A senior manager of Children’s Service"
    POLICE = "police", "The police"
    COURT = "court", "A court or tribunal"
    COUNCIL = "council", "Another part of the council"
    OTHER_PARENT = "other_parent", "Another parent"
    PARENT_OF_CONFIDER = "parent_of_confider", "A parent of the young person"
    RELATIVE = "relative", "A relative or friend"
    REPRESENTATIVE = "representative", "A councillor or Member of Parliament"
    INSPECTOR = "inspector", "An inspector, commissioner or ombudsman"
    SUPPLIER = "supplier", "An interpreter, a venue, or somebody who is paid"
    SERVICE_USER = "service_user", "The service user"


class FactOrOpinion(TextChoices):
    """Whose account an item is."""

    FACT = "fact", "A fact"
    OPINION = "opinion", "An opinion"
    REPORTED = "reported", "What somebody reported"


class ItemSource(TextChoices):
    """Where an item comes from."""

    SERVICE_USER = "service_user", "The service user told us"
    SOMEBODY_ELSE = "somebody_else", "Somebody else told us"
    DOCUMENT = "document", "A letter, a report or a record"
    OURSELVES = "ourselves", "We saw, heard or did it ourselves"


class BasisKind(TextChoices):
    """Which app's decision a disclosure rests on."""

    CONSENT = "consent", "A permission"
    SELF = "self", "The service user themself"
    SAFEGUARDING = "safeguarding", "A concern"
    GOVERNANCE = "governance", "A decision of governance"


class Told(TextChoices):
    """Whether the service user knows that something went."""

    YES = "yes", "Yes"
    NO_RISK = "no_risk", "No: it would put somebody at risk"
    NO_REACH = "no_reach", "No: they could not be reached yet"
    FORBIDDEN = "forbidden", "No: the order forbids it"

    @classmethod
    def unordered(cls) -> list[tuple[str, str]]:
        """The answers where nothing was ordered."""
        return [(each.value, each.label) for each in cls if each != cls.FORBIDDEN]


class Answered(TextChoices):
    """What the disclosure table answered when it did not simply say yes."""

    PART = "allow_part", "Only part of it"
    DENY = "deny", "No"
    NCND = "ncnd", "Neither yes nor no"
    ROUTE = "route", "It is for the manager"


class BreachCause(TextChoices):
    """How a confidence was broken."""

    NO_BASIS = "no_basis", "Something was shared without permission"
    WRONG_RECIPIENT = "wrong_recipient", "It went to the wrong person"
    VERBAL = "verbal", "It was said aloud"
    VOICEMAIL = "voicemail", "It was left as a message"
    EXISTENCE = "existence_disclosed", "Somebody learned that they had been in contact"


class BreachState(TextChoices):
    """Where a breach stands."""

    OPEN = "open", "With the manager"
    CONTAINED = "contained", "Contained"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"


class NoteKind(TextChoices):
    """What a note of the product is about."""

    PERMISSION = "permission", "Permission"
    DISCLOSURE = "disclosure", "Shared"
    KEPT_BACK = "kept_back", "Not shared"
    JOINT = "joint", "Joint file"
    ALONE = "alone", "A child who asks alone"
