"""Remembers what was done to which files, so that a second start does nothing over again."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from pps_barnet.setup.places import ROOT, STAMPS, write_private


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """One hash over the names and contents of files, and over anything else that matters."""
    total = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        total.update(f"\0{os.path.relpath(file, ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def files_below(*folders: Path, pattern: str = "*") -> list[Path]:
    """Every file in some folders, at any depth."""
    return [path for folder in folders for path in folder.rglob(pattern) if path.is_file()]


class Stamp:
    """A file that is written last: without it, or with another mark in it, the work is to do again."""

    def __init__(self, name: str, folder: Path = STAMPS) -> None:
        self.path = folder / name

    def says(self, mark: str) -> bool:
        """Whether the work was finished with exactly this mark."""
        return self.path.is_file() and self.path.read_text(encoding="utf-8") == mark

    def clear(self) -> None:
        """To be called before the work begins, so that work cut short is noticed."""
        self.path.unlink(missing_ok=True)

    def write(self, mark: str) -> None:
        """To be called when the work is done."""
        write_private(self.path, mark)
