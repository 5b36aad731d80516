"""The proof that one disclosure rests on, as a value that only the apps above can come by.

``consent``, ``safeguarding`` and ``governance`` each have a function in the database that decides again and stores the
proof; what it returns is wrapped in this value, so that ``cases`` can demand a proof without knowing who minted it.
"""

from dataclasses import dataclass
from uuid import UUID

from cases.vocabulary.sharing import Basis, BasisKind, Category


@dataclass(frozen=True, slots=True)
class SharingBasis:
    """A proof for one disclosure, already stored in the transaction under way."""

    disclosure: UUID
    kind: BasisKind
    basis: Basis
    row: str
    categories: frozenset[Category]
