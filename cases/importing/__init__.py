"""Bringing public reference data in, as the owner: the register of schools."""

from cases.importing.reading import Bad, RegisterFile, UnreadableFile
from cases.importing.writing import Loaded, load

__all__ = ["Bad", "Loaded", "RegisterFile", "UnreadableFile", "load"]
