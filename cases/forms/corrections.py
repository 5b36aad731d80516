"""Correcting the wording of a contact, adding to it, and finding the case it belongs to."""

from typing import Any

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE
from cases.models import Contact
from cases.presenting import LABELS, UNREADABLE, text_of
from foundation.components.changing import ChangingForm
from foundation.components.fields import NoteField
from foundation.components.forms import Form


class CorrectForm(ChangingForm):
    """The texts of a contact as they stand. Wording is corrected here; a text is not taken out or put in."""

    summary = NoteField(label=LABELS["summary"], rows=10, max_length=LONGEST_NOTE)
    other_party = forms.CharField(label=LABELS["other_party"], max_length=LONGEST_LINE)
    second_person = forms.CharField(label=LABELS["second_person"], max_length=LONGEST_LINE)
    told_about_family = NoteField(label=LABELS["told_about_family"], rows=3, max_length=LONGEST_NOTE)
    advice_given = NoteField(label=LABELS["advice_given"], rows=4, max_length=LONGEST_NOTE)
    signposted_to = forms.CharField(label=LABELS["signposted_to"], max_length=LONGEST_LINE)

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        texts = {name: text_of(getattr(contact, name)) for name in LABELS}
        super().__init__(*args, initial=texts, changing=contact, **kwargs)
        for name, text in texts.items():
            if text in ("", UNREADABLE):  # what cannot be read cannot be put right
                del self.fields[name]


class AddendumForm(Form):
    """What corrects or completes a contact."""

    text = NoteField(label="What has to be added or put right", rows=5, max_length=LONGEST_NOTE)


class RightCaseForm(Form):
    """Whose contact it was."""

    term = forms.CharField(label="Name, reference or telephone", max_length=200)
