"""What may be said to whom: a frozen situation, the table that decides it, and the proof that a disclosure rests on."""

from cases.disclosure.basis import SharingBasis
from cases.disclosure.situation import Act, Given, Party, Permission, Situation
from cases.disclosure.table import Answer, Decision, decide

__all__ = ["Act", "Answer", "Decision", "Given", "Party", "Permission", "SharingBasis", "Situation", "decide"]
