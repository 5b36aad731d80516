"""Correcting what was recorded: its wording by its author for a few minutes, and by what is added to it afterwards."""

from collections.abc import Mapping

from django.db import DatabaseError

from audit.actions import action
from cases import keys
from cases.actions.tasks import locked
from cases.models import Case, Contact, ContactAddendum, as_seen
from cases.rules import TOO_LATE, may_add_to, may_correct
from foundation import clock
from foundation.verdict import Refused
from teams.models import User


@action
def correct_contact(*, by: User, case: Case, contact: Contact, texts: Mapping[str, str]) -> None:
    """Change the wording of a contact's texts; the database keeps the earlier wording, or refuses.

    Raises:
        Refused: when the person asking did not record it, or did so too long ago.
    """
    may_correct(by, contact).enforce()
    keys.open_to_change(case)
    contact = as_seen(Contact.objects.get(pk=contact.pk, case=locked(case)), contact, texts)
    may_correct(by, contact).enforce()
    changed = [name for name, text in texts.items() if text != _said(contact, name)]
    if not changed:
        return
    for name in changed:
        setattr(contact, name, texts[name])
    contact.corrected_at = clock.now()
    try:
        contact.save(update_fields=[*changed, "corrected_at"])
    except DatabaseError as late:  # by the database's clock, which decides
        raise Refused(TOO_LATE) from late


@action
def add_to_contact(*, by: User, case: Case, contact: Contact, text: str) -> ContactAddendum:
    """Add something to a contact that corrects or completes it; what was recorded stays as it is (R-C9-3).

    Raises:
        Refused: when the person asking may not work on the case, or the contact was moved to another.
    """
    may_add_to(by, case, contact).enforce()
    keys.open_to_change(case)
    made = ContactAddendum.of(case, contact=contact, text=text, recorded_at=clock.now(), recorded_by=by)
    made.save(force_insert=True)
    return made


def _said(contact: Contact, name: str) -> str:
    value = getattr(contact, name)
    return value.reveal() if value is not None else ""
