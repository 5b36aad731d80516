"""Getting the keys of cases: every call here is an access event, or there are no keys (promise 3).

Each function calls one definer function of the database, which authorises, writes the event and returns the wrapped
keys in one round trip.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from audit.ledger import note
from audit.models import AccessEvent
from audit.vocabulary import Verb
from cases.models import Case, Draft, Message, Person
from foundation.rowsecurity.calls import call, call_one
from foundation.rowsecurity.context import current_actor
from foundation.rowsecurity.prepared import AndFound, Given, PreparedWithCall
from foundation.sealing.keyring import CONTENT, SEARCH, WrappedKey, keyring

TOKENS = UUID("0b11d70c-e5a7-4c1e-8f00-6d61746368e5")  # the scope of all blind tokens


def _take(rows: Iterable[tuple[Any, ...]], *asked: tuple[UUID | None, str]) -> None:
    keyring().take([WrappedKey(*row) for row in rows], asked=asked)
    note()


def open_for(verb: Verb, cases: Iterable[Case], *, shown: Iterable[Any] = (), page: str = "") -> None:
    """Record that these cases, and the rows ``shown`` of them, are being looked at, and take their content keys.

    Raises:
        django.db.ProgrammingError: when any of the cases is not the actor's to see.
    """
    ids = list(dict.fromkeys(case.pk for case in cases))
    _take(
        call("gate.open_cases", verb.value, ids, [CONTENT], [row.pk for row in shown], page),
        *((pk, CONTENT) for pk in ids),
    )


def open_with_confiders(
    verb: Verb, cases: Iterable[Case], *, shown: Iterable[Any] = (), page: str = ""
) -> dict[UUID, Person]:
    """Who confides in each of these cases, to be shown by name: recorded, and keys taken, as by ``open_for``.

    A case that nobody confides in has no entry. Of several, whoever was recorded first.

    Raises:
        django.db.ProgrammingError: when any of the cases is not the actor's to see.
    """
    ids = list(dict.fromkeys(case.pk for case in cases))
    people, handed = _CONFIDERS(verb.value, ids, [row.pk for row in shown], page)
    _take(handed, *((pk, CONTENT) for pk in ids))
    return {each.case_id: each for each in sorted(people, key=lambda each: (each.recorded_at, each.pk), reverse=True)}


def confiders() -> QuerySet[Person]:
    """Whoever confides in the cases that are asked about: what names somebody, of sixty columns."""
    theirs = Person.objects.filter(case__among=Given(lambda _verb, cases, *_: cases), is_confider=True)
    return theirs.only("case", "role", "given_name", "family_name", "recorded_at")


# Who is named comes with the keys to do it: one question, not two.
_CONFIDERS = PreparedWithCall(
    confiders,
    "gate.open_cases",
    Given(lambda verb, *_: verb),
    Given(lambda _verb, cases, *_: cases),
    Given(lambda *_: [CONTENT]),
    AndFound(lambda _verb, _cases, shown, _page: shown),
    Given(lambda *asked: asked[-1]),
    matching=("case_id", "scope"),
)


def open_to_change(case: Case, *, page: str = "") -> None:
    """Record that a case is being changed, and take its content and search keys."""
    _take(
        call("gate.open_cases", Verb.CHANGED.value, [case.pk], [CONTENT, SEARCH], [], page),
        (case.pk, CONTENT),
        (case.pk, SEARCH),
    )


def open_with_looks(
    case: Case, *, shown: Iterable[Any], before: datetime | None, most: int, page: str, edge: UUID | None = None
) -> list[AccessEvent]:
    """Record that somebody reads who has looked at a case, take its content keys, and return ``most`` looks, newest
    first, from ``before`` backwards (None: from now); with ``edge``, from that look of the very same moment.

    Raises:
        django.db.ProgrammingError: when the case's looks are not the actor's to read.
    """
    open_for(Verb.LOOKS_READ, [case], shown=shown, page=page)
    return [AccessEvent.from_row(row) for row in call("gate.looks_at", case.pk, before, most, edge)]


def mint_for(case: Case) -> None:
    """Make the two data keys of a new case and store them wrapped; the database records that the case was opened.

    Raises:
        CannotOpen: when the key provider cannot wrap.
    """
    ring = keyring()
    content, search = ring.mint(case.pk, CONTENT), ring.mint(case.pk, SEARCH)
    call("gate.add_case_keys", case.pk, content.wrapped, search.wrapped, content.number)
    note()


def open_own(verb: Verb, *, page: str = "") -> None:
    """Take the key of what the person keeps for themselves, making it the first time."""
    _take(call("gate.open_own", verb.value, page))
    actor = current_actor()
    if actor is not None and not keyring().has(actor, CONTENT):
        key = keyring().mint(actor, CONTENT)
        if not call_one("gate.add_own_key", key.wrapped, key.number):  # another tab was first: use what it made
            keyring().forget(actor, CONTENT)
            _take(call("gate.open_own", verb.value, page))


def blind(texts: Iterable[str]) -> list[bytes]:
    """Digests by which equal names and numbers are found, and nothing else is; where a look is on record already."""
    told = sorted(set(texts))
    if told and not keyring().has(TOKENS, SEARCH):
        _take_token_key()
    return [keyring().blind(TOKENS, SEARCH, text) for text in told]


def _take_token_key() -> None:
    """The one key of all digests, made the first time."""
    keyring().take([WrappedKey(*row) for row in call("gate.token_key")], asked=((TOKENS, SEARCH),))
    if not keyring().has(TOKENS, SEARCH):
        key = keyring().mint(TOKENS, SEARCH)
        if not call_one("gate.add_token_key", key.wrapped, key.number):  # somebody was first: use what they made
            keyring().forget(TOKENS, SEARCH)
            keyring().take([WrappedKey(*row) for row in call("gate.token_key")], asked=((TOKENS, SEARCH),))


def open_search(*, page: str = "") -> UUID:
    """Begin a search: its event names the teams, and the keys are taken. Name the hits before the request ends."""
    event: UUID = call_one("gate.begin_search", page)
    _take(call("gate.search_keys", event), (None, SEARCH))
    return event


def name_hits(event: UUID, shown: Iterable[UUID]) -> None:
    """Complete the search's event with the ids of the hits that are shown."""
    call("gate.name_hits", event, list(shown))


