"""Getting the keys of concerns and packets: every call is an access event, or there are no keys (promise 3)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from audit.ledger import note
from audit.vocabulary import Verb
from foundation.rowsecurity.calls import call
from foundation.sealing.keyring import CONTENT, WrappedKey, keyring
from safeguarding.models import Concern, Packet


def open_for(verb: Verb, concerns: Iterable[Concern], *, shown: Iterable[Any] = (), page: str = "") -> None:
    """Record that these concerns, and the rows ``shown`` of them, are being looked at, and take their keys.

    Raises:
        django.db.ProgrammingError: when any of the concerns is not the actor's to see.
    """
    ids = [concern.pk for concern in concerns]
    rows = call("gate.open_concerns", verb.value, ids, [row.pk for row in shown], page)
    keyring().take([WrappedKey(*row) for row in rows], asked=[(pk, CONTENT) for pk in ids])
    note()


def open_to_change(concern: Concern, *, page: str = "") -> None:
    """Record that a concern is being changed, and take its key. Of two who change it at once the second waits here,
    before either holds anything that the other needs."""
    list(Concern.objects.select_for_update(no_key=True).filter(pk=concern.pk).values_list("pk"))
    open_for(Verb.CONCERN_CHANGED, [concern], page=page)


def mint_for(concern: Concern) -> None:
    """Make the data key of a concern that was just begun; the database records that it was."""
    key = keyring().mint(concern.pk, CONTENT)
    call("gate.add_concern_key", concern.pk, key.wrapped, key.number)
    note()


def give(packet: Packet, key: WrappedKey, until: datetime) -> None:
    """Store the key a packet was sealed under, and give its one senior manager sight of it until a time."""
    call("gate.give_packet", packet.pk, key.wrapped, key.number, until)
    note()


def give_again(packet: Packet, until: datetime) -> None:
    """Let the one senior manager see a packet once more, until a time; the key it was sealed under stays the same."""
    call("gate.put_packet_again", packet.pk, until)
    note()


def open_packets(packets: Iterable[Packet], *, page: str = "") -> None:
    """Record that a senior manager reads what was put to them, and take the packets' keys."""
    ids = [packet.pk for packet in packets]
    keyring().take(
        [WrappedKey(*row) for row in call("gate.open_packets", ids, page)], asked=[(pk, CONTENT) for pk in ids]
    )
    note()
