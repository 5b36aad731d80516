"""What has to be done."""

from django.db.models import TextChoices


class TaskState(TextChoices):
    """Whether a task is still to be done."""

    OPEN = "open", "To do"
    DONE = "done", "Done"


class TaskKind(TextChoices):
    """What sort of thing a task is."""

    TASK = "task", "Task"
    CALL_BACK = "call_back", "Call back"
    SAFEGUARDING = "safeguarding", "Safeguarding question"
    REVIEW = "review", "Review"
    NOTICE = "notice", "To read"
