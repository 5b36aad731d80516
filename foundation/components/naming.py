"""How a field is named inside a sentence, so that every error reads as one a colleague would write."""

from __future__ import annotations

import re
from functools import lru_cache

from django.forms import Field
from django.forms.utils import pretty_name

ASKS = re.compile(r"(?:By |At )?(?:What|Which|Who|Whom|Whose|Where|When|Why|How)\b", re.IGNORECASE)
TURNED = re.compile(r"\b(is|are|was|were|will|can|may|must|(?<!Who )has|have) (it|this|that|they|you|we|no \w+)\b")
TURNED_ABOUT = re.compile(r"(\w+) (is|are|was|were) ((?:the|their|your|our) .+)")
NOW, THEN = re.compile(r"\bdo (they|you|we)\b"), re.compile(r"\bdid (they|you|we) (\w+)")
PAST = {"check": "checked", "chase": "chased", "decide": "decided", "say": "said", "speak": "spoke", "tell": "told"}


def subject_of(field: Field) -> str:
    """What an error is about: "Date of birth". A field whose label is a question sets `noun` to have one."""
    noun = getattr(field, "noun", None) or field.label or "This"
    words = as_statement(str(noun).rstrip(" :"))
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=1024)
def as_statement(question: str) -> str:
    """A question as it stands inside a sentence: "What do they want to know?" is asked, "what they want to know" is
    entered. What is no such question, or is put in a way that is not known here, stays as it is."""
    if not question.endswith("?") or not ASKS.match(question):
        return question
    words = TURNED.sub(r"\2 \1", NOW.sub(r"\1", question.rstrip("?")))
    words = THEN.sub(lambda found: f"{found[1]} {PAST[found[2]]}" if found[2] in PAST else found[0], words)
    about = TURNED_ABOUT.fullmatch(words)
    words = f"{about[1]} {about[3]} {about[2]}" if about else words
    return question if re.search(r"\b(?:did|do|does) ", words) else words


def inside(text: str) -> str:
    """The same words inside a sentence: "date of birth", but "EHC plan" and "SENCo" keep their capitals."""
    first, rest = text[:1], text[1:]
    word = rest.split(" ")[0]
    return first.lower() + rest if word and word.lower() == word and not word.isdigit() else text


def asked_for(field: Field, verb: str) -> str:
    """ "Enter date of birth", or for a label that is a question, "Select an answer to ‘Is …?’"."""
    subject = subject_of(field)
    if subject.endswith("?"):
        return f"{verb} an answer to ‘{subject}’"
    return f"{verb} {inside(subject)}"


def name_field(field: Field, name: str) -> None:
    """Give a field without a label the one Django would show, so that its errors can use it too."""
    if field.label is None:
        field.label = pretty_name(name)
