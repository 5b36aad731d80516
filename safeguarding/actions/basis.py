"""The proof of a disclosure that rests on a concern: the database decides again from what it knows itself."""

from typing import Any

from cases.actions.sharing import NewDisclosure
from cases.disclosure import SharingBasis
from cases.vocabulary.sharing import Basis, BasisKind, WithoutAsking
from foundation.rowsecurity.calls import NOT_SO, call_one, refusing
from safeguarding.models import Concern
from safeguarding.vocabulary import Subject, WhyNotTold
from teams.models import User

SPOILS = frozenset({WhyNotTold.RISK, WhyNotTold.INVESTIGATION, WhyNotTold.SOURCE, WhyNotTold.ADVISED})


def why_not_asked(concern: Concern) -> WithoutAsking:
    """Why it goes without consent (Schedule 1 paragraph 18), from what is known already: nothing more is asked of
    somebody who refers. What must be passed on whatever they say would be no real question."""
    if concern.subject == Subject.ADULT and concern.has_capacity is False:
        return WithoutAsking.CANNOT_GIVE
    return WithoutAsking.PREJUDICE if concern.why_not_told in SPOILS else WithoutAsking.CANNOT_OBTAIN


def mint_basis(
    concern: Concern,
    told: NewDisclosure,
    *,
    risk_of_delay: bool = False,
    otherwise: str,
    basis: Basis,
    to: User | None = None,
) -> SharingBasis:
    """Mint the proof for one disclosure in this transaction; ``to`` is the senior manager whom somebody is named to.

    Raises:
        Refused: in the words of ``otherwise``, when no row of the table allows it.
    """
    asked = (
        told.id,
        concern.pk,
        told.recipient.pk,
        basis,
        sorted(told.categories),
        bool(told.items),
        risk_of_delay,
        to and to.pk,
    )
    row = minted("gate.mint_safeguarding", *asked, otherwise=otherwise)
    return SharingBasis(told.id, BasisKind.SAFEGUARDING, basis, row, told.categories)


def minted(function: str, *asked: Any, otherwise: str) -> str:
    """The row of the table on which a function of the database mints a proof.

    Raises:
        Refused: in the words of ``otherwise``, when no row allows it.
    """
    with refusing({NOT_SO: otherwise}):
        row: str = call_one(function, *asked)
    return row
