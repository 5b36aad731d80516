"""The choices of a permission, in the words people see (law-and-practice §3.6)."""

from django.db.models import TextChoices


class DecisionKind(TextChoices):
    """What the service user decided."""

    GRANTED = "granted", "Yes"
    REFUSED = "refused", "No"
    WITHDRAWN = "withdrawn", "Taken back"
    PARTLY_WITHDRAWN = "partly_withdrawn", "Partly taken back"
    NOT_SOUGHT = "not_sought", "Not asked"
    CHALLENGED = "challenged", "Disputed"
    UPHELD = "upheld", "Found to stand"

    @classmethod
    def taking_back(cls) -> frozenset[str]:
        """Decisions that take back something of an earlier one."""
        return frozenset({cls.WITHDRAWN, cls.PARTLY_WITHDRAWN})

    @classmethod
    def answering(cls) -> frozenset[str]:
        """Decisions that answer an earlier one: they take it back, dispute it, or settle that dispute."""
        return cls.taking_back() | {cls.CHALLENGED, cls.UPHELD}


class Way(TextChoices):
    """Which way information goes. Both ways is two decisions."""

    OUT = "out", "We may tell them"
    IN = "in", "We may ask them"


class Footing(TextChoices):
    """On what footing somebody decides."""

    OWN = "own", "For themself"
    PARENTAL = "parental", "For their child, with parental responsibility"
    COMPETENT_CHILD = "competent_child", "As a child who understands this decision"
    REPRESENTATIVE = "representative", "For them, with authority"

    @classmethod
    def for_a_child(cls) -> frozenset[str]:
        """Footings on which what is a child's may be decided (D32)."""
        return frozenset({cls.PARENTAL, cls.COMPETENT_CHILD})


class Capacity(TextChoices):
    """Whether the person can make this decision (Mental Capacity Act 2005: presumed)."""

    NOT_IN_DOUBT = "not_in_doubt", "There is no reason to doubt it"
    ASSESSED = "assessed", "Assessed: they can"
    IN_DOUBT = "in_doubt", "In doubt for this decision"


class Method(TextChoices):
    """How they told us."""

    SIGNED_PAPER = "signed_paper", "Signed on paper"
    E_SIGNATURE = "e_signature", "Signed electronically"
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"
    PHONE = "phone_verbal", "By telephone"
    FACE_TO_FACE = "f2f_verbal", "Face to face"
    VIDEO = "video_verbal", "By video"
    BSL_RECORDED = "bsl_recorded", "In British Sign Language, recorded"
    INTERPRETER = "via_interpreter", "Through an interpreter"
    REPRESENTATIVE = "via_representative", "Through their representative"

    @classmethod
    def written(cls) -> frozenset[str]:
        """Ways that leave something signed or written by them."""
        return frozenset({cls.SIGNED_PAPER, cls.E_SIGNATURE, cls.EMAIL, cls.SMS})

    @classmethod
    def signed(cls) -> frozenset[str]:
        """Ways of which the day of signing is known."""
        return frozenset({cls.SIGNED_PAPER, cls.E_SIGNATURE})

    @classmethod
    def spoken(cls) -> frozenset[str]:
        """Ways for which the words, the script and a written confirmation are needed."""
        return frozenset({cls.PHONE, cls.FACE_TO_FACE, cls.VIDEO, cls.BSL_RECORDED, cls.INTERPRETER})


class IdentityCheck(TextChoices):
    """How we knew that it was them."""

    CALLBACK = "callback", "We rang back on the number we hold"
    SECURITY_ANSWER = "security_answer", "Their security answer"
    KNOWN_VOICE = "known_voice", "Their voice is known to us"
    ID_SEEN = "id_seen", "Identity document seen"
    VERIFIED_EMAIL = "verified_email", "From the e-mail address we hold"


class NotSought(TextChoices):
    """Why they were not asked."""

    RISK = "risk", "Asking would put somebody at risk"
    NO_REACH = "no_reach", "They cannot be reached"
    NOT_NEEDED = "not_needed", "Nothing is to be shared"


class ParentInvolved(TextChoices):
    """Whether a child who asks for help alone agrees that a parent comes into it (D35)."""

    YES = "yes", "They agree that a parent is involved"
    NO = "no", "They do not want a parent to know"
    LATER = "later", "They have not been asked yet"


class DemandKind(TextChoices):
    """What compels somebody to be told (A8)."""

    ORDER = "order", "An order of a court or tribunal"
    SUMMONS = "summons", "A summons to give evidence"
    STATUTE = "statute", "A demand that a statute allows"


class DemandFound(TextChoices):
    """What the manager found of it; information governance confirms what is to be followed (D12)."""

    FOLLOW = "follow", "It is valid: what it orders is given, and nothing else"
    CHALLENGE = "challenge", "It asks for too much, or is in doubt: it is challenged, and nothing goes meanwhile"
    NOT_VALID = "not_valid", "It is not valid: nothing goes"


class BookingKind(TextChoices):
    """What a supplier is booked for (D47)."""

    INTERPRETER = "interpreter", "An interpreter"
    VENUE = "venue", "A room or a venue"
    PAYMENT = "payment", "A payment"
    OTHER = "other", "Something else"


