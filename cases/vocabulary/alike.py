"""What was found to be alike in two files, and what somebody thought of it."""

from django.db.models import TextChoices


class Likeness(TextChoices):
    """What two people of two files have in common."""

    NAME = "name", "The same name"
    NUMBER = "number", "The same telephone number"


class AlikeAnswer(TextChoices):
    """Whether they are one."""

    SAME = "same", "Yes, and both files stay"
    OTHER = "other", "No: they are different people"


class Brought(TextChoices):
    """What went from one file to another when they were made one."""

    CONTACT = "contact", "Contact"
    TASK = "task", "Task"
    PERSON = "person", "Person"
    POINT = "point", "Way to reach somebody"
