"""Messages left for the team, and who calls back."""

from datetime import datetime

from audit.actions import action, record
from audit.vocabulary import Verb
from cases import keys, rules
from cases.models import Contact, Message
from cases.rules import may_call_back, may_put_back, may_take
from cases.vocabulary import ContactType, Outcome
from foundation import clock
from teams.models import Team, User


@action
def leave_message(
    *,
    by: User,
    team: Team,
    caller: str,
    about: str,
    promised_at: datetime,
    telephone: str = "",
    may_leave_message: bool = False,
    for_whom: User | None = None,
) -> None:
    """Leave a message for a team, under a key of its own. Gives nothing back: whoever leaves it cannot read it.

    Raises:
        Refused: when the person asking takes no messages for the team.
    """
    rules.may_leave_message(by, team).enforce()
    message = Message(
        team=team,
        recorded_by=by,
        recorded_at=clock.now(),
        may_leave_message=may_leave_message,
        for_whom=for_whom,
        promised_at=promised_at,
    )
    key = keys.mint_for_message(message)
    message.caller, message.telephone, message.about = caller, telephone, about
    message.save(force_insert=True)
    keys.keep_message_key(message, key)


@action
def take_message(*, by: User, message: Message) -> None:
    """Take a message; of two who do at once, one has it and the other is told who.

    Raises:
        Refused: when the person asking does not work in the team, or somebody else has taken or finished it.
    """
    message = _held(by, message)
    may_take(by, message).enforce()
    message.taken_by, message.taken_at = by, message.taken_at or clock.now()
    message.save(update_fields=["taken_by", "taken_at"])


@action
def release_message(*, by: User, message: Message) -> None:
    """Put a message into the queue again, whoever has it: nobody who is called away holds it up.

    Raises:
        Refused: when the person asking does not work in the team, or it is finished.
    """
    message = _held(by, message)
    may_put_back(message).enforce()
    message.taken_by = message.taken_at = None
    message.save(update_fields=["taken_by", "taken_at"])


@action
def message_not_reached(*, by: User, message: Message) -> None:
    """Record that nobody was reached; the message waits again.

    Raises:
        Refused: when the person asking does not work in the team, or somebody else has taken or finished it.
    """
    message = _held(by, message)
    may_take(by, message).enforce()
    message.taken_by, message.taken_at, message.tried_at = None, None, clock.now()
    message.tries += 1
    message.save(update_fields=["taken_by", "taken_at", "tries", "tried_at"])


@action
def close_message(*, by: User, message: Message, outcome: str) -> None:
    """Finish a message: they were called back, need no call any more, or were never reached.

    Raises:
        Refused: when the person asking does not work in the team, or somebody else has taken or finished it.
    """
    message = _held(by, message)
    may_take(by, message).enforce()
    message.done_by, message.done_at, message.outcome = by, clock.now(), Outcome(outcome)
    message.save(update_fields=["done_by", "done_at", "outcome"])


def answer_message(by: User, message: Message, contact: Contact) -> None:
    """Finish the message that a recorded call answers, or put it back when nobody was reached; for an action."""
    if contact.contact_type in ContactType.nobody_reached():
        message_not_reached(by=by, message=message)
    else:
        close_message(by=by, message=message, outcome=Outcome.CALLED_BACK)


def _held(by: User, message: Message) -> Message:
    """The message as it stands, held until the action ends, if the person works in its team; that it is being changed
    is on the record."""
    may_call_back(by, message).enforce()
    record(Verb.CHANGED, shown=[message.pk], teams=[message.team_id])
    # Nothing joined: after waiting for somebody else, only the locked row itself is read again as it now stands.
    held: Message = Message.objects.select_for_update().get(pk=message.pk)
    return held
