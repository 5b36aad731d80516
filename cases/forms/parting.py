"""What is typed about two files that are taken apart again."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from cases.forms.access import why_field
from cases.forms.choices import offer
from cases.models import Contact
from foundation.components.fields import CheckboxesField, RadioField
from foundation.components.forms import Form

Since = tuple[Contact, str, str]
BOTH, OWN = "both", "own"
WHO_IS_KEPT = [
    (BOTH, "From both files, until I have looked at each"),
    (OWN, "Each file from its own people again, as written on its page of access"),
]
CHANGED = (
    "Something was added to one of these files while you had this open. Look again at what goes back and what stays"
)


class PartForm(Form):
    """Which of the contacts recorded since go along, who stays kept from which, and why the two are two."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    along = CheckboxesField(label="Which of these belong to the file that opens again", required=False)
    kept = RadioField(
        label="From which file they are kept from now on", choices=WHO_IS_KEPT, noun="from which they are kept"
    )
    reason = why_field("How you know that they are two")

    def __init__(self, *args: Any, since: Iterable[Since], mark: str, kept: bool, **kwargs: Any) -> None:
        """``since``: contacts recorded since, what each was and how it begins; ``mark``: what the page shows; ``kept``:
        whether anybody is kept from one of the two."""
        super().__init__(*args, **kwargs)
        self.mark = self.initial["shown"] = mark
        rows = [(str(contact.pk), what, begins) for contact, what, begins in since]
        offer(self.fields["along"], [(pk, what) for pk, what, _ in rows])
        self.fields["along"].hints = {pk: begins for pk, _, begins in rows}  # type: ignore[attr-defined]
        for name in [*([] if rows else ["along"]), *([] if kept else ["kept"])]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Nothing is taken apart that the page did not show."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("shown") != self.mark:
            self.data = {**self.data, "shown": self.mark}
            raise forms.ValidationError(CHANGED)
        return said

    def parting(self) -> dict[str, Any]:
        """What was typed, for the action."""
        said = self.cleaned_data
        along = {UUID(pk) for pk in said.get("along", ())}
        return {"reason": said["reason"], "along": along, "settle": said.get("kept", OWN) == OWN}
