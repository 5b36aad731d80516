"""The choices a caseworker sees. Code lists that change over the years are rows with dates: ``cases.models.Code``."""

from django.db.models import TextChoices


class AccessClass(TextChoices):
    """How far within the team a record may be seen."""

    STANDARD = "standard", "The whole team"
    RESTRICTED = "restricted", "Managers only, for a stated reason"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    MANAGER_ONLY = "manager_only", "Managers only"


class CaseKind(TextChoices):
    """Whose confidence the case holds."""

    ADULT = "adult", "A parent or carer"
    YOUNG_PERSON = "young_person", "A child or young person, in their own right"
    ANONYMOUS = "anonymous", "Somebody who wants to stay anonymous"


class Status(TextChoices):
    """Where a case stands."""

    OPEN = "open", "Open"
    INACTIVE = "inactive", "Inactive"
    CLOSED = "closed", "Closed"


class PersonRole(TextChoices):
    """Who a person is in the case."""

    PARENT = "parent", "Parent or carer"
    CHILD = "child", "Child"
    YOUNG_PERSON = "young_person", "Young person"
    OTHER = "other", "Somebody else"


class Channel(TextChoices):
    """A way to reach a person."""

    MOBILE = "mobile", "Mobile"
    LANDLINE = "landline", "Landline"
    EMAIL = "email", "E-mail"
    POST = "post", "Post"

    @classmethod
    def telephones(cls) -> frozenset[str]:
        """The channels whose values are telephone numbers."""
        return frozenset({cls.MOBILE, cls.LANDLINE})


class Safe(TextChoices):
    """Whether a way to reach a person is safe; nobody may guess."""

    NOT_ASKED = "not_asked", "Not asked yet"
    YES = "yes", "Safe to use"
    NO = "no", "Do not use"


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
    DNA = "dna", "Did not attend"

    @classmethod
    def nobody_reached(cls) -> frozenset[str]:
        """Kinds in which nobody was spoken to."""
        return frozenset({cls.NO_ANSWER, cls.DNA})


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


class TaskState(TextChoices):
    """Whether a task is still to be done."""

    OPEN = "open", "To do"
    DONE = "done", "Done"


class CodeList(TextChoices):
    """The dated code lists."""

    SEN_TYPE = "sen_type", "Type of special educational need"
    SEN_PROVISION = "sen_provision", "Special educational provision"
    SEN_STAGE = "sen_stage", "Stage of the process"
    RELATIONSHIP = "relationship", "Relationship to the child"
    ETHNICITY = "ethnicity", "Ethnicity"
    REFERRAL_SOURCE = "referral_source", "How they came to us"
    DISABILITY = "disability", "Disability"
    ISSUE = "issue", "What it is about"
    APPEAL = "appeal", "Type of appeal"
    METHOD = "method", "How"
    LEVEL = "level", "Intervention level"
    INTERPRETER = "interpreter", "Interpreter"
    OUTCOME = "outcome", "Outcome"
    CLOSE_REASON = "close_reason", "Reason for closing"
