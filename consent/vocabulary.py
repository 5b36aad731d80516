"""The choices of a permission, in the words people see (law-and-practice §3.6)."""

from django.db.models import TextChoices


class DecisionKind(TextChoices):
    """What the service user decided."""

    GRANTED = "granted", "Yes"
    REFUSED = "refused", "No"
    WITHDRAWN = "withdrawn", "Taken back"
    PARTLY_WITHDRAWN = "partly_withdrawn", "Partly taken back"
    NOT_SOUGHT = "not_sought", "Not asked"

    @classmethod
    def taking_back(cls) -> frozenset[str]:
        """Decisions that answer an earlier one."""
        return frozenset({cls.WITHDRAWN, cls.PARTLY_WITHDRAWN})


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
