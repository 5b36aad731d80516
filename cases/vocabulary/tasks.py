"""What has to be done."""

from django.db.models import TextChoices


class TaskState(TextChoices):
    """Whether a task is still to be done."""

    OPEN = "open", "To do"
    DONE = "done", "Done"
