"""Time on a case that no contact tells of."""

from django.db.models import TextChoices


class TimeKind(TextChoices):
    """What time was spent on."""

    READING = "reading", "Reading and research"
    WRITING = "writing", "Letters and documents"
    PREPARING = "preparing", "Preparing for a meeting"
    LIAISON = "liaison", "Talking it over in the team"
    TRAVEL = "travel", "Travel"
    ADMIN = "admin", "Administration"
