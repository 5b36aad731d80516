"""Whether words say who somebody is: looked at here, since the database cannot read what is sealed."""

import re
from collections.abc import Iterable

WORD = re.compile(r"\w{2,}")
SHORTEST = 5  # signs of a number by which somebody could be found


def names_in(words: str, names: Iterable[str]) -> list[str]:
    """Which of these names, or parts of them, the words say."""
    said = set(WORD.findall(words.casefold()))
    return sorted({part for name in names for part in WORD.findall(name) if part.casefold() in said})


def references_in(words: str, references: Iterable[str]) -> list[str]:
    """Which of these references the words say, however they are spaced."""
    said = _run_together(words)
    numbers = ((each, _run_together(each)) for each in references)
    return sorted(each for each, number in numbers if len(number) >= SHORTEST and number in said)


def _run_together(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
