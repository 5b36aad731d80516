"""Who the people of a case are, and how they are reached."""

from django.db.models import TextChoices


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
