"""Getting the keys of what is not a case's: every call that gives one is an access event (promise 3)."""

from collections.abc import Iterable

from audit.ledger import note
from consent.models import Arrival, DemandSheet, Enquiry, QuarantineDecision
from foundation.rowsecurity.calls import call
from foundation.sealing.keyring import CONTENT, WrappedKey, keyring


def mint_for(row: Enquiry | Arrival | QuarantineDecision | DemandSheet) -> WrappedKey:
    """Make the data key of a row that is being written down, to seal it by.

    Raises:
        CannotOpen: when the key provider cannot wrap.
    """
    return keyring().mint(row.pk, CONTENT)


def keep_enquiry_key(enquiry: Enquiry, key: WrappedKey) -> None:
    """Store the key of an enquiry that was written down, and put it out of hand: whoever wrote it does not read it."""
    call("gate.add_enquiry_key", enquiry.pk, key.wrapped, key.number)
    keyring().forget(enquiry.pk, CONTENT)


def open_enquiries(enquiries: Iterable[Enquiry], *, page: str) -> None:
    """Record that a manager reads who asked about families, and take their keys.

    Raises:
        django.db.ProgrammingError: when any of them is not the actor's to read.
    """
    ids = [enquiry.pk for enquiry in enquiries]
    rows = call("gate.open_enquiries", ids, page)
    keyring().take([WrappedKey(*row) for row in rows], asked=[(pk, CONTENT) for pk in ids])
    note()


def keep_incoming_key(row: Arrival | QuarantineDecision, key: WrappedKey) -> None:
    """Store the key of something that arrived, or of a decision about it, and put it out of hand."""
    call("gate.add_incoming_key", row.pk, key.wrapped, key.number)
    keyring().forget(row.pk, CONTENT)


def open_incoming(arrivals: Iterable[Arrival], decisions: Iterable[QuarantineDecision] = (), *, page: str) -> None:
    """Record that what arrived is read, with what was decided about it, and take the keys of both.

    Raises:
        django.db.ProgrammingError: when any of them is not the actor's to read.
    """
    ids, decided = [row.pk for row in arrivals], [row.pk for row in decisions]
    rows = call("gate.open_incoming", ids, decided, page)
    keyring().take([WrappedKey(*row) for row in rows], asked=[(pk, CONTENT) for pk in (*ids, *decided)])
    note()


def give_sheet(sheet: DemandSheet, key: WrappedKey) -> None:
    """Store the key a sheet was sealed under, and give its one reader sight of it, until the database says."""
    call("gate.give_sheet", sheet.pk, key.wrapped, key.number)
    note()


def open_sheets(sheets: Iterable[DemandSheet], *, page: str) -> None:
    """Record that sheets are read, by information governance or by the team, and take their keys.

    Raises:
        django.db.ProgrammingError: when any of them is not the actor's to read.
    """
    ids = [sheet.pk for sheet in sheets]
    rows = call("gate.open_sheets", ids, page)
    keyring().take([WrappedKey(*row) for row in rows], asked=[(pk, CONTENT) for pk in ids])
    note()
