"""What somebody outside the service is shown: which discussions wait for their word, and what they have answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation import clock
from foundation.components.words import gb_date, gb_datetime
from foundation.rowsecurity.calls import call
from safeguarding.actions.steps import calendar
from safeguarding.models import Packet, PacketReceipt, RotaSlot
from safeguarding.presenting.around import called, time_words
from safeguarding.presenting.boards import word_due
from safeguarding.vocabulary import Mode


@dataclass(frozen=True)
class PutTo:
    """One discussion that waits for the person's word; nothing of the case or of the family."""

    packet: UUID
    held_at: datetime
    mode: str
    worker: str
    service: str
    given_at: datetime
    asks: bool  # for their word on it; else it is theirs to read
    due_at: datetime | None = None  # by when their word on it is asked for

    @property
    def is_late(self) -> bool:
        """Whether their word is waited for longer than it should be: they are reminded here, and nowhere by name."""
        return self.due_at is not None and self.due_at < clock.now()

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("safeguarding:packet", args=[self.packet])

    @property
    def words(self) -> str:
        """Which conversation it was."""
        how = Mode(self.mode).label.lower()
        return f"With {self.worker} of {self.service} on {gb_datetime(self.held_at)} ({how})"


def put_to_me() -> list[PutTo]:
    """The discussions that wait for the word of whoever asks, oldest first."""
    return [PutTo(*row) for row in call("gate.packets_put_to_me")]


def late_first(rows: Iterable[PutTo], packets: Iterable[Packet]) -> list[PutTo]:
    """The same with the time by which their word is asked for, what is late first."""
    put = list(packets)
    counted = calendar() if put else None
    due = {packet.pk: word_due(packet, counted) for packet in put} if counted else {}
    dated = [replace(each, due_at=due.get(each.packet)) if each.asks else each for each in rows]
    return sorted(dated, key=lambda each: (not each.is_late, each.held_at))


def outside(put: list[PutTo], turns: Iterable[RotaSlot], receipts: Iterable[PacketReceipt]) -> dict[str, Any]:
    """What the home page of somebody outside the service shows."""
    return {
        "put_to": put,
        "receipts": [receipt_words(receipt) for receipt in receipts],
        "my_turns": [f"{called(turn.position)}: {time_words(turn.starts_at, turn.ends_at)}" for turn in turns],
    }


def receipt_words(receipt: PacketReceipt) -> str:
    """A receipt, in which nobody can be recognised."""
    answer = "you remember it differently" if receipt.differently else "it is as it was written down"
    return f"Discussion of {gb_date(receipt.discussed_on)}: you said on {gb_date(receipt.answered_on)} that {answer}"
