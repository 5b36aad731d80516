"""Who the people of a case are, and how they are reached."""

from django.db.models import TextChoices


class PersonRole(TextChoices):
    """Who a person is in the case."""

    PARENT = "parent", "Parent or carer"
    CHILD = "child", "Child"
    YOUNG_PERSON = "young_person", "Young person"
    UNBORN = "unborn", "Unborn child"
    OTHER = "other", "Somebody else"

    @classmethod
    def children(cls) -> frozenset[str]:
        """Whose needs and education the work is about."""
        return frozenset({cls.CHILD, cls.YOUNG_PERSON, cls.UNBORN})


class Sex(TextChoices):
    """Sex, by the Department for Education's codes."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Not known"


class AgeBand(TextChoices):
    """About how old somebody is, when the day of birth is not known."""

    UNDER_16 = "0_15", "Under 16"
    YOUNG = "16_24", "16 to 24"
    TWENTIES = "25_34", "25 to 34"
    THIRTIES = "35_44", "35 to 44"
    FORTIES = "45_54", "45 to 54"
    FIFTIES = "55_64", "55 to 64"
    OLDER = "65_up", "65 or over"


class DeathKnown(TextChoices):
    """How it is known that somebody has died."""

    FAMILY = "family", "Their family told us"
    PROFESSIONAL = "professional", "A professional told us"
    DOCUMENT = "document", "We saw a certificate, a notice or a letter"
    OTHERWISE = "otherwise", "Otherwise"


class RiskKind(TextChoices):
    """Why staff take care with somebody."""

    VIOLENCE = "violence", "Violence or threats"
    HARASSMENT = "harassment", "Harassment of staff"
    ANIMAL = "animal", "A dangerous animal"
    OTHERS = "others", "Somebody else who may be there"
    ALLEGATIONS = "allegations", "Do not see them alone"
    OTHER = "other", "Something else"


class PrivacyMethod(TextChoices):
    """How the privacy notice was explained."""

    SPOKEN = "spoken", "Read out or explained"
    SENT = "sent", "Sent to them"
    GIVEN = "given", "Handed over"


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
