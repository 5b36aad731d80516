"""Whom the duty to share information about a child names, and to whom an offence is reported (law-and-practice §2.4,
§2.6)."""

from django.db.models import TextChoices

from cases.vocabulary.sharing import PartyKind


class ListedBody(TextChoices):
    """Bodies of Children Act 2004 s.16LA(4): those of s.11(1), agencies that are designated, and whoever provides a
    service for one of them."""

    COUNCIL = "council", "A council: children’s services, education, housing"
    POLICE = "police", "The police"
    HEALTH = "health", "A body of the health service"
    JUSTICE = "justice", "Probation, youth justice, or a secure place"
    EDUCATION = "education", "A school, college, nursery or childminder"
    PROVIDER = "provider", "A service that one of these has arranged"

    @property
    def party(self) -> PartyKind:
        """What part it has, as the disclosure table tells them apart."""
        return PartyKind.POLICE if self == ListedBody.POLICE else PartyKind.SAFEGUARDING


# To whom a sexual offence against a child is reported: either will do, or both.
REPORTED_TO = {"police": "The police", "local_authority": "The council"}
