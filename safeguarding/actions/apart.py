"""A worry that proves to be about a colleague leaves its contact, however old that is (§4.6)."""

import json

from audit.actions import action
from cases import keys as case_keys
from cases.actions.access import sealed
from cases.actions.tasks import keep_next_due, locked
from cases.models import Contact, ContactAddendum, Task
from cases.presenting import text_of
from cases.vocabulary import TaskKind
from foundation.rowsecurity.calls import NOT_SO, call, refusing
from safeguarding import keys
from safeguarding.actions.steps import held, write_down
from safeguarding.models import Concern
from safeguarding.rules import may_take_apart
from teams.models import User

MOVED = ("summary", "advice_given", "signposted_to", "told_about_family")
READ = "Read what {by} recorded"
APART = "safeguarding:apart"  # a look that goes out of sight with the concern, as its pages do
ADDED = "See the contact."  # what was added to it later says no more than that
THEIRS = "This contact cannot say anything else: whoever it is about recorded it, or its words were taken out already."
MEANWHILE = "Somebody has added to the contact meanwhile. Read it again, and move its words then."


def as_recorded(contact: Contact) -> str:
    """All that a contact says in words, what was added later with it, for the concern that they move into; needs the
    case's key."""
    added = ContactAddendum.objects.filter(contact=contact).order_by("recorded_at", "pk")
    said = [text_of(getattr(contact, name)) for name in MOVED] + [text_of(each.text) for each in added]
    return "\n\n".join(filter(None, said))


@action
def take_apart(*, by: User, concern: Concern, leaves: str) -> None:
    """Move into a concern what its contact says, and leave there what anybody may read.

    Raises:
        Refused: when it is not theirs to do, or the contact is whoever's it is about.
    """
    keys.open_to_change(concern)
    contact: Contact | None = concern.contact
    may_take_apart(by, concern.case, contact).enforce()
    assert contact is not None  # noqa: S101 -- asked in the line before
    case_keys.open_to_change(concern.case, page=APART)
    locked(concern.case)  # before the concern, as a referral does: two who wait for each other would both be refused
    now = Concern.objects.get(pk=concern.pk)
    facts = filter(None, (text_of(now.facts), as_recorded(contact)))
    write_down(held(concern), {"facts": "\n\n".join(facts)})
    take_words_apart(by, concern, contact, leaves)


def take_words_apart(by: User, concern: Concern, contact: Contact, leaves: str) -> None:
    """Leave with the contact what anybody may read, "No" for its answer, and no task that says otherwise; for an action
    that holds the concern's key and the case's.

    Raises:
        Refused: when its words have to stay, or somebody added to them meanwhile.
    """
    case = locked(concern.case)
    tasks = Task.objects.filter(contact=contact, kind=TaskKind.SAFEGUARDING)
    added = ContactAddendum.objects.filter(contact=contact)
    rest = {str(task.pk): sealed(task, title=READ.format(by=by))["title"] for task in tasks}
    rest |= {str(each.pk): sealed(each, text=ADDED)["text"] for each in added}
    summary = sealed(contact, summary=leaves)["summary"]
    with refusing({NOT_SO: THEIRS, "55000": MEANWHILE}):
        instead = {pk: (text or b"").hex() for pk, text in rest.items()}
        call("gate.take_words_apart", concern.pk, summary, json.dumps(instead))
    concern.said_apart = True
    keep_next_due(case)
