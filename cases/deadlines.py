"""Until when a family can ask for mediation, and until when it can appeal (law-and-practice §3.4), by months that are
settings."""

from datetime import date

from django.conf import settings

from teams.models.standing import months_after


def mediate_by(decided: date | None) -> date | None:
    """The last day to ask for mediation: two months after the decision letter."""
    return months_after(decided, settings.MEDIATION_MONTHS) if decided else None


def appeal_by(decided: date | None, certified: date | None) -> date | None:
    """The last day to appeal: two months after the decision letter or one after the certificate, whichever is later.
    Without the letter nobody can say."""
    if decided is None:
        return None
    last = months_after(decided, settings.APPEAL_MONTHS)
    return max(last, months_after(certified, settings.CERTIFICATE_MONTHS)) if certified else last
