"""Markup with values in it, every one of them escaped: what ``format_html`` of Django gives, in a quarter of its time.

A page of a list puts seven hundred values into markup. Django's function asks of each, three calls deep, whether it is
a translation that has yet to be made; ours are words. This is the one place in the product that says of a text that it
is safe, which is why ``tests/architecture/test_templates.py`` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString

SPECIAL = re.compile("[&<>\"']")
# A reference and a telephone number are read, and read out, as one.
ONE = re.compile(r"(\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b|\b0\d{2,4}(?: \d{3,4}){1,2}\b)")
AS_ONE = '<span class="app-reference">{}</span>'


def escaped(value: Any) -> str:
    """A value as it may stand in markup: what is markup already as it is, anything else with its signs written out."""
    if hasattr(value, "__html__"):
        made: str = value.__html__()
        return made
    text = str(value)
    return escape(text) if SPECIAL.search(text) else text


def markup(shape: str, *values: Any) -> SafeString:
    """``shape``, which is our own, with each value escaped in its place."""
    return SafeString(shape.format(*map(escaped, values)))


def markup_join(between: str, shape: str, each: Iterable[tuple[Any, ...]]) -> SafeString:
    """``shape`` for each of several, one after another; ``between`` is ours as well."""
    return SafeString(between.join(shape.format(*map(escaped, values)) for values in each))


def kept_whole(value: Any) -> Any:
    """Words in which no line ends within a reference or a telephone number; markup stays as it is."""
    if hasattr(value, "__html__") or len(parts := ONE.split(str(value))) == 1:
        return value
    return markup("{}" + f"{AS_ONE}{{}}" * (len(parts) // 2), *parts)
