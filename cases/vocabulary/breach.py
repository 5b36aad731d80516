"""What managers say of a breach: what they do about it, how it is contained, and what it can do to somebody."""

from django.db.models import TextChoices


class BreachMove(TextChoices):
    """One thing that a manager writes down of a breach."""

    CONTAIN = "contain", "Say what was done to contain it"
    DECIDE = "decide", "Weigh the risk, and decide"
    REPORT = "report", "Record that it was reported"
    TELL = "tell", "Record that they were told"
    CLOSE = "close", "Close it"


class Contained(TextChoices):
    """What became of what had gone."""

    CAME_BACK = "came_back", "It came back to us"
    DESTROYED = "destroyed", "They destroyed it"
    FORGOTTEN = "forgotten", "It was said aloud, and they have agreed to say no more of it"
    WITH_THEM = "with_them", "They still have it, or have passed it on"
    NOT_KNOWN = "not_known", "Nobody knows yet"


class Likelihood(TextChoices):
    """How likely it is that somebody is harmed, the least likely first."""

    UNLIKELY = "unlikely", "Unlikely"
    POSSIBLE = "possible", "Possible"
    LIKELY = "likely", "Likely"


class Severity(TextChoices):
    """How bad the harm would be, the lightest first."""

    SLIGHT = "slight", "Slight: nothing that they would notice for long"
    REAL = "real", "Real: distress, a dispute, something lost"
    SERIOUS = "serious", "Serious: their safety, their home or their child"


class Risk(TextChoices):
    """What article 33 and article 34 of the UK GDPR ask about: the likelihood and the harm together."""

    LOW = "low", "Unlikely to put anybody at risk"
    RISK = "risk", "May put somebody at risk"
    HIGH = "high", "A high risk to somebody"


class SafetyAnswer(TextChoices):
    """Whether somebody in the family is in danger from somebody who may learn of it (domestic abuse)."""

    NO = "no", "No"
    YES = "yes", "Yes"
    NOT_KNOWN = "not_known", "Not known"


class WhyNotTold(TextChoices):
    """Why the person whose confidence it was is not told."""

    KNOWS = "knows", "They know it already"
    WOULD_HARM = "would_harm", "Telling them would put somebody at risk"
    STOPPED = "stopped", "What was done since means that no harm is likely any more"
    HARMLESS = "harmless", "It is unlikely to harm them"


class ReportedTo(TextChoices):
    """Who was told of the breach."""

    GOVERNANCE = "governance", "The council’s data protection officer"
    REGULATOR = "regulator", "The Information Commissioner, through the data protection officer"
