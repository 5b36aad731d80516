"""What somebody sent after their session had ended: sealed until they sign in again, given to nobody else (promise 9).

The form's own mark, signed for the person it was drawn for, says whose it is. The key is made for this one sending,
stands in the sign-in page that answers it, and is stored nowhere; the database hands what is sealed to that person.
"""

import json
import os
from dataclasses import asdict, dataclass
from typing import Self
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.rowsecurity.calls import call, call_one
from foundation.sealing.envelope import CannotOpen, Place, seal, unseal
from foundation.unfinished import is_id

HELD = "held"  # the hidden field of the sign-in page: which sending waits, and its key
KEY_BYTES = 32


@dataclass(frozen=True)
class Sending:
    """A form as it was sent: where it is, what was typed, and the mark of the draft that it went on with; ``sitting``
    and ``turn`` are the script's, by which this is known to come after the last save of the same page."""

    address: str
    typed: dict[str, list[str]]
    mark: str
    sitting: str = ""
    turn: int = 0


@dataclass(frozen=True)
class Ticket:
    """What the sign-in page carries."""

    id: UUID
    key: bytes

    @classmethod
    def new(cls) -> Self:
        """One for a sending that is about to be held."""
        return cls(uuid4(), os.urandom(KEY_BYTES))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The ticket in a page; anything else is none."""
        named, _, key = text.partition(".")
        try:
            made = cls(UUID(named), bytes.fromhex(key)) if is_id(named) else None
        except ValueError:
            return None
        return made if made and len(made.key) == KEY_BYTES else None

    def __str__(self) -> str:
        return f"{self.id}.{self.key.hex()}"

    def place(self, person: UUID) -> Place:
        """Where what is sealed belongs: to one sending of one person."""
        return Place("vault.held_form", "content", self.id, person)


def hold(sending: Sending, person: UUID) -> Ticket | None:
    """Seal what was sent for ``person``; None when the database holds no more for them."""
    ticket = Ticket.new()
    said = json.dumps(asdict(sending))
    blob = seal(said, key=AESGCM(ticket.key), version=1, place=ticket.place(person))
    return ticket if call_one("gate.hold_form", ticket.id, person, sending.address, blob) else None


def take(ticket: Ticket, person: UUID) -> Sending | None:
    """What waits under a ticket, if it is for ``person``, who is asking; it waits no longer."""
    for _, blob in call("gate.take_form", ticket.id):
        try:
            said = json.loads(unseal(bytes(blob), key=AESGCM(ticket.key), place=ticket.place(person)))
        except CannotOpen:
            return None
        return Sending(**said)
    return None
