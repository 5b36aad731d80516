"""What becomes of a message that somebody left for the team."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    """How a message ended."""

    CALLED_BACK = "called_back", "They were called back"
    NOT_REACHED = "not_reached", "Nobody was reached, and we stop trying"
    NOT_NEEDED = "not_needed", "They need no call any more"
