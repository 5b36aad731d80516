"""The chips of a filter: each says what it narrows by, and its link leaves it out."""

from django import forms
from django.test import RequestFactory

from foundation.components.filters import chips_of


class Narrowing(forms.Form):
    """A filter of each kind."""

    status = forms.ChoiceField(label="Status", choices=[("", "Any"), ("Kinds", [("open", "Open")])], required=False)
    overdue = forms.BooleanField(label="Something is overdue", required=False)
    sort = forms.ChoiceField(
        label="Sort by", choices=[("new", "Newest first"), ("old", "Oldest first")], required=False, initial="new"
    )


def test_a_choice_says_its_words_and_a_box_its_label_alone() -> None:
    request = RequestFactory().get("/cases/?status=open&overdue=on&after=x")
    chips = [(chip.label, chip.value, chip.url) for chip in chips_of(Narrowing(request.GET), request)]
    assert chips == [
        ("Status", "Open", "/cases/?overdue=on"),
        ("Something is overdue", "", "/cases/?status=open"),
    ]


def test_what_holds_anyhow_is_no_chip() -> None:
    shown = {}
    for sort in ("new", "old"):
        request = RequestFactory().get(f"/cases/?sort={sort}")
        shown[sort] = [chip.value for chip in chips_of(Narrowing(request.GET), request)]
    assert shown == {"new": [], "old": ["Oldest first"]}
