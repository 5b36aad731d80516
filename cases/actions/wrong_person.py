"""A contact that was recorded on the wrong case goes to the right one, with all that hangs on it."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db.models import Max

from audit.actions import action
from cases import keys
from cases.actions.tasks import keep_next_due, write_task
from cases.actions.worries import manager_of
from cases.models import Case, Contact, ContactAddendum, ContactVersion, Task
from cases.models.part import CasePart
from cases.rules import may_move_contact
from cases.vocabulary import TaskKind
from foundation import clock
from foundation.rowsecurity.calls import call
from foundation.sealing.fields import SealedTextField
from foundation.working_days import next_working_day
from teams.models import User

NOTICE = "{by} moved a contact recorded here by mistake. Check whether anybody acted on it or raised a concern"


@action
def move_contact(*, by: User, case: Case, contact: Contact, to: Case) -> Contact:
    """Seal a contact, what was added to it and its tasks anew under the right case, and leave word that names neither
    what was said nor whose it was. The team's manager is told.

    Raises:
        Refused: when the person asking may not work on both cases, they are of two teams, or it was moved already.
        CannotOpen: when a text of it does not open, so that it cannot be sealed anew.
    """
    may_move_contact(by, contact, case, to).enforce()
    keys.open_to_change(case, page="a contact was moved away")
    keys.open_to_change(to, page="a contact was moved here")
    case, to = held(case, to)
    contact = Contact.objects.select_related("moved_away_by").get(pk=contact.pk, case=case)
    may_move_contact(by, contact, case, to).enforce()
    twin = Contact(id=uuid4(), case=to)
    said = carried(contact, twin)
    call("gate.move_contact", contact.pk, to.pk, twin.pk, json.dumps(said["texts"]), json.dumps(said["parts"]))
    for each in (case, to):
        keep_true(each)
    due = next_working_day(clock.today())
    write_task(case, by, NOTICE.format(by=by), due, manager_of(case) or by, kind=TaskKind.NOTICE)
    return Contact.objects.get(pk=twin.pk)


def carried(old: Contact, twin: Contact) -> dict[str, Any]:
    """One contact with all that hangs on it, sealed where ``twin`` stands."""
    return {
        "new": str(twin.pk),
        "texts": texts_under(old, twin),
        "parts": {
            "versions": sealed_anew(ContactVersion.objects.filter(contact=old), case=twin.case, contact=twin),
            "addenda": sealed_anew(ContactAddendum.objects.filter(contact=old), case=twin.case),
            "tasks": sealed_anew(Task.objects.filter(contact=old), case=twin.case),
        },
    }


def held(*cases: Case) -> list[Case]:
    """The cases as they stand, held until the action ends; in one order, so that no two wait for each other."""
    rows = Case.objects.select_for_update(no_key=True).filter(pk__in=[case.pk for case in cases]).order_by("pk")
    found = {case.pk: case for case in rows}
    return [found[case.pk] for case in cases]


def sealed_anew(rows: Iterable[CasePart], **place: Any) -> dict[str, dict[str, str | None]]:
    """Each row's texts as they are sealed in their new place, by the row's id, which stays."""
    return {str(row.pk): texts_under(row, type(row)(id=row.pk, **place)) for row in rows}


def texts_under(row: CasePart, twin: CasePart) -> dict[str, str | None]:
    """The texts of ``row`` sealed where ``twin`` stands, as PostgreSQL writes bytes."""
    sealed: dict[str, str | None] = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedTextField):
            value = getattr(row, field.attname)
            setattr(twin, field.attname, value.reveal() if value is not None else "")
            now = getattr(twin, field.attname)
            sealed[str(field.column)] = None if now is None else f"\\x{now.blob.hex()}"
    return sealed


def keep_true(case: Case) -> None:
    """What lists sort and filter by, after contacts and tasks have come or gone."""
    contacts = Contact.objects.filter(case=case, moved_away_at=None)
    latest = contacts.aggregate(latest=Max("happened_at"))["latest"] or case.opened_at
    if latest != case.last_contact_at:
        case.last_contact_at = latest
        case.save(update_fields=["last_contact_at"])
    keep_next_due(case)
