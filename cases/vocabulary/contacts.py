"""What is asked of every contact."""

from django.db.models import TextChoices


class Direction(TextChoices):
    """Who got in touch with whom."""

    IN = "in", "They contacted us"
    OUT = "out", "We contacted them"


class WithWhom(TextChoices):
    """Who was spoken to."""

    SERVICE_USER = "service_user", "The service user"
    PROFESSIONAL = "professional", "A professional"
    OTHER = "other", "Somebody else"


class ContactType(TextChoices):
    """What kind of contact it was."""

    NEW_ENQUIRY = "new_enquiry", "New enquiry"
    FOLLOW_UP = "follow_up", "Follow-up"
    CASEWORK = "casework", "Casework"
    ADMIN = "admin", "Administration"
    NO_ANSWER = "no_answer", "No answer"
    LEFT_MESSAGE = "left_message", "Left a message"
    DNA = "dna", "Did not attend"

    @classmethod
    def nobody_reached(cls) -> frozenset[str]:
        """Kinds in which nobody was spoken to."""
        return frozenset({cls.NO_ANSWER, cls.LEFT_MESSAGE, cls.DNA})


class PaperNotes(TextChoices):
    """What became of notes on paper."""

    NONE = "none", "There are none"
    FILED = "filed", "Filed in the paper file"
    SHREDDED = "shredded", "Shredded"


class Screen(TextChoices):
    """The safeguarding question that every conversation is asked."""

    NO_CONCERN = "no_concern", "No"
    UNSURE = "unsure", "Not sure"
    CONCERN = "concern", "Yes"
    NOT_ASKED = "not_asked", "Nobody was spoken to"


class ConsentCheck(TextChoices):
    """For a conversation with anybody but the service user: what made it right to speak."""

    NOT_NEEDED = "not_needed", "Nothing about the family was said"
    AGREED = "agreed", "The service user had agreed to what was said"
    RISK = "risk", "Somebody may be at risk"


# What whoever confides is told before they do, by version (R-C1-1): the same to a parent, a child and a young person.
CONFIDENTIALITY_SCRIPTS = {
    "v1": (
        "What you tell us stays in this service. We tell nobody, not even that you got in touch, unless you agree."
        " There is one limit. If what we hear makes us believe that a child, or an adult who cannot protect themself,"
        " is at risk of harm, we have to tell those whose work it is to keep them safe. We tell you that we do, unless"
        " telling you would put somebody at more risk."
    )
}