def mint_for_message(message: Message) -> WrappedKey:
    """Make the data key of a message that is being left, to seal it by.

    Raises:
        CannotOpen: when the key provider cannot wrap.
    """
    return keyring().mint(message.pk, CONTENT)


def keep_message_key(message: Message, key: WrappedKey) -> None:
    """Store the key of a message that was written, and put it out of hand: whoever left it does not read it."""
    call("gate.add_message_key", message.pk, key.wrapped, key.number)
    keyring().forget(message.pk, CONTENT)


def open_messages(messages: Iterable[Message], *, page: str) -> None:
    """Record that messages left for the team are being read, and take their keys.

    Raises:
        django.db.ProgrammingError: when any of them is not the actor's to read.
    """
    ids = [message.pk for message in messages]
    _take(call("gate.open_messages", ids, page), *((pk, CONTENT) for pk in ids))


def open_draft(draft: Draft, verb: Verb, *, page: str = "") -> None:
    """Record that a draft is read or written on, and take its key.

    Raises:
        django.db.ProgrammingError: when it is not the actor's.
    """
    _take(call("gate.open_draft", verb.value, draft.pk, page), (draft.pk, CONTENT))


def open_drafts(drafts: Iterable[Draft], *, page: str) -> None:
    """Record that these drafts are read in a list of them, in one event, and take their keys.

    Raises:
        django.db.ProgrammingError: when any of them is not the actor's.
    """
    ids = [draft.pk for draft in drafts]
    if ids:
        _take(call("gate.open_drafts", ids, page), *((pk, CONTENT) for pk in ids))


def begin_draft(draft: Draft, text: str) -> str:
    """Seal a new draft under a key of its own and store both; on the record.

    Returns:
        "begun"; or "ended", when that form was sent or discarded meanwhile; or "taken", when the id is in use.
    """
    key = keyring().mint(draft.pk, CONTENT)
    draft.content = text
    where = (draft.pk, draft.case_id, draft.team_id, draft.address, draft.kind)
    how = (draft.content.blob, draft.parked, draft.sitting, draft.turn, key.wrapped, key.number)
    became: str = call_one("gate.begin_draft", *where, *how, draft.kept_from_id, draft.other_case_id)
    if became != "begun":
        keyring().forget(draft.pk, CONTENT)
    note()
    return became


def keep_draft(draft: Draft, *, seen: int) -> int | None:
    """Store what a draft now holds, if no other page saved it since ``seen``: its number of saves, or None."""
    how = (draft.content.blob, draft.parked, draft.sitting, draft.turn, draft.kept_from_id, draft.other_case_id)
    saves: int | None = call_one("gate.keep_draft", draft.pk, seen, draft.case_id, draft.team_id, *how)
    return saves


def end_draft(draft: UUID) -> None:
    """Destroy a draft with its key, if it is the actor's; a save of it that comes later finds it ended."""
    call("gate.end_draft", draft)
