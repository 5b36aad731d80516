"""Why a colleague is kept from a case, what follows from it, and how it came to be known."""

from django.db.models import TextChoices


class ConflictKind(TextChoices):
    """What the colleague is to somebody in the case."""

    FAMILY = "family", "Family"
    OWN_CHILD = "own_child", "Their own child"
    FRIEND = "friend", "Friend"
    NEIGHBOUR = "neighbour", "Neighbour"
    EX_PARTNER = "ex_partner", "Former partner"
    FORMER_EMPLOYER = "former_employer", "Worked for somebody involved"
    SCHOOL_GOVERNOR = "school_governor", "Governor of the school"
    PROFESSIONAL_ROLE = "professional_role", "Another professional role"
    FINANCIAL = "financial", "Money"
    OTHER = "other", "Something else"


class Mitigation(TextChoices):
    """What follows from a conflict of interest."""

    BLOCK = "block", "Keep them from the case"
    SUPERVISED = "supervised", "They may work on it under supervision"
    NONE = "none", "Nothing: it is written down"


class WallKind(TextChoices):
    """Why two files are kept apart."""

    SEPARATED_PARENTS = "separated_parents", "Parents who have separated"
    YOUNG_PERSON = "young_person", "A parent and a young person"
    OTHER = "other", "Another reason"


class Side(TextChoices):
    """Which of two files somebody works on."""

    FIRST = "first", "The first file"
    SECOND = "second", "The second file"
    NEITHER = "neither", "Neither of them"
    BOTH = "both", "Both of them"


class Origin(TextChoices):
    """How a conflict came to be known."""

    MANAGER = "manager", "Recorded by a manager"
    DECLARED = "declared", "Declared by themselves"
    RELATIVE = "relative", "Matched somebody they wrote down"
