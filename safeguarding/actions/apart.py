"""A worry that proves to be about a colleague leaves the contact that it was recorded with (§4.6)."""

import json

from cases import keys as case_keys
from cases.actions.access import sealed
from cases.actions.tasks import keep_next_due, locked
from cases.models import Contact, Task
from cases.presenting import text_of
from cases.rules import TOO_LATE
from cases.vocabulary import TaskKind
from foundation.rowsecurity.calls import call, refusing
from safeguarding.models import Concern
from teams.models import User

MOVED = ("summary", "advice_given", "told_about_family")
READ = "Read what {by} recorded"


def as_recorded(contact: Contact) -> str:
    """All that a contact says in words, for the concern that they move into; needs the case's key."""
    return "\n\n".join(filter(None, (text_of(getattr(contact, name)) for name in MOVED)))


def take_words_apart(by: User, concern: Concern, contact: Contact, leaves: str) -> None:
    """Leave with the contact what anybody may read, "No" for its answer, and no task that says otherwise; for an action
    that holds the concern's key.

    Raises:
        Refused: when it is too late to change what the contact says.
    """
    case_keys.open_to_change(concern.case)
    case = locked(concern.case)
    tasks = Task.objects.filter(contact=contact, kind=TaskKind.SAFEGUARDING)
    titles = {str(task.pk): (sealed(task, title=READ.format(by=by))["title"] or b"").hex() for task in tasks}
    summary = sealed(contact, summary=leaves)["summary"]
    with refusing({"55000": TOO_LATE}):
        call("gate.take_words_apart", concern.pk, summary, json.dumps(titles))
    concern.said_apart = True
    keep_next_due(case)
