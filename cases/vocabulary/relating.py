"""How people of a case belong together, who acts for whom, and who may decide what."""

from django.db.models import TextChoices


class AdultLink(TextChoices):
    """What one adult is to another; what an adult is to a child is a dated code list."""

    SPOUSE = "spouse", "Husband, wife or civil partner"
    PARTNER = "partner", "Partner"
    NEW_PARTNER = "new_partner", "New partner"
    SEPARATED = "separated", "Separated from"
    EX_PARTNER = "ex_partner", "Former partner"
    PARENT_OF = "parent_of", "Parent of an adult"
    GRANDPARENT_OF = "grandparent_of", "Grandparent of an adult"
    RELATIVE = "adult_relative", "Another relative"
    FRIEND = "adult_friend", "Friend"
    OTHER = "adult_other", "Something else"


class Responsibility(TextChoices):
    """Whether an adult has parental responsibility for a child."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class ResponsibilitySource(TextChoices):
    """Where parental responsibility comes from (Children Act 1989, sections 2 to 4A, 12, 14C and 33)."""

    BIRTH_MOTHER = "birth_mother", "Gave birth to the child"
    MARRIED_FATHER = "married_father", "Father, married to the mother"
    BIRTH_CERTIFICATE = "birth_certificate", "Father, on the birth certificate since 1 December 2003"
    SECOND_FEMALE_PARENT = "second_female_parent", "Second female parent"
    AGREEMENT = "agreement", "Parental responsibility agreement"
    COURT_ORDER = "court_order", "Court order"
    SPECIAL_GUARDIANSHIP = "special_guardianship", "Special guardianship order"
    ADOPTION = "adoption", "Adoption"
    CARE_ORDER = "care_order", "Care order, held by a council"


class LivesWith(TextChoices):
    """Whether a child lives with an adult."""

    FULL = "full", "All the time"
    PART = "part", "Part of the time"
    NO = "no", "No"


class OrderKind(TextChoices):
    """What a court has ordered between two people."""

    LIVE_WITH = "cao_live_with", "Child arrangements: lives with"
    SPEND_TIME = "cao_spend_time", "Child arrangements: spends time with"
    PROHIBITED_STEPS = "prohibited_steps", "Prohibited steps"
    SPECIFIC_ISSUE = "specific_issue", "Specific issue"
    NON_MOLESTATION = "non_molestation", "Non-molestation"
    OCCUPATION = "occupation", "Occupation"
    INJUNCTION = "injunction", "Injunction"
    RESTRICTED_CONTACT = "restricted_contact", "Restricted contact"


class Untold(TextChoices):
    """Who of two must not be told about the other."""

    PERSON = "person", "The first must not be told about the second"
    OTHER = "other", "The second must not be told about the first"
    BOTH = "both", "Neither about the other"


class ActsAs(TextChoices):
    """What lets somebody act for a person."""

    LPA_WELFARE = "lpa_hw", "Lasting power of attorney: health and welfare"
    LPA_MONEY = "lpa_pf", "Lasting power of attorney: property and money"
    DEPUTY = "deputy", "Deputy of the Court of Protection"
    ADVOCATE = "advocate", "Advocate"
    SOLICITOR = "solicitor", "Solicitor"
    FRIEND = "friend", "Friend or relative, as the person asked"


class AbilityKind(TextChoices):
    """Which law says whether somebody can decide."""

    CAPACITY = "capacity", "Capacity of somebody aged 16 or over"
    COMPETENCE = "competence", "Competence of a child under 16"


class Conclusion(TextChoices):
    """What was found for one decision on one day."""

    NOT_IN_DOUBT = "not_in_doubt", "Has capacity: it was not in doubt"
    HAS = "has", "Has capacity for this decision"
    FLUCTUATES = "fluctuating", "Has capacity at some times"
    LACKS = "lacks", "Lacks capacity for this decision"
    COMPETENT = "competent", "Understands enough to decide this"
    NOT_COMPETENT = "not_competent", "Does not understand enough yet"

    @classmethod
    def of(cls, kind: str) -> list["Conclusion"]:
        """What can be found under one law."""
        young = (cls.COMPETENT, cls.NOT_COMPETENT)
        return [each for each in cls if (each in young) == (kind == AbilityKind.COMPETENCE)]


class AddressKind(TextChoices):
    """What somebody uses an address for."""

    HOME = "home", "Home"
    PART_TIME = "part_time", "Home for part of the time"
    TEMPORARY = "temporary", "Temporary"
    LETTERS = "letters", "For letters only"
    EARLIER = "earlier", "Earlier home"
