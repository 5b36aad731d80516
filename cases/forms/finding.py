"""Narrowing the list of cases, and the one box."""

from typing import Any

from django import forms

from cases.forms.choices import offer, with_nothing
from cases.models.case import LEVELS
from cases.vocabulary import Status
from foundation.components.fields import OneOfMany
from foundation.components.forms import Form

SORTS = [
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("recent", "Latest contact first"),
    ("quiet", "Longest without contact"),
]


class FilterForm(Form):
    """What the list of cases is narrowed to; all of it is codes and ids, so it may stand in the address."""

    mark_optional = False

    status = forms.ChoiceField(label="Status", required=False, choices=with_nothing(Status.choices, "Any"))
    level = forms.ChoiceField(
        label="Level now", required=False, choices=with_nothing([(str(n), f"Level {n}") for n, _ in LEVELS], "Any")
    )
    worker = forms.ChoiceField(label="Lead worker", required=False, widget=OneOfMany)
    overdue = forms.BooleanField(label="Something is overdue", required=False)
    sort = forms.ChoiceField(label="Sort by", required=False, choices=SORTS, initial=SORTS[0][0])

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["worker"], with_nothing([*workers, ("none", "Nobody yet")], "Anybody"))


class SearchForm(Form):
    """The one box."""

    term = forms.CharField(label="Name, reference or telephone", max_length=200)
