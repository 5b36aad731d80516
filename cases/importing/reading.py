"""Reading the CSV of "Get information about schools" as it is published: its own column names, in either encoding."""

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from cases.importing.records import records
from cases.models import Setting

CHUNK = 1 << 20  # bytes
LARGEST = 2_147_483_647
OLDEST = 150  # years
DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
ENCODINGS = {"utf-8-sig": "UTF-8 with a byte order mark", "utf-8": "UTF-8", "cp1252": "Windows-1252"}


class UnreadableFile(Exception):
    """The file as a whole is not the register."""


class BadValue(ValueError):
    """Why a row cannot be loaded."""


@dataclass(frozen=True)
class Bad:
    """A row that is not loaded: the line it begins on, and why."""

    line: int
    reason: str


def number(text: str, column: str, largest: int = LARGEST) -> int | None:
    """A whole number, or nothing."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= largest):
        raise BadValue(f"{column} ‘{text}’ is no number")
    return int(text)


def day(text: str, column: str) -> date | None:
    """A day as the file writes it, 31-08-2014, or nothing."""
    if not text:
        return None
    found = DAY.fullmatch(text)
    with suppress(ValueError):
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    raise BadValue(f"{column} ‘{text}’ is no day as the file writes them, such as 31-08-2014")


def words(text: str, column: str, longest: int) -> str:
    """Text that fits."""
    if len(text) > longest:
        raise BadValue(f"{column} is longer than {longest} characters")
    return text


READERS: dict[str, Callable[[str, str], Any]] = {
    "PositiveIntegerField": number,
    "PositiveSmallIntegerField": partial(number, largest=OLDEST),
    "DateField": day,
}
# Our field, and the file's own name for it.
COLUMNS = {
    "urn": "URN",
    "name": "EstablishmentName",
    "kind": "TypeOfEstablishment (name)",
    "phase": "PhaseOfEducation (name)",
    "status": "EstablishmentStatus (name)",
    "opened_on": "OpenDate",
    "closed_on": "CloseDate",
    "low_age": "StatutoryLowAge",
    "high_age": "StatutoryHighAge",
    "sixth_form": "OfficialSixthForm (name)",
    "street": "Street",
    "town": "Town",
    "postcode": "Postcode",
    "la_code": "LA (code)",
    "la_name": "LA (name)",
}


def reader_of(name: str) -> Callable[[str, str], Any]:
    """How the text of a column becomes the value of our field."""
    field = Setting._meta.get_field(name)
    length = getattr(field, "max_length", None)
    return partial(words, longest=length) if length else READERS[type(field).__name__]


class RegisterFile:
    """The file: which encoding it is in, and its rows one at a time, whatever its size."""

    def __init__(self, path: Path) -> None:
        """Find the encoding out, by reading the file once.

        Raises:
            UnreadableFile: when there is no such file.
        """
        self.path = path
        try:
            self._encoding = encoding_of(path)
        except OSError as error:
            raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
        self.encoding = ENCODINGS[self._encoding]

    def rows(self) -> Iterator[Setting | Bad]:
        """Every row as a setting that is not saved yet, or as what is wrong with it.

        Raises:
            UnreadableFile: when columns are missing, or there is nothing in the file.
        """
        seen: dict[int, int] = {}
        # Bytes that are nothing in Windows-1252 are marked, so that they spoil their own row alone.
        with self.path.open(encoding=self._encoding, errors="surrogateescape", newline="") as file:
            every = records(file)
            readers = self._readers(next(every, None))
            for line, fields in every:
                if isinstance(fields, str):
                    yield Bad(line, fields)
                    continue
                try:
                    yield _setting(fields, readers, line, seen)
                except BadValue as bad:
                    yield Bad(line, str(bad))

    def _readers(self, head: tuple[int, list[str] | str] | None) -> list[tuple[str, str, int, Callable[..., Any]]]:
        """For each field: its name, its column, where that stands, and how it is read."""
        names = head[1] if head and not isinstance(head[1], str) else []
        missing = [column for column in COLUMNS.values() if column not in names]
        if missing:
            raise UnreadableFile(
                f"{self.path} is not the register: it has no column {', '.join(missing)}. Take the file "
                "‘All establishment data’ from get-information-schools.service.gov.uk/Downloads."
            )
        return [(name, column, names.index(column), reader_of(name)) for name, column in COLUMNS.items()]


def encoding_of(path: Path) -> str:
    """UTF-8 with or without a mark when all of the file is; otherwise Windows-1252, which any bytes could be."""
    decode = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        marked = file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
        file.seek(0)
        try:
            while chunk := file.read(CHUNK):
                decode.decode(chunk)
            decode.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig" if marked else "utf-8"


def _setting(fields: list[str], readers: list[Any], line: int, seen: dict[int, int]) -> Setting:
    values = {name: read(" ".join(fields[place].split()), column) for name, column, place, read in readers}
    if not values["urn"]:
        raise BadValue("no URN")
    if values["urn"] in seen:
        raise BadValue(f"URN {values['urn']} stands on line {seen[values['urn']]} already")
    if not values["name"]:
        raise BadValue("no EstablishmentName")
    made = Setting(**values, is_open=values["status"].startswith("Open"))
    if any(_is_hidden(each) for each in values.values() if isinstance(each, str)):
        raise BadValue("a character in it is none of the file’s encoding")
    made.words = made.words_of()
    seen[made.urn] = line
    return made


def _is_hidden(text: str) -> bool:
    return not text.isprintable() and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)
