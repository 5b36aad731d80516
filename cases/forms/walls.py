"""What is typed about walls between files."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from cases.forms.access import why_field
from cases.models import Case
from cases.searching import case_by_reference
from cases.vocabulary import Side, WallKind
from foundation.components.changing import ChangingForm
from foundation.components.fields import RadioField
from foundation.components.forms import Form


class OtherFileForm(Form):
    """The reference of another file that the person sees."""

    other = forms.CharField(label="Reference of the other file", max_length=30, help_text="For example, 7KQ2-M9XA-C")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_other(self) -> Case:
        """The case of this reference, if the person may see it; none and not theirs read the same."""
        found = case_by_reference(self.user, self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError("There is no case with this reference. Check it, or copy it from the case")
        return found


class WallForm(OtherFileForm):
    """The file to keep apart from this one, and why."""

    kind = RadioField(label="Whose files they are", choices=WallKind.choices, noun="whose files they are")
    reason = why_field("What you know about it")


class SidesForm(ChangingForm):
    """On which side of a wall each colleague works."""

    def __init__(
        self,
        *args: Any,
        colleagues: Iterable[tuple[UUID, str, Side, bool]],
        names: tuple[str, str],
        **kwargs: Any,
    ) -> None:
        """``colleagues``: who, their name, where they are now, and whether they may read both."""
        super().__init__(*args, **kwargs)
        one_side = [(Side.FIRST.value, names[0]), (Side.SECOND.value, names[1]), (Side.NEITHER.value, "Neither")]
        both = [(Side.BOTH.value, "Both")]
        self.now: dict[UUID, Side] = {}
        for who, name, side, may_read_both in colleagues:
            self.now[who] = side
            self.fields[str(who)] = RadioField(
                label=name, choices=one_side + (both if may_read_both else []), inline=True, noun=f"a side for {name}"
            )
            self.initial[str(who)] = side.value

    def sides(self) -> dict[UUID, Side]:
        """Whom to place elsewhere than where they are."""
        said = {who: Side(self.cleaned_data[str(who)]) for who in self.now}
        return {who: side for who, side in said.items() if side != self.now[who]}