class AskedBy(TextChoices):
    """Who asks about a family, as they say; each is a party of the disclosure table."""

    PROFESSIONAL = "professional", "A professional: school, health, social care, a solicitor"
    REFERRER = "referrer", "The professional who sent the family to us"
    OTHER_PARENT = "other_parent", "Another parent of the child"
    PARENT_OF_CONFIDER = "parent_of_confider", "A parent of a young person"
    RELATIVE = "relative", "A relative or friend"
    COUNCIL = "council", "Another part of the council"
    POLICE = "police", "The police"
    REPRESENTATIVE = "representative", "A councillor or Member of Parliament"
    INSPECTOR = "inspector", "An inspector, a commissioner or an ombudsman"
    PUBLIC = "public", "Somebody else, such as a neighbour or a journalist"
    NOBODY_KNOWN = "nobody_known", "They did not say"

    @classmethod
    def parents(cls) -> frozenset[str]:
        """Who may ask for a child's own information in the child's name (D31)."""
        return frozenset({cls.OTHER_PARENT, cls.PARENT_OF_CONFIDER})


class AskedHow(TextChoices):
    """How they asked."""

    TELEPHONE = "telephone", "By telephone"
    IN_PERSON = "in_person", "In person"
    EMAIL = "email", "By e-mail"
    LETTER = "letter", "By letter"
    MEETING = "meeting", "In a meeting"


class AskedWhat(TextChoices):
    """What they wanted to know."""

    EXISTENCE = "existence", "Whether somebody has been in touch with us"
    ENGAGED = "engaged", "Whether a family they sent to us came, or works with us"
    DETAILS = "details", "How to reach somebody"
    ADVICE = "advice", "What somebody told us, or what we advised"
    RECORDS = "records", "Copies of records"
    OTHER = "other", "Something else"


class Response(TextChoices):
    """What they were answered. None of these says, or depends on, whether we know the family."""

    NCND = "ncnd_standard", "The standard answer, and nothing more"
    WITH_CONSENT = "with_consent", "The standard answer; they say that the family agreed to it"
    TO_FOI = "referred_to_foi", "The standard answer, and how to make a freedom of information request"
    TO_SAR = "referred_to_sar", "The standard answer, and how to ask for their own information"
    SAFEGUARDING = "safeguarding_route", "The standard answer, and whom to tell that a child is at risk"

    @property
    def next_step(self) -> str:
        """What the person who answered does now, whoever was asked about."""
        return NEXT_STEPS[self.value]


NEXT_STEPS = {
    Response.NCND.value: "",
    Response.WITH_CONSENT.value: "If there is a case with a permission that names them, share from its own page.",
    Response.TO_FOI.value: "Pass on what they wrote to the council’s information team as it came.",
    Response.TO_SAR.value: "Tell your manager today: the month they have to answer in has begun.",
    Response.SAFEGUARDING.value: "If you now think that a child is at risk, raise it with your manager at once.",
}
# What is said to whoever asks, by version: the same words about everybody, whether we know them or not.
ENQUIRY_SCRIPTS = {
    "v1": (
        "We never say whether anybody has been in touch with this service. That is our answer to everybody, about"
        " everybody, so it tells you nothing about the family you name. If they want you to know, they can tell you"
        " themselves."
    )
}


class StepKind(TextChoices):
    """What happened to an information request."""

    CHASED = "chased", "We asked again"
    PART = "part", "Part of it came"
    RECEIVED = "received", "All of it came"
    REFUSED = "refused", "They said no"

    @classmethod
    def ending(cls) -> frozenset[str]:
        """After these there is nothing to wait for."""
        return frozenset({cls.RECEIVED, cls.REFUSED})


class CameHow(TextChoices):
    """How something arrived."""

    HAND = "hand", "By hand"
    POST = "post", "By post"
    EMAIL = "email", "By e-mail"
    PORTAL = "portal", "Through a portal"
    TELEPHONE = "telephone", "By telephone"
    MEETING = "meeting", "In a meeting"


class Thing(TextChoices):
    """What kind of thing arrived."""

    LETTER = "letter", "A letter"
    EMAIL = "email", "An e-mail"
    REPORT = "report", "A report or an assessment"
    PLAN = "plan", "A plan, or a draft of one"
    MINUTES = "minutes", "Minutes of a meeting"
    RECORDS = "records", "Records, or a whole file"
    SAID = "said", "Something that was said"
    OTHER = "other", "Something else"


class LegalTag(TextChoices):
    """What a later request for somebody's own data has to treat apart (Data Protection Act 2018, schedule 3)."""

    SOCIAL_WORK = "social_work_data", "Social work data"
    HEALTH = "health_data", "Health data"
    EDUCATION = "education_data", "Education data"


class Held(TextChoices):
    """Where what arrived is held."""

    CASE = "case", "In the case"
    QUARANTINE = "quarantine", "In quarantine"
    SAFEGUARDING = "safeguarding", "With the managers, for somebody’s safety"
    GONE = "gone", "Not held any more"


class Fate(TextChoices):
    """What a manager decides about something in quarantine (R-C7-2)."""

    RETURNED = "returned", "Sent back, and nothing of it kept"
    DESTROYED = "destroyed", "Destroyed"
    KEPT = "kept_with_consent", "Kept: the service user agreed"
    SAFEGUARDING = "safeguarding", "Kept by the managers: somebody may be at risk"

    @property
    def held(self) -> Held:
        """Where the thing is then."""
        return {"kept_with_consent": Held.CASE, "safeguarding": Held.SAFEGUARDING}.get(self.value, Held.GONE)
