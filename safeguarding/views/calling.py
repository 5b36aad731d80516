"""The concern that a call left about a colleague, raised in the save of the call (§4.6)."""

from collections.abc import Sequence

from django.urls import reverse

from cases.forms import AboutColleague
from cases.models import Contact
from safeguarding import actions
from safeguarding.views.raising import source_of
from safeguarding.vocabulary import Subject, Urgency
from teams.models import User

UNKNOWN = "Somebody who works here: not known who"


class RaisedInCall:
    """Fills the place that the form of a contact keeps for it."""

    urgencies: Sequence[tuple[str, str]] = Urgency.choices

    def raise_apart(self, *, by: User, contact: Contact, about: AboutColleague) -> str:
        """Raise it, kept from the colleague; the address of its page."""
        said = actions.NewConcern(
            aware_at=contact.happened_at,
            subject=Subject.STAFF,
            urgency=about.urgency,
            worry=about.worry,
            about=str(about.colleague or UNKNOWN),
            contact=contact,
            accused=about.colleague,
            apart=True,
            more={"source": source_of(contact)},
        )
        made = actions.raise_concern(by=by, case=contact.case, said=said)
        return reverse("safeguarding:concern", args=[made.case_id, made.pk])
