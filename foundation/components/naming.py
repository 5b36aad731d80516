"""How a field is named inside a sentence, so that every error reads as one a colleague would write."""

from __future__ import annotations

from django.forms import Field
from django.forms.utils import pretty_name


def subject_of(field: Field) -> str:
    """What an error is about: "Date of birth". A field whose label is a question sets `noun` to have one."""
    noun = getattr(field, "noun", None) or field.label or "This"
    words = str(noun).rstrip(" :")
    return words[:1].upper() + words[1:]


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
