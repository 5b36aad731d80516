"""The proof of a disclosure that rests on a concern: the database decides again from what it knows itself."""

from django.db import Error, transaction

from cases.actions.sharing import NewDisclosure
from cases.disclosure import SharingBasis
from cases.vocabulary.sharing import Basis, BasisKind
from foundation.rowsecurity.calls import call_one
from foundation.verdict import Refused
from safeguarding.models import Concern


def mint_basis(
    concern: Concern, told: NewDisclosure, *, risk_of_delay: bool = False, otherwise: str, basis: Basis
) -> SharingBasis:
    """Mint the proof for one disclosure in this transaction.

    Raises:
        Refused: in the words of ``otherwise``, when no row of the table allows it.
    """
    asked = (told.id, concern.pk, told.recipient.pk, basis, sorted(told.categories), bool(told.items), risk_of_delay)
    try:
        with transaction.atomic():
            row: str = call_one("gate.mint_safeguarding", *asked)
    except Error as error:
        if getattr(error.__cause__, "pgcode", "") != "23514":
            raise
        raise Refused(otherwise) from error
    return SharingBasis(told.id, BasisKind.SAFEGUARDING, basis, row, told.categories)
