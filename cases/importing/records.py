"""Comma-separated records line by line, so that one broken record costs itself and not the rest of the file."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

LONGEST = 20  # lines in one record; a quotation mark open for longer was never meant to be
NEVER_CLOSED = "a quotation mark is never closed"

Record = tuple[int, list[str] | str]


class Lines:
    """Numbered lines that can be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._ahead = iter(enumerate(lines, start=1))
        self._again: deque[tuple[int, str]] = deque()

    def take(self) -> tuple[int, str] | None:
        """The next line with its number, or None at the end."""
        return self._again.popleft() if self._again else next(self._ahead, None)

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        """Have these lines taken again."""
        self._again.extendleft(reversed(lines))


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Every record with the number of its first line: its fields, or why it has none. Empty lines are no records.

    A record that goes on over lines and comes to nothing, or to another number of fields than the first record of the
    file, gives up its first line only: what follows is read afresh.
    """
    source = Lines(lines)
    width = 0
    while (first := source.take()) is not None:
        taken = [first, *_rest_of(first[1], source)]
        fields, used = _fields([text for _, text in taken])
        if fields is None or (used > 1 and width and len(fields) != width):
            source.put_back(taken[1:])
            yield first[0], NEVER_CLOSED
            continue
        source.put_back(taken[used:])
        if fields:
            width = width or len(fields)
            yield first[0], fields if len(fields) == width else f"{len(fields)} columns where there should be {width}"


def _rest_of(text: str, source: Lines) -> list[tuple[int, str]]:
    """Further lines while a quotation mark is open."""
    rest: list[tuple[int, str]] = []
    marks = text.count('"')
    while marks % 2 and len(rest) < LONGEST and (line := source.take()) is not None:
        rest.append(line)
        marks += line[1].count('"')
    return rest


def _fields(lines: list[str]) -> tuple[list[str] | None, int]:
    """The fields of the first record, none if it has no end, and how many of the lines it took."""
    reader = csv.reader(lines, strict=True)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:
        return None, 1
