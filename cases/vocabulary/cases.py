"""What a case is, where it stands and who may see it."""

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
    PROFESSIONAL = "professional", "A professional who names nobody"

    @classmethod
    def nameless(cls) -> frozenset[str]:
        """Kinds that hold no field that says who a family is, and never may (R-C1-2)."""
        return frozenset({cls.ANONYMOUS, cls.PROFESSIONAL})


class Status(TextChoices):
    """Where a case stands."""

    OPEN = "open", "Open"
    INACTIVE = "inactive", "Inactive"
    CLOSED = "closed", "Closed"
